internal import InteropMessages
internal import Kernel
internal import RPC

/// Answers the calls of a benchmark with bytes, whatever the requests are.
struct RawBenchmarkService: RPCService {
  private static let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(86_400))

  private let response: RawMessage

  init(responseSize: Int) {
    response = RawMessage(size: max(0, responseSize))
  }

  var methods: [RPCMethod] {
    [
      .unary(GRPCTesting.BenchmarkServiceMethods.unaryCall, policy: Self.policy) {
        (_: RawMessage, _) in response
      },
      .bidirectionalStreaming(
        GRPCTesting.BenchmarkServiceMethods.streamingCall, policy: Self.policy
      ) { (requests: RPCRequests<RawMessage>, responses, _) in
        for try await _ in requests { try await responses.write(response) }
      },
    ]
  }
}
