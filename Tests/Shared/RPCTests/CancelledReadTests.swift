import Testing
import WellKnownMessages

@testable import RPC

/// Reads every other request in a task that is cancelled while the request comes.
private struct ImpatientService: RPCService {
  static let name = "laurel.test.v1.ImpatientService"
  static let take = MethodDescriptor(service: name, name: "Take", kind: .bidirectionalStreaming)
  static let rounds = 100

  var methods: [RPCMethod] {
    let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(60))
    return [
      .bidirectionalStreaming(Self.take, policy: policy) {
        (requests: RPCRequests<Bytes>, responses: RPCResponseWriter<Bytes>, _) in
        for round in 0..<Self.rounds {
          // The caller sends a request for each empty response.
          try await responses.write(Bytes(value: []))
          var request: Bytes?
          if round % 2 == 0 { request = await Self.readImpatiently(requests, patience: round % 20) }
          // Nobody cancels this one.
          if request == nil { request = try await requests.first { _ in true } }
          try await responses.write(Bytes(value: request?.value ?? []))
        }
      }
    ]
  }

  /// The request comes before the cancellation, after it, or at the same time.
  private static func readImpatiently(
    _ requests: RPCRequests<Bytes>, patience: Int
  ) async -> Bytes? {
    await withTaskGroup(of: Bytes?.self) { reads in
      reads.addTask { try? await requests.first { _ in true } }
      for _ in 0..<patience { await Task.yield() }
      reads.cancelAll()
      return await reads.next() ?? nil
    }
  }
}

@Suite("ReadTurns") struct ReadTurnsTests {
  private enum Step {
    case begin(Int)
    case cancel(Int)
  }

  /// What the steps say, one after the other.
  private func answers(_ steps: Step...) -> [Bool] {
    var turns = ReadTurns()
    return steps.map { step in
      switch step {
      case .begin(let number): turns.begin(number)
      case .cancel(let number): turns.cancel(number)
      }
    }
  }

  @Test("a cancellation ends the read that waits") func whileWaiting() {
    #expect(answers(.begin(1), .cancel(1)) == [false, true])
  }

  @Test("a cancellation that comes before its read is not forgotten, and ends no other read")
  func early() {
    #expect(
      answers(.begin(1), .cancel(2), .begin(2), .begin(3)) == [false, false, true, false])
  }

  @Test("a cancellation that comes after its read ends no other read") func late() {
    #expect(
      answers(.begin(1), .begin(2), .cancel(1), .begin(3)) == [false, false, false, false])
  }
}

@Suite("A cancelled read", .timeLimit(.minutes(2))) struct CancelledReadTests {
  @Test("loses no request, whenever its task is cancelled") func losesNothing() async throws {
    try await withServer(offering: [ImpatientService()]) { client in
      var sent = 0
      var answered = 0
      try await client.bidirectionalStreaming(ImpatientService.take) {
        (requests: RPCRequestWriter<Bytes>, responses: RPCResponses<Bytes>) in
        for try await response in responses {
          if response.value.isEmpty {
            try await requests.write(Bytes(value: [UInt8(sent % 256), 1]))
            sent += 1
          } else {
            #expect(response.value == [UInt8(answered % 256), 1])
            answered += 1
          }
        }
      }
      #expect(answered == ImpatientService.rounds)
    }
  }
}
