/// The parameters of the plugin, as protoc passes them: `name=value`, separated by commas.
///
/// - `c_module=NAME`: the C module to make; required.
/// - `c_folder=PATH`, `swift_folder=PATH`: where the files go, below the output folder of protoc.
/// - `access=public|package|internal`: the access level of everything emitted; `package` unless
///   said otherwise.
/// - `unknown_fields=keep|drop`: whether messages keep fields that the proto files do not have, and
///   write them again; `drop` unless said otherwise. Keep them where messages are passed on.
/// - `services=true|false`: whether to emit services; `true` unless said otherwise.
/// - `descriptors=TYPE`: emit a Swift enum of this name with the descriptors of the files and of
///   all they import, for reflection; none unless said.
/// - `catalogue=TYPE`: emit a Swift enum of this name with all methods of the run and the types of
///   their messages, for tools; none unless said.
/// - `types=NAME`: emit a constant of this name in `MessageTypes` with all messages of the run, for
///   the JSON form of `google.protobuf.Any`; none unless said.
/// - `import=PREFIX:SWIFT:C`: proto files whose path starts with `PREFIX` are generated elsewhere,
///   into these two modules. May be repeated; the longest prefix counts.
struct GeneratorOptions: Sendable {
  enum AccessLevel: String, Sendable {
    case `public`, `package`, `internal`
  }

  var cModule = ""
  var cFolder = ""
  var swiftFolder = ""
  var access = AccessLevel.package
  var keepsUnknownFields = false
  var emitsServices = true
  /// The type that holds the descriptors; empty: none.
  var descriptorsType = ""
  /// The type that holds the table of methods; empty: none.
  var catalogueType = ""
  /// The constant that lists the messages; empty: none.
  var typesName = ""
  var providers: [(prefix: String, module: ModulePair)] = []

  /// - Throws: ``GeneratorError`` naming the parameter.
  init(parsing text: String) throws(GeneratorError) {
    for parameter in text.split(separator: ",") {
      let parts = parameter.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw GeneratorError(reason: "parameter \"\(parameter)\" has no value")
      }
      switch parts[0] {
      case "c_module": cModule = parts[1]
      case "c_folder": cFolder = parts[1]
      case "swift_folder": swiftFolder = parts[1]
      case "descriptors": descriptorsType = parts[1]
      case "catalogue": catalogueType = parts[1]
      case "types": typesName = parts[1]
      case "access":
        guard let level = AccessLevel(rawValue: parts[1]) else {
          throw GeneratorError(reason: "parameter access is not public, package or internal")
        }
        access = level
      case "unknown_fields": keepsUnknownFields = try Self.isFirst(parts, of: "keep", "drop")
      case "services": emitsServices = try Self.isFirst(parts, of: "true", "false")
      case "import":
        let names = parts[1].split(separator: ":").map(String.init)
        guard names.count == 3 else {
          throw GeneratorError(reason: "parameter import is not PREFIX:SWIFT:C")
        }
        providers.append((names[0], ModulePair(swift: names[1], c: names[2])))
      default: throw GeneratorError(reason: "unknown parameter \"\(parts[0])\"")
      }
    }
    guard !cModule.isEmpty else { throw GeneratorError(reason: "parameter c_module is missing") }
  }

  /// Whether a parameter has the first of its two possible values.
  private static func isFirst(
    _ parameter: [String], of first: String, _ second: String
  ) throws(GeneratorError) -> Bool {
    guard [first, second].contains(parameter[1]) else {
      throw GeneratorError(reason: "parameter \(parameter[0]) is neither \(first) nor \(second)")
    }
    return parameter[1] == first
  }

  /// The modules that hold the code of a proto file of another run.
  func module(providing file: String) -> ModulePair? {
    providers.filter { file.hasPrefix($0.prefix) }.max { $0.prefix.count < $1.prefix.count }?.module
  }

  func cPath(_ path: String) -> String { Self.join(cFolder, path) }

  func swiftPath(_ path: String) -> String { Self.join(swiftFolder, path) }

  private static func join(_ folder: String, _ path: String) -> String {
    folder.isEmpty ? path : folder + "/" + path
  }
}
