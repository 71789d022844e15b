import GRPCCore

/// The methods of the benchmark, written as grpc-swift's own examples are.
struct EchoService: Laurel_Benchmark_V1_EchoService.SimpleServiceProtocol {
  func echo(
    request: Laurel_Benchmark_V1_EchoRequest, context: ServerContext
  ) async throws -> Laurel_Benchmark_V1_EchoResponse {
    .with { $0.entry = request.entry }
  }

  func serverStream(
    request: Laurel_Benchmark_V1_ServerStreamRequest,
    response: RPCWriter<Laurel_Benchmark_V1_ServerStreamResponse>, context: ServerContext
  ) async throws {
    for _ in 0..<request.repeatCount {
      try await response.write(.with { $0.entry = request.entry })
    }
  }

  func clientStream(
    request: RPCAsyncSequence<Laurel_Benchmark_V1_ClientStreamRequest, any Error>,
    context: ServerContext
  ) async throws -> Laurel_Benchmark_V1_ClientStreamResponse {
    var count: Int64 = 0
    for try await _ in request { count += 1 }
    return .with { $0.entryCount = count }
  }

  func bidirectionalStream(
    request: RPCAsyncSequence<Laurel_Benchmark_V1_BidirectionalStreamRequest, any Error>,
    response: RPCWriter<Laurel_Benchmark_V1_BidirectionalStreamResponse>, context: ServerContext
  ) async throws {
    for try await message in request {
      try await response.write(.with { $0.entry = message.entry })
    }
  }
}
