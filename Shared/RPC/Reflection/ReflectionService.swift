package import Protobuf
internal import WellKnownMessages

/// Server reflection, `grpc.reflection.v1` and under its older name `v1alpha`: tells which services
/// a server offers and hands out their descriptors.
///
/// Anybody may ask, as tools do before they know how to send credentials. What the answers show is
/// the shape of the interface, never data; a server that must not even show that does not offer
/// this service.
package struct ReflectionService: RPCService {
  /// The full names of both services, which have the same messages.
  private static let names = [
    "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
  ]

  /// The longest time that one stream of questions may take.
  private static let streamMax = Duration.seconds(3600)

  private let services: [String]
  private let index: DescriptorIndex

  /// Reflection of a server.
  ///
  /// - Parameters:
  ///   - offered: The other services of the server; this one is added to them.
  ///   - files: The proto files of all of them with everything they import. Of files with the same
  ///     name, the first counts.
  package init(offered: [any RPCService], files: [SerializedProtoFile]) {
    let others = offered.flatMap(\.methods).map(\.descriptor.service)
    services = Set(others + Self.names).sorted()
    guard let index = DescriptorIndex(files) else {
      preconditionFailure("the descriptors are generated and can always be read")
    }
    self.index = index
  }

  package var methods: [RPCMethod] {
    Self.names.map { name in
      .bidirectionalStreaming(
        MethodDescriptor(
          service: name, name: "ServerReflectionInfo", kind: .bidirectionalStreaming),
        policy: MethodPolicy(access: .anybody, deadlineMax: Self.streamMax), handler: answer)
    }
  }

  private typealias Request = GRPCReflectionV1.ServerReflectionRequest
  private typealias Response = GRPCReflectionV1.ServerReflectionResponse

  private func answer(
    _ requests: RPCRequests<GRPCReflectionV1.ServerReflectionRequest>,
    _ responses: RPCResponseWriter<GRPCReflectionV1.ServerReflectionResponse>, _ call: CallContext
  ) async throws {
    // The caller keeps what it has got on this stream.
    var sent: Set<String> = []
    for try await request in requests {
      let answer = answer(to: request.messageRequest, sent: &sent)
      try await responses.write(
        Response(
          validHost: request.host, originalRequest: request, messageResponse: answer))
    }
  }

  private func answer(
    to question: Request.MessageRequest?, sent: inout Set<String>
  ) -> Response.MessageResponse {
    switch question {
    case .fileByFilename(let name):
      return files(index.file(named: name), "file", &sent)
    case .fileContainingSymbol(let symbol):
      return files(index.file(declaring: symbol), "symbol", &sent)
    case .fileContainingExtension(let wanted):
      return files(
        index.file(extending: wanted.containingType, number: wanted.extensionNumber), "extension",
        &sent)
    case .allExtensionNumbersOfType(let type):
      guard let numbers = index.extensionNumbers(of: type) else {
        return refusal(.notFound, "The server does not know this type.")
      }
      return .allExtensionNumbersResponse(.init(baseTypeName: type, extensionNumber: numbers))
    case .listServices:
      return .listServicesResponse(
        .init(service: services.map { GRPCReflectionV1.ServiceResponse(name: $0) }))
    case nil:
      return refusal(.invalidArgument, "The request asks nothing that the server knows.")
    }
  }

  private func files(
    _ file: DescriptorIndex.File?, _ wanted: String, _ sent: inout Set<String>
  ) -> Response.MessageResponse {
    guard let file else { return refusal(.notFound, "The server does not know this \(wanted).") }
    let files = index.closure(of: file, leavingOut: sent)
    sent.formUnion(files.map(\.name))
    return .fileDescriptorResponse(.init(fileDescriptorProto: files.map(\.bytes)))
  }

  private func refusal(_ code: RPCCode, _ message: String) -> Response.MessageResponse {
    .errorResponse(.init(errorCode: Int32(code.rawValue), errorMessage: message))
  }
}
