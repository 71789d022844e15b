import Kernel
import Postgres
import RPC
import ServiceHost
import TestSupport
import Testing
import WellKnownMessages

/// A service without methods or tables of its own.
private struct BareDefinition: ServiceDefinition {
  static var name: String { "bare" }
  static var migrations: [Migration] { [] }
  static var keepsDirectoryCopy: Bool { false }

  static func makeParts(_ context: ServiceContext) -> ServiceParts { [BareService()] }
}

private struct BareService: RPCService {
  static var greet: MethodDescriptor {
    MethodDescriptor(service: "laurel.bare.v1.BareService", name: "Greet", kind: .unary)
  }

  var methods: [RPCMethod] {
    [
      .unary(
        Self.greet, policy: MethodPolicy(access: .anybody, deadlineMax: .seconds(5))
      ) { (request: GoogleProtobuf.Empty, _) in request }
    ]
  }
}

@Suite("ServiceRunner, what every service offers") struct OfferedServicesTests {
  private typealias Health = GRPCHealthV1
  private typealias Reflection = GRPCReflectionV1

  private static func method(
    _ service: String, _ name: String, _ kind: MethodDescriptor.Kind = .unary
  ) -> MethodDescriptor {
    MethodDescriptor(service: service, name: name, kind: kind)
  }

  /// The names of the services, as reflection tells.
  private func reflectedNames(_ client: RPCClient) async throws -> [String] {
    let method = Self.method(
      "grpc.reflection.v1.ServerReflection", "ServerReflectionInfo", .bidirectionalStreaming)
    let answer = try await client.bidirectionalStreaming(method) {
      (
        writer: RPCRequestWriter<Reflection.ServerReflectionRequest>,
        responses: RPCResponses<Reflection.ServerReflectionResponse>
      ) in
      try await writer.write(.init(messageRequest: .listServices("")))
      writer.finish()
      var iterator = responses.makeAsyncIterator()
      return try await iterator.next()
    }
    guard case .listServicesResponse(let list) = answer?.messageResponse else { return [] }
    return list.service.map(\.name)
  }

  private func health(_ client: RPCClient) async throws -> [String: Bool] {
    let response: Health.HealthListResponse = try await client.unary(
      Self.method("grpc.health.v1.Health", "List"), Health.HealthListRequest())
    return response.statuses.mapValues { $0.status == .serving }
  }

  @Test("knows the health of the services by name, and offers no reflection unless it is on")
  func byDefault() async throws {
    try await ServiceFixture.with(BareDefinition.self) { fixture in
      let health = try await health(fixture.client)
      #expect(
        health == [
          "": true, "grpc.channelz.v1.Channelz": true, "grpc.health.v1.Health": true,
          "laurel.bare.v1.BareService": true,
        ])
      let error = await #expect(throws: RPCStatus.self) {
        _ = try await reflectedNames(fixture.client)
      }
      #expect(error?.code == .unimplemented)
    }
  }

  @Test("offers reflection of all services when it is on")
  func reflection() async throws {
    try await ServiceFixture.with(
      BareDefinition.self, configure: { $0.offersReflection = true }
    ) { fixture in
      let names = try await reflectedNames(fixture.client)
      #expect(
        names == [
          "grpc.channelz.v1.Channelz", "grpc.health.v1.Health",
          "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
          "laurel.bare.v1.BareService",
        ])
      let health = try await health(fixture.client)
      #expect(health.keys.sorted() == [""] + names)
    }
  }

  @Test("shows its server by channelz, to the operator for all organizations only")
  func channelz() async throws {
    let method = Self.method("grpc.channelz.v1.Channelz", "GetServers")
    try await ServiceFixture.with(BareDefinition.self) { fixture in
      let response: GRPCChannelzV1.GetServersResponse = try await fixture.client.unary(
        method, GRPCChannelzV1.GetServersRequest(), try await fixture.asOperator(in: .every))
      #expect(response.server.map(\.ref?.name) == ["bare"])
      #expect(response.server.first?.listenSocket.map(\.name) == ["\(fixture.address)"])
      for options in [
        try await fixture.asOperator(), try await fixture.asService("quality", in: .every),
      ] {
        let error = await #expect(throws: RPCStatus.self) {
          let _: GRPCChannelzV1.GetServersResponse = try await fixture.client.unary(
            method, GRPCChannelzV1.GetServersRequest(), options)
        }
        #expect(error?.code == .permissionDenied)
      }
    }
  }
}
