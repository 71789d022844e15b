/// Emits a table of all methods of a run with the types of their messages.
struct CatalogueEmitter {
  let context: EmitContext
  private var types: TypeTable { context.types }
  private var access: String { context.access }

  init(_ context: EmitContext) {
    self.context = context
  }

  /// The source file of the enum that holds the table.
  func file(_ files: [ProtoFile]) -> String {
    let services = files.flatMap { file in
      file.services.map { (service: $0, namespace: SwiftName.namespace(ofPackage: file.package)) }
    }.sorted { $0.service.fullName < $1.service.fullName }
    let modules = services.flatMap(\.service.methods).flatMap { [$0.input, $0.output] }
      .compactMap { types[$0]?.module?.swift }
    var text = SourceText.swiftFile(
      from: "all proto files of the module",
      imports: ["\(access) import RPC"] + Set(modules).sorted().map { "import \($0)" })
    let method = types.known("TypedMethod", in: "RPC")
    text.line()
    text.line("/// The methods of all services of this module.")
    text.block("\(access) enum \(context.options.catalogueType)") { text in
      text.line("/// Every method once: services by name, methods in the order of the proto file.")
      text.block("\(access) static var all: [\(method)]") { text in
        text.line("[")
        text.indented { text in
          for (service, namespace) in services {
            for entry in service.methods {
              row(entry, of: "\(namespace).\(SwiftName.service(service.name))", method, &text)
            }
          }
        }
        text.line("]")
      }
    }
    return text.text
  }

  private func row(
    _ method: ProtoMethod, of service: String, _ type: String, _ text: inout SourceText
  ) {
    text.line("\(type)(")
    text.indented { text in
      text.line("\(service)Methods.\(SwiftName.descriptor(ofMethod: method.name)),")
      text.line("request: \(name(method.input)).self,")
      text.line("response: \(name(method.output)).self),")
    }
  }

  private func name(_ message: String) -> String { types[message]?.swiftName ?? "" }
}
