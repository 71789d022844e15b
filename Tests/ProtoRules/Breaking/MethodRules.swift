@testable import MessageGenerator

extension BreakingRule {
  /// What calls stay.
  static let methods: [BreakingRule] = [
    BreakingRule("RPC_NO_DELETE", \.services) { before, now in
      let kept = Set(now.methods.map(\.name))
      return before.methods.filter { !kept.contains($0.name) }.map { "\($0.name) was deleted" }
    },
    BreakingRule("RPC_SAME_CLIENT_STREAMING", \.methods) { before, now in
      change(of: "stream of requests", before.isClientStreaming, now.isClientStreaming)
    },
    BreakingRule("RPC_SAME_SERVER_STREAMING", \.methods) { before, now in
      change(of: "stream of responses", before.isServerStreaming, now.isServerStreaming)
    },
    BreakingRule("RPC_SAME_IDEMPOTENCY_LEVEL", \.methods) { before, now in
      change(of: "idempotency", before.idempotency, now.idempotency)
    },
    BreakingRule("RPC_SAME_REQUEST_TYPE", \.methods) { before, now in
      change(of: "request", before.input, now.input)
    },
    BreakingRule("RPC_SAME_RESPONSE_TYPE", \.methods) { before, now in
      change(of: "response", before.output, now.output)
    },
  ]
}
