/// Emits the protocol to implement, the method descriptors and the client of each service.
struct ServiceEmitter {
  let context: EmitContext
  private var types: TypeTable { context.types }
  private var access: String { context.access }

  init(_ context: EmitContext) {
    self.context = context
  }

  /// The source file; nil when the proto file has no services.
  func file(_ file: ProtoFile) -> String? {
    guard !file.services.isEmpty else { return nil }
    let modules = file.services.flatMap(\.methods).flatMap { [$0.input, $0.output] }
      .compactMap { types[$0]?.module?.swift }
    var text = SourceText.swiftFile(
      from: file.name, imports: Set(modules + ["RPC"]).sorted().map { "\(access) import \($0)" })
    let namespace = SwiftName.namespace(ofPackage: file.package)
    for service in file.services {
      text.line()
      text.block("extension \(namespace)") { text in
        protocolToImplement(service, &text)
        text.line()
        descriptors(service, &text)
        text.line()
        client(service, &text)
      }
      text.line()
      routing(service, namespace, &text)
    }
    return text.text
  }

  // MARK: - Server

  private func protocolToImplement(_ service: ProtoService, _ text: inout SourceText) {
    text.documentation(service.comment)
    text.block("\(access) protocol \(name(of: service)): \(rpc("RPCService"))") { text in
      for (index, method) in service.methods.enumerated() {
        if index > 0 { text.line() }
        let name = SwiftName.function(method.name)
        let quoted = SwiftName.quoted(name)
        text.line("/// Who may call ``\(name)`` and how long it may take.")
        text.line("static var \(name)Policy: \(rpc("MethodPolicy")) { get }")
        text.line()
        text.documentation(method.comment)
        let request =
          method.isClientStreaming
          ? "_ requests: \(rpc("RPCRequests"))<\(type(method.input))>"
          : "_ request: \(type(method.input))"
        let call = "_ call: \(rpc("CallContext"))"
        if method.isServerStreaming {
          let responses = "_ responses: \(rpc("RPCResponseWriter"))<\(type(method.output))>"
          text.call("func \(quoted)", [request, responses, call], " async throws")
        } else {
          text.call(
            "func \(quoted)", [request, call], " async throws -> \(type(method.output))")
        }
      }
    }
  }

  private func descriptors(_ service: ProtoService, _ text: inout SourceText) {
    let descriptor = rpc("MethodDescriptor")
    text.line("/// What the proto file says about the methods of ``\(name(of: service))``.")
    text.block("\(access) enum \(name(of: service))Methods") { text in
      for method in service.methods {
        text.call(
          "\(access) static let \(variable(method)) = \(descriptor)",
          [
            "service: \"\(service.fullName)\"", "name: \"\(method.name)\"",
            "kind: .\(kind(method))", "idempotency: .\(method.idempotency)",
          ] + (method.deprecation == nil ? [] : ["isDeprecated: true"]), "")
      }
      if !service.methods.isEmpty { text.line() }
      text.line("/// Every method, in the order of the proto file.")
      text.block("\(access) static var all: [\(descriptor)]") { text in
        text.line("[\(service.methods.map(variable).joined(separator: ", "))]")
      }
    }
  }

  private func routing(_ service: ProtoService, _ namespace: String, _ text: inout SourceText) {
    text.block("extension \(namespace).\(name(of: service))") { text in
      text.line("/// The methods, bound to their handlers.")
      text.block("\(access) var methods: [\(rpc("RPCMethod"))]") { text in
        text.line("[")
        text.indented { text in
          for method in service.methods {
            let name = SwiftName.function(method.name)
            let methods = "\(namespace).\(self.name(of: service))Methods"
            let policy = "policy: Self.\(name)Policy"
            text.line("\(rpc("RPCMethod"))(\(methods).\(variable(method)), \(policy)) { call in")
            text.indented { handling(method, &$0) }
            text.line("},")
          }
        }
        text.line("]")
      }
    }
  }

