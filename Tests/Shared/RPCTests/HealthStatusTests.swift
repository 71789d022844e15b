import Testing
import WellKnownMessages

@testable import RPC

@Suite("HealthService by name") struct HealthStatusTests {
  typealias Request = GRPCHealthV1.HealthCheckRequest
  typealias Response = GRPCHealthV1.HealthCheckResponse

  static let list = MethodDescriptor(
    service: "grpc.health.v1.Health", name: "List", kind: .unary)

  @Test("lists the server and the services whose status was set")
  func list() async throws {
    let health = HealthService()
    health.setStatus(.serving, ofAll: [TestService(), health])
    health.setStatus(.notServing, of: "laurel.test.v1.Other")
    try await withServer(offering: [health]) { client in
      let response: GRPCHealthV1.HealthListResponse = try await client.unary(
        Self.list, GRPCHealthV1.HealthListRequest())
      #expect(
        response.statuses.mapValues(\.status) == [
          "": .serving, "grpc.health.v1.Health": .serving, TestService.name: .serving,
          "laurel.test.v1.Other": .notServing,
        ])
      let check: Response = try await client.unary(
        HealthServiceTests.check, Request(service: TestService.name))
      #expect(check.status == .serving)
    }
  }

  @Test("lists 100 statuses and no more", arguments: [(99, true), (100, false)])
  func listLimit(count: Int, isListed: Bool) async throws {
    let health = HealthService()
    for number in 0..<count { health.setStatus(.serving, of: "s\(number)") }
    try await withServer(offering: [health]) { client in
      do {
        let response: GRPCHealthV1.HealthListResponse = try await client.unary(
          Self.list, GRPCHealthV1.HealthListRequest())
        #expect(isListed)
        #expect(response.statuses.count == count + 1)
      } catch let status as RPCStatus {
        #expect(!isListed)
        #expect(status.code == .resourceExhausted)
      }
    }
  }

  @Test("a watcher sees the status of a service that comes later, and changes only")
  func watch() async throws {
    let health = HealthService()
    try await withServer(offering: [health]) { client in
      let statuses = try await client.serverStreaming(
        HealthServiceTests.watch, Request(service: "later")
      ) { (responses: RPCResponses<Response>) in
        var statuses: [Response.ServingStatus] = []
        for try await response in responses {
          statuses.append(response.status)
          switch response.status {
          case .serviceUnknown:
            health.setStatus(.serving, of: "later")
            health.setStatus(.serving, of: "later")
          case .serving:
            health.setStatus(.serving, of: "later")
            health.setStatus(.serving, of: "other")
            health.setStatus(.notServing, of: "later")
          default: return statuses
          }
        }
        return statuses
      }
      #expect(statuses == [.serviceUnknown, .serving, .notServing])
    }
  }
}
