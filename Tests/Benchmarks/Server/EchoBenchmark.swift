internal import BenchmarkMessages
internal import Kernel
internal import RPC

/// The methods of the benchmark.
struct EchoBenchmark: BenchmarkV1.EchoService {
  private static let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(60))

  static var echoPolicy: MethodPolicy { policy }
  static var serverStreamPolicy: MethodPolicy { policy }
  static var clientStreamPolicy: MethodPolicy { policy }
  static var bidirectionalStreamPolicy: MethodPolicy { policy }

  func echo(
    _ request: BenchmarkV1.EchoRequest, _ call: CallContext
  ) async throws -> BenchmarkV1.EchoResponse {
    BenchmarkV1.EchoResponse(entry: request.entry)
  }

  func serverStream(
    _ request: BenchmarkV1.ServerStreamRequest,
    _ responses: RPCResponseWriter<BenchmarkV1.ServerStreamResponse>, _ call: CallContext
  ) async throws {
    for _ in 0..<request.repeatCount {
      try await responses.write(BenchmarkV1.ServerStreamResponse(entry: request.entry))
    }
  }

  func clientStream(
    _ requests: RPCRequests<BenchmarkV1.ClientStreamRequest>, _ call: CallContext
  ) async throws -> BenchmarkV1.ClientStreamResponse {
    var count: Int64 = 0
    for try await _ in requests { count += 1 }
    return BenchmarkV1.ClientStreamResponse(entryCount: count)
  }

  func bidirectionalStream(
    _ requests: RPCRequests<BenchmarkV1.BidirectionalStreamRequest>,
    _ responses: RPCResponseWriter<BenchmarkV1.BidirectionalStreamResponse>, _ call: CallContext
  ) async throws {
    for try await request in requests {
      try await responses.write(BenchmarkV1.BidirectionalStreamResponse(entry: request.entry))
    }
  }
}
