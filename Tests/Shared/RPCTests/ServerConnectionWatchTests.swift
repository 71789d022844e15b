import Testing

@testable import RPC

@Suite("ServerConnectionWatch.check") struct ServerConnectionWatchTests {
  private static let origin = MonotonicInstant.now

  /// What is due so long after a header list has begun to arrive.
  private func steps(
    _ situation: ServerConnectionWatch.Situation, after time: Duration
  ) -> [ServerConnectionWatch.Step] {
    let limits = RPCServerConfiguration(host: "127.0.0.1", port: 0, errorDomain: "test")
    var watch = ServerConnectionWatch(limits: limits, now: Self.origin, jitter: 0)
    watch.callStarted()
    watch.received(now: Self.origin, isInsideHeaders: true)
    return watch.check(situation, now: Self.origin + time).steps
  }

  @Test("closes the connection when a header list does not end in time")
  func slowHeaders() {
    let situation = ServerConnectionWatch.Situation(
      hasCalls: true, isEstablished: true, isInsideHeaders: true)
    #expect(steps(situation, after: .seconds(9)) == [])
    #expect(steps(situation, after: .seconds(10)) == [.close("slow_headers")])
  }

  @Test("lets a connection go on whose header list was refused before its end")
  func refusedHeaders() {
    let situation = ServerConnectionWatch.Situation(hasCalls: true, isEstablished: true)
    #expect(steps(situation, after: .seconds(10)) == [])
  }
}
