import Testing
import WellKnownMessages

@testable import RPC

/// Calls the handler as often as it is told to, and gives the last answer.
private struct Repeater: ServerInterceptor {
  let count: Int

  func intercept<Result: Sendable>(
    _ context: CallContext, _ next: @Sendable () async throws -> Result
  ) async throws -> Result {
    for _ in 1..<count { _ = try await next() }
    return try await next()
  }
}

@Suite("ServerInterceptor", .timeLimit(.minutes(1))) struct ServerInterceptorTests {
  @Test("a handler that is called twice gets the only request once, never an empty one")
  func calledTwice() async throws {
    for count in 1...2 {
      try await withServers(interceptors: [Repeater(count: count), Repeater(count: 1)]) { servers in
        try await withClient(.servers(servers)) { client in
          if count == 1 {
            let response: Bytes = try await client.unary(TestService.echo, Bytes(value: [7]))
            #expect(response.value == [7])
          } else {
            let status = try await status {
              try await client.unary(TestService.echo, Bytes(value: [7])) as Bytes
            }
            #expect(status.code == .internalError)
          }
        }
      }
    }
  }
}
