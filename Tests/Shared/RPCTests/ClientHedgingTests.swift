import Testing

@testable import RPC

@Suite("HedgingState") struct ClientHedgingTests {
  static let origin = MonotonicInstant.now
  var throttle: RetryThrottle?

  func state(_ attempts: Int, delay: Duration) -> HedgingState {
    HedgingState(
      policy: HedgingPolicy(
        maxAttempts: attempts, hedgingDelay: delay, nonFatalStatusCodes: [.unavailable]))
  }

  func start(_ attempt: Int) -> HedgingState.Action {
    .start(attempt: attempt, previousAttempts: attempt)
  }

  mutating func end(
    _ state: inout HedgingState, _ attempt: Int, _ outcome: AttemptOutcome, after: Duration
  ) -> [HedgingState.Action] {
    state.end(attempt, with: outcome, now: Self.origin + after, throttle: &throttle)
  }

  @Test("sends all at once without a delay, and the first success cancels the rest")
  mutating func atOnce() {
    var state = state(3, delay: .zero)
    #expect(state.start(now: Self.origin, throttle: nil) == [start(0), start(1), start(2)])
    #expect(state.wakeUpAt == nil)
    #expect(
      end(&state, 1, .ended(.ok, .none), after: .seconds(1))
        == [.cancel(attempt: 0), .cancel(attempt: 2), .commit(attempt: 1)])
    #expect(!state.keepsRequest)
  }

  @Test("sends the next one after the delay")
  func delayed() {
    var state = state(3, delay: .seconds(1))
    #expect(state.start(now: Self.origin, throttle: nil) == [start(0)])
    #expect(state.wakeUpAt == Self.origin + .seconds(1))
    #expect(state.wakeUp(now: Self.origin + .milliseconds(999), throttle: nil) == [])
    #expect(state.wakeUp(now: Self.origin + .seconds(1), throttle: nil) == [start(1)])
    #expect(state.wakeUpAt == Self.origin + .seconds(2))
    #expect(state.wakeUp(now: Self.origin + .seconds(2), throttle: nil) == [start(2)])
    #expect(state.wakeUpAt == nil)
  }

  @Test("sends the next one at once after a failure that is not fatal, and counts from there")
  mutating func nonFatal() {
    var state = state(3, delay: .seconds(10))
    _ = state.start(now: Self.origin, throttle: nil)
    #expect(end(&state, 0, .ended(.unavailable, .none), after: .seconds(1)) == [start(1)])
    #expect(state.wakeUpAt == Self.origin + .seconds(11))
    #expect(end(&state, 1, .ended(.unavailable, .none), after: .seconds(2)) == [start(2)])
    #expect(
      end(&state, 2, .ended(.unavailable, .none), after: .seconds(3)) == [.commit(attempt: 2)])
  }

  @Test("ends with a fatal failure and cancels the others")
  mutating func fatal() {
    var state = state(2, delay: .zero)
    _ = state.start(now: Self.origin, throttle: nil)
    #expect(
      end(&state, 1, .ended(.internalError, .none), after: .zero)
        == [.cancel(attempt: 0), .commit(attempt: 1)])
    #expect(end(&state, 0, .ended(.ok, .none), after: .zero) == [])
  }

  @Test("commits to the attempt whose headers come first")
  mutating func headers() {
    var state = state(2, delay: .zero)
    _ = state.start(now: Self.origin, throttle: nil)
    #expect(state.receiveHeaders(of: 1) == [.cancel(attempt: 0), .commit(attempt: 1)])
    #expect(state.receiveHeaders(of: 1) == [])
    #expect(end(&state, 1, .ended(.unavailable, .none), after: .zero) == [])
  }

  @Test("waits as long as the server says, also with nothing under way")
  mutating func pushback() {
    var state = state(3, delay: .seconds(1))
    _ = state.start(now: Self.origin, throttle: nil)
    #expect(end(&state, 0, .ended(.unavailable, .wait(.seconds(5))), after: .zero) == [])
    #expect(state.wakeUp(now: Self.origin + .seconds(1), throttle: nil) == [])
    #expect(state.wakeUp(now: Self.origin + .seconds(5), throttle: nil) == [start(1)])
    #expect(state.wakeUpAt == Self.origin + .seconds(6))
  }

  @Test("starts no more when the server says so, and waits for those under way")
  mutating func stop() {
    var state = state(3, delay: .seconds(1))
    _ = state.start(now: Self.origin, throttle: nil)
    #expect(state.wakeUp(now: Self.origin + .seconds(1), throttle: nil) == [start(1)])
    #expect(end(&state, 0, .ended(.unavailable, .stop), after: .seconds(1)) == [])
    #expect(state.wakeUpAt == nil)
    #expect(
      end(&state, 1, .ended(.unavailable, .none), after: .seconds(2)) == [.commit(attempt: 1)])
  }

  @Test("starts no more when the throttle is half empty, and never leaves the call without end")
  mutating func throttled() {
    throttle = RetryThrottle(RetryThrottling(maxMillitokens: 4000, millitokensPerSuccess: 100))
    var first = state(5, delay: .seconds(1))
    _ = first.start(now: Self.origin, throttle: throttle)
    #expect(end(&first, 0, .ended(.unavailable, .wait(.seconds(1))), after: .zero) == [])
    var second = state(5, delay: .seconds(1))
    _ = second.start(now: Self.origin, throttle: throttle)
    #expect(
      end(&second, 0, .ended(.unavailable, .none), after: .zero) == [.commit(attempt: 0)])
    #expect(throttle?.allowsAttempts == false)
    #expect(
      first.wakeUp(now: Self.origin + .seconds(1), throttle: throttle) == [.commit(attempt: 0)])
    var third = state(2, delay: .zero)
    #expect(third.start(now: Self.origin, throttle: throttle) == [start(0)])
  }

  @Test("repeats what the service has not seen")
  mutating func transparent() {
    var state = state(2, delay: .zero)
    _ = state.start(now: Self.origin, throttle: nil)
    let restart = HedgingState.Action.restart(attempt: 1, previousAttempts: 1)
    for _ in 0..<10 { #expect(end(&state, 1, .neverLeft, after: .zero) == [restart]) }
    #expect(end(&state, 1, .refused(.unavailable), after: .zero) == [restart])
    #expect(end(&state, 1, .refused(.unavailable), after: .zero) == [])
    #expect(end(&state, 0, .ended(.ok, .none), after: .zero) == [.commit(attempt: 0)])
  }

  @Test("makes do with what is under way when the request is too long to keep")
  mutating func overflow() {
    var state = state(4, delay: .seconds(1))
    _ = state.start(now: Self.origin, throttle: nil)
    state.overflow()
    #expect(!state.keepsRequest)
    #expect(state.wakeUpAt == nil)
    #expect(end(&state, 0, .neverLeft, after: .zero) == [.commit(attempt: 0)])
    var waiting = self.state(4, delay: .seconds(1))
    _ = waiting.start(now: Self.origin, throttle: nil)
    #expect(end(&waiting, 0, .ended(.unavailable, .wait(.seconds(1))), after: .zero) == [])
    waiting.overflow()
    #expect(waiting.wakeUp(now: Self.origin + .seconds(1), throttle: nil) == [start(1)])
    #expect(waiting.wakeUpAt == nil)
    #expect(
      end(&waiting, 1, .ended(.unavailable, .none), after: .seconds(2)) == [.commit(attempt: 1)])
  }

  @Test("ends every call, with one committed attempt and all others cancelled", arguments: 0..<100)
  mutating func property(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    throttle = RetryThrottle(RetryThrottling(maxMillitokens: 10_000, millitokensPerSuccess: 500))
    var state = state(
      Int.random(in: 2...5, using: &generator),
      delay: .seconds(Int.random(in: 0...1, using: &generator)))
    var now = Self.origin
    var active: Set<Int> = []
    var committed: Int?
    var begun = 0
    func apply(_ actions: [HedgingState.Action]) {
      for action in actions {
        switch action {
        case .start(let attempt, let previous):
          #expect(attempt == begun && previous == begun && committed == nil)
          active.insert(attempt)
          begun += 1
        case .restart(let attempt, _): active.insert(attempt)
        case .cancel(let attempt): #expect(active.remove(attempt) != nil)
        case .commit(let attempt):
          #expect(committed == nil)
          committed = attempt
        }
      }
    }
    apply(state.start(now: now, throttle: throttle))
    while committed == nil {
      if let attempt = active.randomElement(using: &generator), Bool.random(using: &generator) {
        active.remove(attempt)
        let outcomes: [AttemptOutcome] = [
          .neverLeft, .refused(.unavailable), .ended(.unavailable, .none),
          .ended(.unavailable, .wait(.seconds(1))), .ended(.unavailable, .stop),
          .ended(.ok, .none), .ended(.internalError, .none),
        ]
        let outcome = outcomes[Int.random(in: 0..<outcomes.count, using: &generator)]
        apply(state.end(attempt, with: outcome, now: now, throttle: &throttle))
      } else if let due = state.wakeUpAt {
        now = max(now, due)
        apply(state.wakeUp(now: now, throttle: throttle))
      } else if active.isEmpty {
        Issue.record("the call hangs")
        return
      }
    }
    #expect(active.isSubset(of: [committed ?? -1]))
    #expect(begun <= 5)
  }
}
