/// When to ask a silent peer whether it is still there (gRPC proposal A8).
struct Keepalive {
  enum Step: Equatable {
    case wait(until: MonotonicInstant)
    case ping
    /// The peer has not answered in time.
    case dead
    /// Nothing is to be done before something changes.
    case sleep
  }

  /// The silence after which a ping is sent; `nil` switches keepalive off.
  let time: Duration?
  /// How long the answer may take.
  let timeout: Duration
  /// Whether pings are sent while no call runs.
  let worksWithoutCalls: Bool

  private var lastReceive: MonotonicInstant
  private var pingTime: MonotonicInstant?

  init(
    time: Duration?, timeout: Duration, worksWithoutCalls: Bool, now: MonotonicInstant
  ) {
    self.time = time
    self.timeout = timeout
    self.worksWithoutCalls = worksWithoutCalls
    lastReceive = now
  }

  /// Bytes have come, whatever they are.
  mutating func received(now: MonotonicInstant) {
    lastReceive = now
    pingTime = nil
  }

  /// What is due; a ping counts as sent.
  mutating func check(now: MonotonicInstant, hasCalls: Bool) -> Step {
    guard let time else { return .sleep }
    if let pingTime {
      let end = pingTime + timeout
      return end <= now ? .dead : .wait(until: end)
    }
    guard hasCalls || worksWithoutCalls else { return .sleep }
    let due = lastReceive + time
    guard due <= now else { return .wait(until: due) }
    pingTime = now
    return .ping
  }
}
