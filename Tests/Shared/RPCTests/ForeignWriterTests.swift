import Testing
import WellKnownMessages

@testable import RPC

/// Hands the writer of its call to the test, which writes on whatever thread it runs.
private struct WriterService: RPCService {
  static let name = "laurel.test.v1.WriterService"
  static let give = MethodDescriptor(service: name, name: "Give", kind: .serverStreaming)

  let writers = AsyncStream<RPCResponseWriter<Bytes>>.makeStream()
  /// Opened to let the handler end.
  let gate = AsyncStream<Void>.makeStream()

  var methods: [RPCMethod] {
    let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(30))
    return [
      .serverStreaming(Self.give, policy: policy) {
        (_: Count, responses: RPCResponseWriter<Bytes>, _) in
        writers.continuation.yield(responses)
        for await _ in gate.stream {}
      }
    ]
  }

  func takeWriter() async throws -> RPCResponseWriter<Bytes> {
    try #require(await writers.stream.first { _ in true })
  }
}

@Suite("A writer away from the event loop", .timeLimit(.minutes(2))) struct ForeignWriterTests {
  private let service = WriterService()

  @Test("waits for a slow reader and loses nothing") func slowReader() async throws {
    try await withServer(offering: [service]) { client in
      let numbers = try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let writer = try await service.takeWriter()
          for number in 0..<UInt8(100) {
            try await writer.write(Bytes(value: [UInt8](repeating: number, count: 10_000)))
          }
          service.gate.continuation.finish()
        }
        let numbers = try await client.serverStreaming(WriterService.give, Count()) {
          (responses: RPCResponses<Bytes>) in
          var numbers: [UInt8] = []
          for try await response in responses {
            numbers.append(try #require(response.value.last))
            try await Task.sleep(for: .milliseconds(1))
          }
          return numbers
        }
        try await group.waitForAll()
        return numbers
      }
      #expect(numbers == Array(0..<100))
    }
  }

  @Test("is told when the call is over") func endedCall() async throws {
    try await withServer(offering: [service]) { client in
      try await client.serverStreaming(WriterService.give, Count()) {
        (responses: RPCResponses<Bytes>) in
        let writer = try await service.takeWriter()
        service.gate.continuation.finish()
        for try await _ in responses {}
        await #expect(throws: CancellationError.self) { try await writer.write(Bytes()) }
      }
    }
  }

  @Test("does not wait for ever when the handler has ended and the caller goes")
  func leftBehind() async throws {
    let written = AsyncStream<Void>.makeStream()
    try await withServer(offering: [service]) { client in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let writer = try await service.takeWriter()
          await #expect(throws: CancellationError.self) {
            while true {
              try await writer.write(Bytes(value: [UInt8](repeating: 1, count: 50_000)))
              written.continuation.yield()
            }
          }
        }
        try await client.serverStreaming(WriterService.give, Count()) {
          (_: RPCResponses<Bytes>) in
          _ = await written.stream.first { _ in true }
          // Time for the writer to find the window full, and for the handler to end behind it.
          try await Task.sleep(for: .milliseconds(100))
          service.gate.continuation.finish()
          try await Task.sleep(for: .milliseconds(100))
        }
        try await group.waitForAll()
      }
    }
  }
}
