internal import InteropMessages
internal import Kernel
internal import RPC

/// Answers the calls of a benchmark.
struct BenchmarkHandlers: GRPCTesting.BenchmarkService {
  private static let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(86_400))

  static var unaryCallPolicy: MethodPolicy { policy }
  static var streamingCallPolicy: MethodPolicy { policy }
  static var streamingFromClientPolicy: MethodPolicy { policy }
  static var streamingFromServerPolicy: MethodPolicy { policy }
  static var streamingBothWaysPolicy: MethodPolicy { policy }
  static var getBeforeSnapshotPolicy: MethodPolicy { policy }

  private let residentBytes = MachineUsage.residentBytes()

  func unaryCall(
    _ request: GRPCTesting.SimpleRequest, _ call: CallContext
  ) async throws -> GRPCTesting.SimpleResponse {
    try response(to: request)
  }

  func streamingCall(
    _ requests: RPCRequests<GRPCTesting.SimpleRequest>,
    _ responses: RPCResponseWriter<GRPCTesting.SimpleResponse>, _ call: CallContext
  ) async throws {
    for try await request in requests { try await responses.write(response(to: request)) }
  }

  func streamingFromClient(
    _ requests: RPCRequests<GRPCTesting.SimpleRequest>, _ call: CallContext
  ) async throws -> GRPCTesting.SimpleResponse {
    var last = GRPCTesting.SimpleRequest()
    for try await request in requests { last = request }
    return try response(to: last)
  }

  func streamingFromServer(
    _ request: GRPCTesting.SimpleRequest,
    _ responses: RPCResponseWriter<GRPCTesting.SimpleResponse>, _ call: CallContext
  ) async throws {
    let response = try response(to: request)
    while true { try await responses.write(response) }
  }

  func streamingBothWays(
    _ requests: RPCRequests<GRPCTesting.SimpleRequest>,
    _ responses: RPCResponseWriter<GRPCTesting.SimpleResponse>, _ call: CallContext
  ) async throws {
    var iterator = requests.makeAsyncIterator()
    guard let first = try await iterator.next() else { return }
    let response = try response(to: first)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while !Task.isCancelled { try await responses.write(response) }
      }
      while try await iterator.next() != nil {}
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  func getBeforeSnapshot(
    _ request: GRPCTesting.SimpleRequest, _ call: CallContext
  ) async throws -> GRPCTesting.MemorySize {
    GRPCTesting.MemorySize(rss: residentBytes)
  }

  private func response(
    to request: GRPCTesting.SimpleRequest
  ) throws(RPCStatus) -> GRPCTesting.SimpleResponse {
    guard request.responseSize != 0 else { return GRPCTesting.SimpleResponse() }
    guard (0...64 * 1_048_576).contains(request.responseSize) else {
      throw WorkerSettings.refusal("There is no response of that size.")
    }
    return GRPCTesting.SimpleResponse(
      payload: GRPCTesting.Payload(
        body: [UInt8](repeating: 0, count: Int(request.responseSize))))
  }
}
