/// A line of the table: what was measured and what it may be at most.
struct Row {
  let name: String
  let ours: String
  let peer: String
  /// Ours to theirs, or what is bounded instead.
  let value: Double
  /// The most that the value may be; nil: told, not judged.
  let bound: Double?

  var fallsShort: Bool { bound.map { value > $0 } ?? false }

  /// A row of nanoseconds.
  init(_ name: String, _ timing: Timing, bound: Double?) {
    self.init(
      name, ours: Row.whole(timing.ours) + " ns", peer: Row.whole(timing.peer) + " ns",
      value: timing.ratio, bound: bound)
  }

  init(_ name: String, ours: String, peer: String, value: Double, bound: Double?) {
    self.name = name
    self.ours = ours
    self.peer = peer
    self.value = value
    self.bound = bound
  }

  static let head =
    cell("", 26) + right("laurel", 15) + right("swift-protobuf", 17) + right("ratio", 9)
    + right("bound", 9)

  var line: String {
    var line = Row.cell(name, 26) + Row.right(ours, 15) + Row.right(peer, 17)
    line += Row.right(Row.decimal(value, digits: 3), 9)
    guard let bound else { return line }
    return line + Row.right("≤ " + Row.decimal(bound, digits: 2), 9)
      + (fallsShort ? "  SHORT" : "  pass")
  }

  // MARK: - Text

  static func cell(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// A whole number with commas between its thousands.
  static func whole(_ value: Double) -> String {
    var digits = String(Int(value.rounded()))
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
  }

  static func decimal(_ value: Double, digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    return "\(scaled / scale)."
      + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
