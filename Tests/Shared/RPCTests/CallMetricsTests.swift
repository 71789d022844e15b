import MetricsTestKit
import Testing
import WellKnownMessages

@testable import RPC

@Suite("Metrics of calls") struct CallMetricsTests {
  private static let echo = ("grpc.method", "\(TestService.name)/Echo")
  private static let retries = #"""
    {"methodConfig": [{"name": [{}], "retryPolicy": {
      "maxAttempts": 5, "initialBackoff": "0.005s", "maxBackoff": "0.005s",
      "backoffMultiplier": 1, "retryableStatusCodes": ["UNAVAILABLE"]}}]}
    """#

  @Test("a server counts and times its calls by method and outcome")
  func server() async throws {
    let metrics = TestMetrics()
    try await withServers(interceptors: [ServerCallMetrics(factory: metrics)]) { servers in
      try await withClient(.servers(servers)) { client in
        for _ in 0..<2 {
          _ = try await client.unary(TestService.echo, Bytes(value: [1, 2, 3])) as Bytes
        }
        _ = try? await client.unary(AttemptService.describe, Text(value: "fail")) as Text
      }
    }
    #expect(try metrics.expectCounter("grpc.server.call.started", [Self.echo]).totalValue == 2)
    let labels = [Self.echo, ("grpc.status", "OK")]
    let durations = try metrics.expectRecorder("grpc.server.call.duration", labels).values
    #expect(durations.count == 2)
    #expect(durations.allSatisfy { $0 > 0 && $0 < 60 })
    // A field of three bytes is five bytes.
    for direction in ["sent", "rcvd"] {
      let name = "grpc.server.call.\(direction)_total_compressed_message_size"
      #expect(try metrics.expectRecorder(name, labels).values == [5, 5])
    }
    let failed = [
      ("grpc.method", "\(AttemptService.name)/Describe"), ("grpc.status", "DATA_LOSS"),
    ]
    #expect(try metrics.expectRecorder("grpc.server.call.duration", failed).values.count == 1)
    #expect(metrics.recorders(label: "grpc.server.call.retries").isEmpty)
  }

  @Test("a client counts responses that are read after the call has ended")
  func lateReader() async throws {
    let metrics = TestMetrics()
    try await withServers { servers in
      let target = try RPCTarget.servers(servers)
      try await withClient(
        target, interceptors: [ClientCallMetrics(target: target, factory: metrics)]
      ) { client in
        let labels = [
          ("grpc.method", "\(TestService.name)/Expand"), ("grpc.target", target.description),
          ("grpc.status", "OK"),
        ]
        let name = "grpc.client.call.rcvd_total_compressed_message_size"
        try await client.serverStreaming(TestService.expand, Count(value: 3)) {
          (responses: RPCResponses<Bytes>) in
          while (try? metrics.expectRecorder(name, labels).values.count) != 1 {
            await Task.yield()
          }
          for try await _ in responses {}
        }
        // A field of a thousand bytes is 1,003 bytes.
        #expect(try metrics.expectRecorder(name, labels).values == [3009])
      }
    }
  }

  @Test("a client counts its attempts and what it had to repeat")
  func client() async throws {
    let metrics = TestMetrics()
    try await withServers { servers in
      let target = try RPCTarget.servers(servers)
      try await withClient(
        target, interceptors: [ClientCallMetrics(target: target, factory: metrics)],
        serviceConfig: Self.retries
      ) { client in
        _ = try await client.unary(AttemptService.flaky, Count(value: 2)) as Count
        _ = try await client.unary(TestService.echo, Bytes(value: [1, 2, 3])) as Bytes
      }
      let target1 = ("grpc.target", target.description)
      let flaky = ("grpc.method", "\(AttemptService.name)/Flaky")
      let counter = try metrics.expectCounter("grpc.client.attempt.started", [flaky, target1])
      #expect(counter.totalValue == 3)
      let ok = ("grpc.status", "OK")
      #expect(
        try metrics.expectRecorder("grpc.client.call.retries", [flaky, target1, ok]).values == [2])
      let labels = [Self.echo, target1, ok]
      #expect(try metrics.expectRecorder("grpc.client.call.retries", labels).values == [0])
      #expect(try metrics.expectRecorder("grpc.client.call.duration", labels).values.count == 1)
      #expect(
        try metrics.expectRecorder(
          "grpc.client.call.sent_total_compressed_message_size", labels
        ).values == [5])
    }
  }
}
