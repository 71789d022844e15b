internal import InteropMessages
internal import Protobuf
internal import RPC

/// Makes the calls of one place in a benchmark's load, one after the other, until it is cancelled.
struct LoadLoop<Request: Message, Response: Message>: Sendable {
  let client: RPCClient
  let request: Request
  let statistics: LoadStatistics
  /// `nil`: the next call begins when one has ended.
  let schedule: ArrivalSchedule?
  /// After how many messages a stream is replaced; 0: never.
  let messagesPerStream: Int

  private typealias Methods = GRPCTesting.BenchmarkServiceMethods

  /// After a failure, so that a server that is gone is not called in a tight loop.
  private static var pauseAfterFailure: Duration { .milliseconds(1) }

  func run(_ shape: GRPCTesting.RpcType) async {
    while !Task.isCancelled {
      do {
        switch shape {
        case .streaming: try await exchange()
        case .streamingFromClient: try await send()
        case .streamingFromServer: try await receive()
        case .streamingBothWays: try await exchangeFreely()
        case .unary, .unrecognized: try await call()
        }
      } catch {
        if Task.isCancelled { return }
        statistics.failed((error as? RPCStatus)?.code ?? .unknown)
        try? await Task.sleep(for: Self.pauseAfterFailure)
      }
    }
  }

  private func call() async throws {
    try await schedule?.wait()
    let start = ContinuousClock.now
    let _: Response = try await client.unary(Methods.unaryCall, request)
    statistics.succeeded(since: start)
  }

  /// A request and a response in turn.
  private func exchange() async throws {
    try await client.bidirectionalStreaming(Methods.streamingCall) {
      (requests: RPCRequestWriter<Request>, responses: RPCResponses<Response>) in
      var iterator = responses.makeAsyncIterator()
      for count in 1... {
        try await schedule?.wait()
        let start = ContinuousClock.now
        try await requests.write(request)
        guard try await iterator.next() != nil else { throw Self.endedEarly }
        statistics.succeeded(since: start)
        if count == messagesPerStream { break }
      }
      requests.finish()
      while try await iterator.next() != nil {}
    }
  }

  /// Requests, as many as the server takes.
  private func send() async throws {
    let _: Response = try await client.clientStreaming(Methods.streamingFromClient) {
      (requests: RPCRequestWriter<Request>) in
      for count in 1... {
        try await schedule?.wait()
        let start = ContinuousClock.now
        try await requests.write(request)
        statistics.succeeded(since: start)
        if Task.isCancelled || count == messagesPerStream { break }
      }
    }
  }

  /// Responses, as many as the server gives; their latency is the time between two.
  private func receive() async throws {
    try await client.serverStreaming(Methods.streamingFromServer, request) {
      (responses: RPCResponses<Response>) in
      try await count(responses)
    }
  }

  /// Requests and responses, as many as each side takes.
  private func exchangeFreely() async throws {
    try await client.bidirectionalStreaming(Methods.streamingBothWays) {
      (requests: RPCRequestWriter<Request>, responses: RPCResponses<Response>) in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          while !Task.isCancelled { try await requests.write(request) }
        }
        try await count(responses)
        group.cancelAll()
      }
    }
  }

  private func count(_ responses: RPCResponses<Response>) async throws {
    var start = ContinuousClock.now
    for try await _ in responses {
      statistics.succeeded(since: start)
      start = .now
    }
  }

  private static var endedEarly: RPCStatus {
    RPCStatus(code: .internalError, message: "The server has ended the stream.")
  }
}
