import Testing

@testable import RPC

@Suite("MonotonicInstant") struct MonotonicInstantTests {
  @Test(
    "gives back what was added, to the nanosecond",
    arguments: [
      Duration.zero, .nanoseconds(1), .nanoseconds(-1), .milliseconds(1_500), .seconds(-3),
      .seconds(86_400 * 365),
    ])
  func sum(duration: Duration) {
    let now = MonotonicInstant.now
    #expect(now.duration(to: now + duration) == duration)
    #expect(now + duration - now == duration)
    #expect((now - duration).duration(to: now) == duration)
    #expect((now + duration < now) == (duration < .zero))
  }

  @Test("stays the last or the first instant where there are no further ones")
  func limits() {
    let now = MonotonicInstant.now
    let ages = Duration.seconds(Int64.max)
    let last = now + ages
    #expect(last > now)
    #expect(last + .nanoseconds(1) == last)
    let first = now - ages - ages
    #expect(first < now)
    #expect(first - .nanoseconds(1) == first)
  }

  @Test("never goes back")
  func order() {
    var last = MonotonicInstant.now
    for _ in 0..<10_000 {
      let now = MonotonicInstant.now
      #expect(now >= last)
      last = now
    }
  }
}
