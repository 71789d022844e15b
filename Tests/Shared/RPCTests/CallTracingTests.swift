import InMemoryTracing
import Testing
import Tracing
import WellKnownMessages

@testable import RPC

@Suite("Traces of calls") struct CallTracingTests {
  /// Makes calls with spans on both sides, and returns those that have finished.
  private func spans(
    _ body: (RPCClient, InMemoryTracer) async throws -> Void
  ) async throws -> [FinishedInMemorySpan] {
    let tracer = InMemoryTracer()
    try await withServers(interceptors: [ServerCallTracing(tracer: tracer)]) { servers in
      try await withClient(
        .servers(servers), interceptors: [ClientCallTracing(tracer: tracer)]
      ) { client in
        try await body(client, tracer)
      }
    }
    return tracer.finishedSpans
  }

  @Test("the server's span is a child of the client's, inside the caller's trace")
  func trace() async throws {
    let spans = try await spans { client, tracer in
      try await tracer.withSpan("work") { _ in
        _ = try await client.unary(TestService.echo, Bytes(value: [1])) as Bytes
      }
    }
    let work = try #require(spans.first { $0.operationName == "work" })
    let sent = try #require(spans.first { $0.kind == .client })
    let served = try #require(spans.first { $0.kind == .server })
    #expect(sent.parentSpanID == work.spanID)
    #expect(served.parentSpanID == sent.spanID)
    #expect(Set(spans.map(\.traceID)) == [work.traceID])
    for span in [sent, served] {
      #expect(span.operationName == "\(TestService.name)/Echo")
      #expect(span.attributes.get("rpc.system.name") == "grpc")
      #expect(span.attributes.get("rpc.method") == "\(TestService.name)/Echo")
      #expect(span.attributes.get("rpc.response.status_code") == "OK")
      #expect(span.status == nil)
    }
  }

  @Test("a failure is an error of the client's span, and of the server's if it is the server's")
  func failures() async throws {
    let lost = try await spans { client, _ in
      _ = try? await client.unary(AttemptService.describe, Text(value: "fail")) as Text
    }
    for span in lost {
      #expect(span.attributes.get("rpc.response.status_code") == "DATA_LOSS")
      #expect(span.attributes.get("error.type") == "DATA_LOSS")
      #expect(span.status?.code == .error)
    }
    #expect(lost.count == 2)
    let refused = try await spans { client, _ in
      _ = try? await client.unary(TestService.fail, Text(value: "status")) as Text
    }
    #expect(refused.first { $0.kind == .client }?.status?.code == .error)
    #expect(refused.first { $0.kind == .server }?.status == nil)
  }
}
