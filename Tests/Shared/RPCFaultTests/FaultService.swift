import RPC
import Synchronization
import WellKnownMessages

/// Methods of every kind that tell how many of their handlers run.
struct FaultService: RPCService {
  typealias Bytes = GoogleProtobuf.BytesValue
  typealias Count = GoogleProtobuf.Int64Value

  static let name = RawCall.serviceName

  let ledger = HandlerLedger()
  var deadlineMax = Duration.seconds(20)

  var methods: [RPCMethod] {
    let ledger = ledger
    let policy = MethodPolicy(access: .anybody, deadlineMax: deadlineMax)
    return [
      .unary(method("Echo"), policy: policy) { (request: Bytes, _) in
        await ledger.run { request }
      },
      .unary(method("Probe"), policy: policy) { (_: Bytes, call) in
        await ledger.run { Bytes(value: Array((call.metadata["x-probe"] ?? "-").utf8)) }
      },
      .unary(method("Wait"), policy: policy) { (request: Bytes, _) in
        try await ledger.run {
          try await Task.sleep(for: .seconds(60))
          return request
        }
      },
      .unary(method("Stubborn"), policy: policy) { (request: Bytes, _) in
        await ledger.run {
          await ledger.waitForRelease()
          return request
        }
      },
      .clientStreaming(method("Collect", .clientStreaming), policy: policy) {
        (requests: RPCRequests<Bytes>, _) in
        try await ledger.run {
          var total = 0
          for try await request in requests { total += request.value.count }
          return Count(value: Int64(total))
        }
      },
      .clientStreaming(method("Hold", .clientStreaming), policy: policy) {
        (_: RPCRequests<Bytes>, _) in
        try await ledger.run {
          try await Task.sleep(for: .seconds(60))
          return Count()
        }
      },
      .bidirectionalStreaming(method("HoldChat", .bidirectionalStreaming), policy: policy) {
        (_: RPCRequests<Bytes>, _: RPCResponseWriter<Bytes>, _) in
        try await ledger.run { try await Task.sleep(for: .seconds(60)) }
      },
      .serverStreaming(method("Expand", .serverStreaming), policy: policy) {
        (request: Count, responses: RPCResponseWriter<Bytes>, _) in
        try await ledger.run {
          for number in 0..<request.value {
            let byte = UInt8(truncatingIfNeeded: number)
            try await responses.write(Bytes(value: [UInt8](repeating: byte, count: 1000)))
          }
        }
      },
      .bidirectionalStreaming(method("Chat", .bidirectionalStreaming), policy: policy) {
        (requests: RPCRequests<Bytes>, responses: RPCResponseWriter<Bytes>, _) in
        try await ledger.run {
          for try await request in requests { try await responses.write(request) }
        }
      },
    ]
  }

  private func method(
    _ name: String, _ kind: MethodDescriptor.Kind = .unary
  ) -> MethodDescriptor {
    MethodDescriptor(service: FaultService.name, name: name, kind: kind)
  }
}

/// Counts the handlers of a server.
final class HandlerLedger: Sendable {
  private struct Counts {
    var started = 0
    var running = 0
    var runningMost = 0
    var isReleased = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let counts = Mutex(Counts())

  var started: Int { counts.withLock { $0.started } }
  var running: Int { counts.withLock { $0.running } }
  /// The most that ran at a time.
  var runningMost: Int { counts.withLock { $0.runningMost } }

  /// Waits for ``release()``, whatever happens to the call.
  func waitForRelease() async {
    await withCheckedContinuation { continuation in
      let isReleased = counts.withLock { counts in
        if !counts.isReleased { counts.waiters.append(continuation) }
        return counts.isReleased
      }
      if isReleased { continuation.resume() }
    }
  }

  /// Lets the handlers end that heed no cancellation.
  func release() {
    let waiters = counts.withLock { counts in
      counts.isReleased = true
      defer { counts.waiters = [] }
      return counts.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func run<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    counts.withLock { counts in
      counts.started += 1
      counts.running += 1
      counts.runningMost = max(counts.runningMost, counts.running)
    }
    defer { counts.withLock { $0.running -= 1 } }
    return try await body()
  }
}
