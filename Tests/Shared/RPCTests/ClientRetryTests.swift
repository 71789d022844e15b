import NIOCore
import Testing

@testable import RPC

extension RetryPolicy {
  static let example = RetryPolicy(
    maxAttempts: 4, initialBackoff: .seconds(1), maxBackoff: .seconds(3), backoffMultiplier: 2,
    retryableStatusCodes: [.unavailable])
}

@Suite("RetryState.decide") struct ClientRetryStateTests {
  var throttle: RetryThrottle?
  var generator = SeededGenerator(seed: 1)

  mutating func decide(_ state: inout RetryState, _ outcome: AttemptOutcome)
    -> RetryState.Decision
  {
    state.decide(after: outcome, throttle: &throttle, using: &generator)
  }

  /// The pause of a retry.
  mutating func pause(_ state: inout RetryState, _ outcome: AttemptOutcome) throws -> Duration {
    guard case .retry(let pause) = decide(&state, outcome) else {
      throw RPCStatus(code: .unknown, message: "no retry")
    }
    return pause
  }

  @Test("pauses grow by the multiplier up to the limit, within a fifth", arguments: 0..<50)
  mutating func backoff(seed: UInt64) throws {
    generator = SeededGenerator(seed: seed)
    var state = RetryState(policy: .example)
    for (attempt, seconds) in [(1, 1.0), (2, 2.0), (3, 3.0)] {
      let pause = try pause(&state, .ended(.unavailable, .none))
      #expect((0.8 * seconds...1.2 * seconds).contains(pause / .seconds(1)))
      #expect(state.previousAttempts == attempt)
    }
    #expect(decide(&state, .ended(.unavailable, .none)) == .giveUp)
  }

  @Test("a pause stays finite when the multiplier is huge")
  mutating func hugeMultiplier() throws {
    let policy = RetryPolicy(
      maxAttempts: 5, initialBackoff: .seconds(1), maxBackoff: .seconds(315_576_000_000),
      backoffMultiplier: .greatestFiniteMagnitude, retryableStatusCodes: [.unavailable])
    let pause = policy.backoff(4, using: &generator)
    #expect(pause <= .seconds(315_576_000_000) * 1.2)
  }

  @Test("gives up on success, on codes that are not listed, and without a policy")
  mutating func others() {
    var state = RetryState(policy: .example)
    #expect(decide(&state, .ended(.ok, .none)) == .giveUp)
    #expect(decide(&state, .ended(.internalError, .none)) == .giveUp)
    #expect(decide(&state, .ended(.internalError, .wait(.zero))) == .giveUp)
    var bare = RetryState(policy: nil)
    #expect(decide(&bare, .ended(.unavailable, .none)) == .giveUp)
  }

  @Test("gives up once response headers have arrived")
  mutating func committed() {
    var state = RetryState(policy: .example)
    #expect(state.keepsRequest)
    state.commit()
    #expect(!state.keepsRequest)
    #expect(decide(&state, .ended(.unavailable, .none)) == .giveUp)
    #expect(decide(&state, .neverLeft) == .giveUp)
    #expect(decide(&state, .refused(.unavailable)) == .giveUp)
  }

  @Test("waits as long as the server says, and starts the pauses anew afterwards")
  mutating func pushback() throws {
    var state = RetryState(policy: .example)
    _ = try pause(&state, .ended(.unavailable, .none))
    #expect(try pause(&state, .ended(.unavailable, .wait(.seconds(7)))) == .seconds(7))
    let pause = try pause(&state, .ended(.unavailable, .none))
    #expect((0.8...1.2).contains(pause / .seconds(1)))
  }

  @Test("stops when the server says so, and charges the throttle")
  mutating func stop() {
    throttle = RetryThrottle(RetryThrottling(maxMillitokens: 10_000, millitokensPerSuccess: 100))
    var state = RetryState(policy: .example)
    #expect(decide(&state, .ended(.unavailable, .stop)) == .giveUp)
    var bare = RetryState(policy: nil)
    #expect(decide(&bare, .ended(.unavailable, .stop)) == .giveUp)
    #expect(throttle?.millitokens == 8000)
  }

