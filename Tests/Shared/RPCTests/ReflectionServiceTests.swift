import Protobuf
import Testing
import WellKnownMessages

@testable import RPC

@Suite("ReflectionService") struct ReflectionServiceTests {
  typealias Request = GRPCReflectionV1.ServerReflectionRequest
  typealias Response = GRPCReflectionV1.ServerReflectionResponse
  typealias OldRequest = GRPCReflectionV1Alpha.ServerReflectionRequest
  typealias OldResponse = GRPCReflectionV1Alpha.ServerReflectionResponse

  static let offered = [
    "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection", "laurel.test.v1.TestService",
  ]

  static func method(_ version: String) -> MethodDescriptor {
    MethodDescriptor(
      service: "grpc.reflection.\(version).ServerReflection", name: "ServerReflectionInfo",
      kind: .bidirectionalStreaming)
  }

  /// The answers to questions that are asked on one stream, each after the answer before.
  private func ask(
    _ questions: [Request.MessageRequest?], host: String = ""
  ) async throws -> [Response] {
    var answers: [Response] = []
    let others: [any RPCService] = [TestService(), HealthService()]
    let service = ReflectionService(offered: others, files: WellKnownMessageDescriptors.all)
    try await withServer(offering: others + [service]) { client in
      answers = try await client.bidirectionalStreaming(Self.method("v1")) {
        (writer: RPCRequestWriter<Request>, responses: RPCResponses<Response>) in
        var iterator = responses.makeAsyncIterator()
        var answers: [Response] = []
        for question in questions {
          try await writer.write(Request(host: host, messageRequest: question))
          answers.append(try #require(try await iterator.next()))
        }
        writer.finish()
        let afterLast = try await iterator.next()
        #expect(afterLast == nil)
        return answers
      }
    }
    return answers
  }

  /// The names in file descriptors.
  private func names(_ answer: Response?) throws -> [String] {
    guard case .fileDescriptorResponse(let files) = answer?.messageResponse else { return [] }
    return try files.fileDescriptorProto.map { try #require(DescriptorFields($0[...])).text(1) }
  }

  private func errorCode(_ answer: Response?) -> Int32? {
    guard case .errorResponse(let error) = answer?.messageResponse else { return nil }
    return error.errorCode
  }

  @Test("lists the services of the server by name, itself among them")
  func list() async throws {
    let answers = try await ask([.listServices("")], host: "example")
    guard case .listServicesResponse(let list) = answers[0].messageResponse else {
      Issue.record("no list")
      return
    }
    #expect(list.service.map(\.name) == Self.offered)
    #expect(answers[0].validHost == "example")
    #expect(
      answers[0].originalRequest == Request(host: "example", messageRequest: .listServices("")))
  }

  @Test("answers under the older name v1alpha the same")
  func olderName() async throws {
    let service = ReflectionService(
      offered: [TestService(), HealthService()], files: WellKnownMessageDescriptors.all)
    try await withServer(offering: [service]) { client in
      let answer = try await client.bidirectionalStreaming(Self.method("v1alpha")) {
        (writer: RPCRequestWriter<OldRequest>, responses: RPCResponses<OldResponse>) in
        try await writer.write(OldRequest(messageRequest: .listServices("*")))
        var iterator = responses.makeAsyncIterator()
        return try await iterator.next()
      }
      guard case .listServicesResponse(let list) = answer?.messageResponse else {
        Issue.record("no list")
        return
      }
      #expect(list.service.map(\.name) == Self.offered)
    }
  }

  @Test("finds a file by a service, a method, a message, an enum value and its own name")
  func files() async throws {
    let questions: [Request.MessageRequest] = [
      .fileContainingSymbol("grpc.health.v1.Health"),
      .fileContainingSymbol("grpc.health.v1.Health.List"),
      .fileContainingSymbol("grpc.health.v1.HealthListResponse.StatusesEntry"),
      .fileContainingSymbol("grpc.health.v1.HealthCheckResponse.NOT_SERVING"),
      .fileByFilename("grpc/health/v1/health.proto"),
    ]
    for answer in try await ask(questions) {
      #expect(try names(answer) == ["grpc/health/v1/health.proto"])
    }
  }

  @Test("sends imports along, each once on a stream")
  func imports() async throws {
    let answers = try await ask([
      .fileByFilename("google/protobuf/any.proto"),
      .fileContainingSymbol("grpc.channelz.v1.Channelz"),
      .fileContainingSymbol("grpc.channelz.v1.Channelz"),
    ])
    #expect(try names(answers[0]) == ["google/protobuf/any.proto"])
    #expect(
      try names(answers[1]) == [
        "grpc/channelz/v1/channelz.proto", "google/protobuf/duration.proto",
        "google/protobuf/timestamp.proto", "google/protobuf/wrappers.proto",
      ])
    #expect(try names(answers[2]) == ["grpc/channelz/v1/channelz.proto"])
  }

  @Test("says inside the answer what it does not know, and goes on")
  func unknown() async throws {
    let answers = try await ask([
      .fileByFilename("none.proto"), .fileContainingSymbol("none.None"),
      .fileContainingExtension(.init(containingType: "none.None", extensionNumber: 1)),
      .allExtensionNumbersOfType("none.None"), nil,
      .allExtensionNumbersOfType("google.protobuf.Any"),
    ])
    #expect(answers.map(errorCode) == [5, 5, 5, 5, 3, nil])
    #expect(
      answers[5].messageResponse
        == .allExtensionNumbersResponse(.init(baseTypeName: "google.protobuf.Any")))
  }

  @Test("every import of a generated file is there")
  func complete() throws {
    let index = try #require(DescriptorIndex(WellKnownMessageDescriptors.all))
    for file in WellKnownMessageDescriptors.all {
      let found = try #require(index.file(named: file.name))
      for name in found.imports { #expect(index.file(named: name) != nil, "\(name)") }
    }
  }
}