  /// From the call's bytes to the handler, and back.
  private func handling(_ method: ProtoMethod, _ text: inout SourceText) {
    let requests = method.isClientStreaming ? "\(rpc("RPCRequests"))(call)" : "call.takeRequest()"
    let function = "self.\(SwiftName.quoted(SwiftName.function(method.name)))"
    if method.isServerStreaming {
      text.line("try await \(function)(\(requests), \(rpc("RPCResponseWriter"))(call), call)")
      text.line("return nil")
    } else {
      text.line("call.frame(of: try await \(function)(\(requests), call))")
    }
  }

  // MARK: - Client

  private func client(_ service: ProtoService, _ text: inout SourceText) {
    let client = rpc("RPCClient")
    text.line("/// Calls ``\(name(of: service))``.")
    text.line("///")
    text.line("/// Every method throws `RPCStatus`.")
    text.block("\(access) struct \(name(of: service))Client: Sendable") { text in
      text.line("private let client: \(client)")
      text.line()
      text.block("\(access) init(_ client: \(client))") { $0.line("self.client = client") }
      for method in service.methods {
        text.line()
        text.documentation(method.comment)
        if let deprecation = method.deprecation {
          let message = SourceText.literal(deprecation.message)
          text.line("@available(*, deprecated, message: \(message))")
        }
        clientMethod(method, of: service, &text)
      }
    }
  }

  private func clientMethod(
    _ method: ProtoMethod, of service: ProtoService, _ text: inout SourceText
  ) {
    let start = "\(access) func \(SwiftName.quoted(SwiftName.function(method.name)))"
    let request = "_ request: \(type(method.input))"
    let options = "options: \(rpc("CallOptions")) = \(rpc("CallOptions"))()"
    let descriptor = "\(name(of: service))Methods.\(variable(method))"
    let output = type(method.output)
    let writer = "\(rpc("RPCRequestWriter"))<\(type(method.input))>"
    let responses = "\(rpc("RPCResponses"))<\(output)>"
    switch (method.isClientStreaming, method.isServerStreaming) {
    case (false, false):
      text.call(start, [request, options], " async throws -> \(output) {")
      text.indented { $0.line("try await client.unary(\(descriptor), request, options)") }
    case (true, false):
      let void = types.known("Void", in: "Swift")
      let produce = "_ produce: (\(writer)) async throws -> \(void)"
      text.call(start, [options, produce], " async throws -> \(output) {")
      text.indented {
        $0.line("try await client.clientStreaming(\(descriptor), options, produce)")
      }
    case (false, true):
      let consume = "_ consume: (\(responses)) async throws -> Result"
      text.call(start + "<Result>", [request, options, consume], " async throws -> Result {")
      text.indented {
        $0.line("try await client.serverStreaming(\(descriptor), request, options, consume)")
      }
    case (true, true):
      let exchange = "_ exchange: (\(writer), \(responses)) async throws -> Result"
      text.call(start + "<Result>", [options, exchange], " async throws -> Result {")
      text.indented {
        $0.line("try await client.bidirectionalStreaming(\(descriptor), options, exchange)")
      }
    }
    text.line("}")
  }

  // MARK: - Names

  private func rpc(_ name: String) -> String { types.known(name, in: "RPC") }

  private func name(of service: ProtoService) -> String { SwiftName.service(service.name) }

  private func type(_ name: String) -> String { types[name]?.swiftName ?? "" }

  private func variable(_ method: ProtoMethod) -> String {
    SwiftName.descriptor(ofMethod: method.name)
  }

  private func kind(_ method: ProtoMethod) -> String {
    switch (method.isClientStreaming, method.isServerStreaming) {
    case (false, false): "unary"
    case (true, false): "clientStreaming"
    case (false, true): "serverStreaming"
    case (true, true): "bidirectionalStreaming"
    }
  }
}
