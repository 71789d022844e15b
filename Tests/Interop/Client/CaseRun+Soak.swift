internal import InteropMessages
internal import InteropSupport
internal import RPC

/// Cases that repeat calls.
extension CaseRun {
  /// All calls on one channel.
  func soakCalls() async throws {
    try await repeatCalls { call in try await call(service) }
  }

  /// Every call on a channel of its own.
  func soakChannels() async throws {
    try await repeatCalls { call in
      let own = try channel.makeClient()
      do {
        try await call(GRPCTesting.TestServiceClient(own))
      } catch {
        await own.close()
        throw error
      }
      await own.close()
    }
  }

  /// Few calls on one channel with long pauses.
  func longLivedChannel() async throws {
    for iteration in 0..<soak.iterations {
      if iteration > 0 { try await Task.sleep(for: .seconds(soak.pauseSeconds)) }
      try await largeUnary()
    }
  }

  private typealias SoakCall = @Sendable (GRPCTesting.TestServiceClient) async throws -> Void

  /// How long each call took, and whether it was in order.
  private struct Outcome: Sendable {
    let latency: Duration
    let isFailure: Bool
  }

  /// Makes calls, several at a time, until there were enough or the time is over.
  ///
  /// - Parameter make: Makes one call on the channel of its choice.
  /// - Throws: `CaseFailure` when too few calls were made in time, or too many failed.
  private func repeatCalls(
    _ make: @escaping @Sendable (_ call: SoakCall) async throws -> Void
  ) async throws {
    let end = ContinuousClock.now + soak.overallTimeout
    let outcomes = try await withThrowingTaskGroup(of: [Outcome].self) { group in
      for thread in 0..<soak.threads {
        group.addTask {
          var outcomes: [Outcome] = []
          for iteration in stride(from: thread, to: soak.iterations, by: soak.threads) {
            guard ContinuousClock.now < end else { break }
            outcomes.append(try await iterate(iteration, make))
          }
          return outcomes
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    try judge(outcomes)
  }

  private func iterate(
    _ iteration: Int, _ make: (_ call: SoakCall) async throws -> Void
  ) async throws -> Outcome {
    let start = ContinuousClock.now
    let report = CallReport()
    var complaint: String?
    do {
      try await make { service in
        // No deadline: a call that is late tells more than one that was cut off.
        let response = try await service.unaryCall(
          LargeCall.request(requestSize: soak.requestSize, responseSize: soak.responseSize),
          options: options(timeout: nil, report: report))
        try expectZeros(response.payload, soak.responseSize)
      }
    } catch {
      complaint = "\(error)"
    }
    let latency = start.duration(to: .now)
    if complaint == nil, latency > .milliseconds(soak.latencyMilliseconds) {
      complaint = "exceeds acceptable latency of \(soak.latencyMilliseconds) ms"
    }
    let head =
      "soak iteration: \(iteration) elapsed_ms: \(Int(latency / .milliseconds(1))) "
      + "peer: \(report.peerAddress ?? "none")"
    try Console.say(complaint.map { "\(head) failed: \($0)" } ?? "\(head) succeeded")
    let next = start + .milliseconds(soak.intervalMilliseconds)
    if next > .now { try await Task.sleep(until: next) }
    return Outcome(latency: latency, isFailure: complaint != nil)
  }

  private func judge(_ outcomes: [Outcome]) throws {
    let latencies = outcomes.map(\.latency).sorted()
    func milliseconds(atPercent percent: Int) -> Int {
      guard !latencies.isEmpty else { return 0 }
      let place = min(latencies.count - 1, latencies.count * percent / 100)
      return Int(latencies[place] / .milliseconds(1))
    }
    let failures = outcomes.count { $0.isFailure }
    try Console.say(
      "soak: \(outcomes.count) of \(soak.iterations) iterations, \(failures) failures, "
        + "median \(milliseconds(atPercent: 50)) ms, 90% \(milliseconds(atPercent: 90)) ms, "
        + "worst \(milliseconds(atPercent: 100)) ms")
    try expect(
      outcomes.count == soak.iterations,
      "The time was over after \(outcomes.count) of \(soak.iterations) iterations.")
    try expect(
      failures <= soak.failuresMax,
      "\(failures) iterations failed; \(soak.failuresMax) may.")
  }
}
