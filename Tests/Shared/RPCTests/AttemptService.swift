import Compression
import WellKnownMessages

@testable import RPC

/// Methods whose answers depend on how often the request was sent.
struct AttemptService: RPCService {
  static let name = "laurel.test.v1.AttemptService"

  static func method(
    _ name: String, _ kind: MethodDescriptor.Kind = .unary
  ) -> MethodDescriptor {
    MethodDescriptor(service: AttemptService.name, name: name, kind: kind)
  }

  static let flaky = method("Flaky")
  static let flakyCollect = method("FlakyCollect", .clientStreaming)
  static let slowAtFirst = method("SlowAtFirst")
  static let brokenAtFirst = method("BrokenAtFirst", .serverStreaming)
  static let describe = method("Describe")

  let events = EventLog()

  var methods: [RPCMethod] {
    let open = MethodPolicy(access: .anybody, deadlineMax: .seconds(30))
    return [
      .unary(Self.flaky, policy: open) { (request: Count, call) in
        try Self.failUnless(after: request.value, call)
      },
      .clientStreaming(Self.flakyCollect, policy: open) { (requests: RPCRequests<Bytes>, call) in
        var total = 0
        for try await request in requests { total += request.value.count }
        _ = try Self.failUnless(after: 2, call)
        return Count(value: Int64(total))
      },
      .unary(Self.slowAtFirst, policy: open, handler: slowAtFirst),
      .serverStreaming(Self.brokenAtFirst, policy: open) {
        (_: Text, responses: RPCResponseWriter<Count>, call) in
        try await responses.write(Count(value: Self.previousAttempts(call)))
        throw RPCStatus(code: .unavailable, message: "Broken after the first response.")
      },
      .unary(Self.describe, policy: open) { (request: Text, call) in
        call.addInitialMetadata(RPCMetadata([("x-initial", call.metadata["x-echo"] ?? "")]))
        var trailing = RPCMetadata()
        trailing.add(bytes: [0xAB, 0xAB, 0xAB], for: "x-trailing-bin")
        call.addTrailingMetadata(trailing)
        if request.value == "fail" { throw RPCStatus(code: .dataLoss, message: "As asked.") }
        if request.value == "compress" { call.compressResponses(with: .gzip) }
        return Text(
          value: "\(call.isRequestCompressed) \(call.peer.identity?.commonName ?? "nobody")")
      },
    ]
  }

  /// Answers a request that was sent before `count` times, and no earlier one.
  private static func failUnless(
    after count: Int64, _ call: CallContext
  ) throws(RPCStatus) -> Count {
    let previous = previousAttempts(call)
    guard previous >= count else {
      if let pushback = call.metadata["x-pushback"] {
        call.addTrailingMetadata(RPCMetadata([("grpc-retry-pushback-ms", pushback)]))
      }
      throw RPCStatus(code: .unavailable, message: "Not yet.")
    }
    return Count(value: previous)
  }

  private static func previousAttempts(_ call: CallContext) -> Int64 {
    Int64(call.metadata["grpc-previous-rpc-attempts"] ?? "0") ?? -1
  }

  private func slowAtFirst(_ request: Text, _ call: CallContext) async throws -> Count {
    let previous = Self.previousAttempts(call)
    guard previous == 0 else { return Count(value: previous) }
    do {
      try await Task.sleep(for: .seconds(60))
    } catch {
      events.add("cancelled")
      throw error
    }
    return Count(value: 0)
  }
}
