import Testing
import WellKnownMessages

@testable import RPC

@Suite("Attempts of calls") struct ClientAttemptTests {
  static func retries(
    _ attempts: Int = 5, backoff: String = "0.005s", throttling: String = ""
  ) -> String {
    """
    {"methodConfig": [{"name": [{}], "retryPolicy": {"maxAttempts": \(attempts),
      "initialBackoff": "\(backoff)", "maxBackoff": "\(backoff)", "backoffMultiplier": 1,
      "retryableStatusCodes": ["UNAVAILABLE"]}}]\(throttling)}
    """
  }

  static func hedges(_ delay: String) -> String {
    """
    {"methodConfig": [{"name": [{}], "hedgingPolicy": {"maxAttempts": 3,
      "hedgingDelay": "\(delay)", "nonFatalStatusCodes": ["UNAVAILABLE"]}}]}
    """
  }

  @Test("a call without a policy is made once")
  func once() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers)) { client in
        let report = CallReport()
        let status = try await status {
          try await client.unary(
            AttemptService.flaky, Count(value: 1), CallOptions(report: report)) as Count
        }
        #expect(status.code == .unavailable)
        #expect(report.attemptCount == 1)
      }
    }
  }

  @Test("a call is made again until it succeeds, and says how often it was made before")
  func retriesSucceed() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: Self.retries()) { client in
        let report = CallReport()
        let response: Count = try await client.unary(
          AttemptService.flaky, Count(value: 3), CallOptions(report: report))
        #expect(response.value == 3)
        #expect(report.attemptCount == 4)
      }
    }
  }

  @Test("a call is given up after the attempts of its policy")
  func retriesEnd() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: Self.retries(3)) { client in
        let report = CallReport()
        let status = try await status {
          try await client.unary(
            AttemptService.flaky, Count(value: 9), CallOptions(report: report)) as Count
        }
        #expect(status.code == .unavailable)
        #expect(status.message == "Not yet.")
        #expect(report.attemptCount == 3)
      }
    }
  }

  @Test("the requests of a stream are sent again from the start")
  func replay() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: Self.retries()) { client in
        let response: Count = try await client.clientStreaming(AttemptService.flakyCollect) {
          (writer: RPCRequestWriter<Bytes>) in
          for _ in 0..<20 {
            try await writer.write(Bytes(value: [UInt8](repeating: 1, count: 1000)))
          }
        }
        #expect(response.value == 20_000)
      }
    }
  }

  @Test("a stream that has outgrown the buffer is not made again")
  func overflow() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: Self.retries()) { client in
        let report = CallReport()
        let status = try await status {
          try await client.clientStreaming(
            AttemptService.flakyCollect, CallOptions(report: report)
          ) { (writer: RPCRequestWriter<Bytes>) in
            for _ in 0..<30 {
              try await writer.write(Bytes(value: [UInt8](repeating: 1, count: 10_000)))
            }
          } as Count
        }
        #expect(status.code == .unavailable)
        #expect(report.attemptCount == 1)
      }
    }
  }

  @Test("a call is not made again once a response has come")
  func committed() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: Self.retries()) { client in
        let report = CallReport()
        let status = try await status {
          try await client.serverStreaming(
            AttemptService.brokenAtFirst, Text(), CallOptions(report: report)
          ) { (responses: RPCResponses<Count>) in
            for try await response in responses { #expect(response.value == 0) }
          }
        }
        #expect(status.code == .unavailable)
        #expect(report.attemptCount == 1)
      }
    }
  }

  @Test("the server's pushback sets the pause, or ends the attempts")
  func pushback() async throws {
    try await withServers { servers in
      let config = Self.retries(backoff: "120s")
      try await withClient(.servers(servers), serviceConfig: config) { client in
        let soon = RPCMetadata([("x-pushback", "1")])
        let response: Count = try await client.unary(
          AttemptService.flaky, Count(value: 2), CallOptions(metadata: soon, timeout: .seconds(60)))
        #expect(response.value == 2)
        let report = CallReport()
        let never = RPCMetadata([("x-pushback", "-1")])
        let status = try await status {
          try await client.unary(
            AttemptService.flaky, Count(value: 2), CallOptions(metadata: never, report: report))
            as Count
        }
        #expect(status.code == .unavailable)
        #expect(report.attemptCount == 1)
      }
    }
  }

  @Test("failures use up the tokens of all calls, then nothing is made again")
  func throttling() async throws {
    let config = Self.retries(
      throttling: #", "retryThrottling": {"maxTokens": 4, "tokenRatio": 0.1}"#)
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: config) { client in
        let report = CallReport()
        _ = try await status {
          try await client.unary(
            AttemptService.flaky, Count(value: 9), CallOptions(report: report)) as Count
        }
        // 4 tokens: after the second failure half are left, which is not more than half.
        #expect(report.attemptCount == 2)
      }
    }
  }

  @Test("the deadline spans all attempts")
  func deadline() async throws {
    try await withServers { servers in
      let config = Self.retries(backoff: "30s")
      try await withClient(.servers(servers), serviceConfig: config) { client in
        let status = try await status {
          try await client.unary(
            AttemptService.flaky, Count(value: 9), CallOptions(timeout: .milliseconds(200)))
            as Count
        }
        #expect(status.code == .deadlineExceeded)
      }
    }
  }

  @Test("a caller that gives up between attempts gets CANCELLED")
  func cancellation() async throws {
    try await withServers { servers in
      let config = Self.retries(backoff: "30s")
      try await withClient(.servers(servers), serviceConfig: config) { client in
        let outcome = try await withThrowingTaskGroup(of: RPCStatus.self) { group in
          let report = CallReport()
          group.addTask {
            try await status {
              try await client.unary(
                AttemptService.flaky, Count(value: 9), CallOptions(report: report)) as Count
            }
          }
          while report.attemptCount == 0 { await Task.yield() }
          group.cancelAll()
          return try await group.next()
        }
        #expect(outcome?.code == .cancelled)
      }
    }
  }

  @Test("the copy of a call that is answered first wins, the others are cancelled")
  func hedging() async throws {
    let service = AttemptService()
    try await withServers(services: [service]) { servers in
      try await withClient(.servers(servers), serviceConfig: Self.hedges("0.05s")) { client in
        let report = CallReport()
        let response: Count = try await client.unary(
          AttemptService.slowAtFirst, Text(), CallOptions(report: report))
        // A slow machine may have started the third as well.
        #expect(response.value >= 1)
        #expect(report.attemptCount >= 2)
        await service.events.wait(for: "cancelled")
      }
    }
  }

  @Test("a copy that fails with a code that is not fatal brings the next one at once")
  func nonFatal() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: Self.hedges("120s")) { client in
        let response: Count = try await client.unary(
          AttemptService.flaky, Count(value: 2), CallOptions(timeout: .seconds(60)))
        #expect(response.value == 2)
        let status = try await status {
          try await client.unary(AttemptService.flaky, Count(value: 9)) as Count
        }
        #expect(status.message == "Not yet.")
      }
    }
  }

  @Test("all copies at once give one response", arguments: 0..<20)
  func hedgesAtOnce(_ number: Int) async throws {
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: Self.hedges("0s")) { client in
        let response: Bytes = try await client.unary(TestService.echo, Bytes(value: [1]))
        #expect(response.value == [1])
      }
    }
  }
}
