/// The parameters of the plugin, as protoc passes them: `name=value`, separated by commas.
///
/// - `c_module=NAME`: the C module to make; required.
/// - `c_folder=PATH`, `swift_folder=PATH`: where the files go, below the output folder of protoc.
/// - `services=true|false`: whether to emit services; `true` unless said otherwise.
/// - `descriptors=TYPE`: emit a Swift enum of this name with the descriptors of the files and of
///   all they import, for reflection; none unless said.
/// - `catalogue=TYPE`: emit a Swift enum of this name with all methods of the run and the types of
///   their messages, for tools; none unless said.
/// - `import=PREFIX:SWIFT:C`: proto files whose path starts with `PREFIX` are generated elsewhere,
///   into these two modules. May be repeated; the longest prefix counts.
struct GeneratorOptions: Sendable {
  var cModule = ""
  var cFolder = ""
  var swiftFolder = ""
  var emitsServices = true
  /// The type that holds the descriptors; empty: none.
  var descriptorsType = ""
  /// The type that holds the table of methods; empty: none.
  var catalogueType = ""
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
      case "services":
        guard parts[1] == "true" || parts[1] == "false" else {
          throw GeneratorError(reason: "parameter services is neither true nor false")
        }
        emitsServices = parts[1] == "true"
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
