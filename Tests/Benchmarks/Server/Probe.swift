internal import Kernel
internal import RPC
internal import Synchronization

/// Shows what a call looks like to the server, and has calls wait, fail or be remembered.
///
/// A call asks for it with its metadata:
///
/// - `probe-initial` and `probe-trailing-bin` come back before and after the responses;
/// - `probe-wait`: the handler begins so many milliseconds later;
/// - `probe-status`: the call fails with this code and details when the handler has ended;
/// - `probe-key`: what becomes of the call is remembered under this name;
/// - `probe-ask`: what became of the call of this name comes back as `probe-answer`.
///
/// Every answer tells `probe-server`, the name of the server, `probe-peer`, the address of the
/// caller, and `probe-deadline`, the milliseconds that are left.
final class Probe: ServerInterceptor {
  private let server: String
  private let outcomes = Mutex<[String: String]>([:])

  init(server: String) { self.server = server }

  func intercept<Result: Sendable>(
    _ context: CallContext, _ next: @Sendable () async throws -> Result
  ) async throws -> Result {
    context.addInitialMetadata(facts(of: context))
    if let question = context.metadata["probe-ask"] {
      let answer = outcomes.withLock { $0[question] } ?? "unknown"
      context.addTrailingMetadata(RPCMetadata([(name: "probe-answer", value: answer)]))
    }
    if let bytes = context.metadata.binary("probe-trailing-bin") {
      var metadata = RPCMetadata()
      metadata.add(bytes: bytes, for: "probe-trailing-bin")
      context.addTrailingMetadata(metadata)
    }
    let key = context.metadata["probe-key"]
    remember("running", of: key)
    do {
      if let wait = number("probe-wait", of: context) {
        context.sendInitialMetadata()
        try await Task.sleep(for: .milliseconds(wait))
      }
      let result = try await next()
      if let status = status(wantedBy: context) { throw status }
      remember("finished", of: key)
      return result
    } catch {
      remember(Task.isCancelled ? "cancelled" : "failed", of: key)
      throw error
    }
  }

  private func facts(of context: CallContext) -> RPCMetadata {
    var facts = RPCMetadata([
      (name: "probe-server", value: server), (name: "probe-peer", value: context.peer.address),
    ])
    if let deadline = context.deadline {
      let left = MonotonicInstant.now.duration(to: deadline) / .milliseconds(1)
      facts.add("\(Int(left))", for: "probe-deadline")
    }
    for value in context.metadata.values(of: "probe-initial") {
      facts.add(value, for: "probe-initial")
    }
    return facts
  }

  private func status(wantedBy context: CallContext) -> RPCStatus? {
    guard let number = number("probe-status", of: context),
      let code = RPCCode(rawValue: number), code != .ok
    else { return nil }
    return RPCStatus(
      code: code, message: "Refused as asked: 100 % für 1 €.", reason: "PROBE_STATUS",
      domain: "probe.laurel", metadata: ["code": code.name],
      fieldViolations: [.init(field: "entry.title", description: "It is refused.")],
      retryDelay: .milliseconds(1500))
  }

  private func number(_ name: String, of context: CallContext) -> Int? {
    context.metadata[name].flatMap { Int($0) }
  }

  private func remember(_ outcome: String, of key: String?) {
    guard let key else { return }
    outcomes.withLock { $0[key] = outcome }
  }
}
