import Testing
import WellKnownMessages

@testable import RPC

/// Hands the requests of its call to the test, which reads them on whatever thread it runs.
private struct ReaderService: RPCService {
  static let name = "laurel.test.v1.ReaderService"
  static let take = MethodDescriptor(service: name, name: "Take", kind: .clientStreaming)

  let readers = AsyncStream<RPCRequests<Bytes>>.makeStream()
  /// Opened to let the handler end.
  let gate = AsyncStream<Void>.makeStream()

  var methods: [RPCMethod] {
    let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(60))
    return [
      .clientStreaming(Self.take, policy: policy) { (requests: RPCRequests<Bytes>, _) in
        readers.continuation.yield(requests)
        for await _ in gate.stream {}
        return Count(value: 7)
      }
    ]
  }
}

@Suite("A reader away from the event loop", .timeLimit(.minutes(2))) struct ForeignReaderTests {
  private let service = ReaderService()

  @Test("is told when the handler has ended without it") func leftBehind() async throws {
    let read = AsyncStream<Void>.makeStream()
    let told = AsyncStream<Void>.makeStream()
    try await withServer(offering: [service]) { client in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let requests = try #require(await service.readers.stream.first { _ in true })
          await #expect(throws: CancellationError.self) {
            for try await _ in requests { read.continuation.yield() }
          }
          told.continuation.yield()
        }
        let response: Count = try await client.clientStreaming(ReaderService.take) {
          (requests: RPCRequestWriter<Bytes>) in
          try await requests.write(Bytes(value: [1]))
          _ = await read.stream.first { _ in true }
          service.gate.continuation.finish()
          // The end of the requests would end the reader, too.
          _ = await told.stream.first { _ in true }
        }
        #expect(response.value == 7)
        try await group.waitForAll()
      }
    }
  }
}