  @Test(
    "reads the server's word",
    arguments: [
      ([], RetryPushback.none), (["0"], .wait(.zero)), (["1500"], .wait(.milliseconds(1500))),
      (["2147483647"], .wait(.milliseconds(2_147_483_647))), (["2147483648"], .stop),
      (["-1"], .stop), ([""], .stop), (["soon"], .stop), (["1", "2"], .stop), (["1.5"], .stop),
    ])
  func pushbackValues(values: [String], expected: RetryPushback) {
    #expect(RetryPushback(values: values) == expected)
  }

  @Test("repeats calls that never left as often as it takes, without counting them")
  mutating func neverLeft() {
    throttle = RetryThrottle(RetryThrottling(maxMillitokens: 1000, millitokensPerSuccess: 1))
    var state = RetryState(policy: nil)
    for _ in 0..<100 { #expect(decide(&state, .neverLeft) == .retry(after: .zero)) }
    #expect(state.previousAttempts == 0)
    #expect(throttle?.millitokens == 1000)
  }

  @Test("repeats a refused call once at once, and then by the policy")
  mutating func refused() throws {
    var bare = RetryState(policy: nil)
    #expect(decide(&bare, .refused(.unavailable)) == .retry(after: .zero))
    #expect(decide(&bare, .refused(.unavailable)) == .giveUp)
    var state = RetryState(policy: .example)
    #expect(decide(&state, .refused(.unavailable)) == .retry(after: .zero))
    #expect(state.previousAttempts == 0)
    #expect(try pause(&state, .refused(.unavailable)) > .zero)
    #expect(state.previousAttempts == 1)
  }

  @Test("does not retry while the throttle is half empty")
  mutating func throttled() {
    throttle = RetryThrottle(RetryThrottling(maxMillitokens: 4000, millitokensPerSuccess: 500))
    var first = RetryState(policy: .example)
    #expect(decide(&first, .ended(.unavailable, .wait(.zero))) == .retry(after: .zero))
    #expect(decide(&first, .ended(.unavailable, .wait(.zero))) == .giveUp)
    #expect(decide(&first, .ended(.ok, .none)) == .giveUp)
    #expect(throttle?.millitokens == 2500)
    #expect(throttle?.allowsAttempts == true)
  }
}

@Suite("RetryThrottle") struct ClientRetryThrottleTests {
  @Test("stays between empty and full whatever happens", arguments: 0..<20)
  func range(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var throttle = RetryThrottle(
      RetryThrottling(maxMillitokens: 10_000, millitokensPerSuccess: 300))
    for _ in 0..<500 {
      if Bool.random(using: &generator) {
        throttle.recordFailure()
      } else {
        throttle.recordSuccess()
      }
      #expect((0...10_000).contains(throttle.millitokens))
      #expect(throttle.allowsAttempts == (throttle.millitokens > 5000))
    }
  }

  @Test("keeps the used part when the settings change")
  func adopt() {
    var throttle = RetryThrottle(
      RetryThrottling(maxMillitokens: 10_000, millitokensPerSuccess: 100))
    for _ in 0..<4 { throttle.recordFailure() }
    throttle.adopt(RetryThrottling(maxMillitokens: 100_000, millitokensPerSuccess: 100))
    #expect(throttle.millitokens == 60_000)
  }
}

@Suite("RetryBuffer") struct ClientRetryBufferTests {
  @Test("keeps what fits, says when it is too much, and forgets on commit")
  func overflow() {
    var buffer = RetryBuffer(bytesMax: 10)
    #expect(buffer.append(ByteBuffer(bytes: [1, 2, 3, 4, 5])) == true)
    #expect(buffer.append(ByteBuffer(bytes: [6, 7, 8, 9, 10])) == true)
    #expect(buffer.append(ByteBuffer(bytes: [11])) == false)
    #expect(buffer.frames.count == 3)
    #expect(buffer.byteCount == 11)
    buffer.commit()
    #expect(buffer.append(ByteBuffer(bytes: [12])) == true)
    #expect(buffer.frames.isEmpty)
    #expect(buffer.byteCount == 0)
    #expect(RetryBuffer.bytesMax == 262_144)
  }
}
