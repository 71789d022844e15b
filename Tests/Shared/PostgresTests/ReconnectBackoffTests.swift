import Kernel
import Postgres
import Testing

@Suite("ReconnectBackoff")
struct ReconnectBackoffTests {
  private let now = MonotonicTime.now

  /// The pause after some failures in a row.
  private func pause(failures: Int, random: Double) -> Duration? {
    var backoff = ReconnectBackoff()
    for _ in 0..<failures { backoff.fail(now: now, random: random) }
    return backoff.remaining(now: now)
  }

  @Test(
    "the pause doubles with each failure, and a lost server is tried again within a second",
    arguments: [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1_000), (6, 1_000), (100, 1_000)])
  func pauses(failures: Int, milliseconds: Int) {
    #expect(pause(failures: failures, random: 1) == .milliseconds(milliseconds))
  }

  @Test("the half of a pause is by chance")
  func chance() {
    #expect(pause(failures: 1, random: 0) == .milliseconds(50))
    #expect(pause(failures: 9, random: 0.5) == .milliseconds(750))
  }

  @Test("the pause is over when its time has passed")
  func end() {
    var backoff = ReconnectBackoff()
    backoff.fail(now: now, random: 1)
    #expect(backoff.remaining(now: now + .milliseconds(99)) == .milliseconds(1))
    #expect(backoff.remaining(now: now + .milliseconds(100)) == nil)
  }

  @Test("after a success there is no pause, and the next failure has the shortest")
  func success() {
    var backoff = ReconnectBackoff()
    for _ in 0..<9 { backoff.fail(now: now, random: 1) }
    backoff.succeed()
    #expect(backoff.remaining(now: now) == nil)
    backoff.fail(now: now, random: 1)
    #expect(backoff.remaining(now: now) == .milliseconds(100))
  }
}
