/// Collects the paths of required fields that are missing, for example `answers[2].question_id`.
public struct RequiredFieldCheck {
  /// Paths that one check reports at most; a hostile message could hold millions.
  public static let pathsMax = 64

  /// The paths found so far, in field order.
  public private(set) var paths: [String] = []
  private var prefix: [Component] = []

  private enum Component {
    case field(String)
    case index(Int)
    case key(String)
  }

  /// Whether the messages inside are checked as well.
  private let descends: Bool

  /// A check that has found nothing yet.
  public init(descends: Bool = true) { self.descends = descends }

  /// Reports the field `name` when it is missing.
  public mutating func field(_ name: String, isMissing: Bool) {
    guard isMissing, paths.count < Self.pathsMax else { return }
    paths.append(path(to: name))
  }

  /// Checks the fields of a message field that is there.
  public mutating func message(_ name: String, _ value: (some GeneratedMessage)?) {
    guard descends, let value else { return }
    descend(.field(name), into: value)
  }

  /// Checks the fields of every element.
  public mutating func messages(_ name: String, _ values: [some GeneratedMessage]) {
    guard descends else { return }
    prefix.append(.field(name))
    defer { prefix.removeLast() }
    for (index, value) in values.enumerated() {
      guard paths.count < Self.pathsMax else { return }
      descend(.index(index), into: value)
    }
  }

  /// Checks the fields of every value, in the order of the keys.
  public mutating func messages<Key: MapKey>(
    _ name: String, _ values: [Key: some GeneratedMessage]
  ) {
    guard descends else { return }
    prefix.append(.field(name))
    defer { prefix.removeLast() }
    for (key, value) in values.sortedByKey() {
      guard paths.count < Self.pathsMax else { return }
      descend(.key(key.text), into: value)
    }
  }

  private mutating func descend(_ component: Component, into value: some GeneratedMessage) {
    prefix.append(component)
    value.checkRequiredFields(&self)
    prefix.removeLast()
  }

  private func path(to name: String) -> String {
    var path = ""
    for component in prefix + [.field(name)] {
      switch component {
      case .field(let name): path += path.isEmpty ? name : "." + name
      case .index(let index): path += "[\(index)]"
      case .key(let key): path += "[\"\(key)\"]"
      }
    }
    return path
  }
}
