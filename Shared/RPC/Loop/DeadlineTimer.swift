internal import NIOCore

/// One timer of an event loop for the deadlines of many calls.
///
/// Calls that end early leave the timer alone: it then fires for nobody and is set again. So most
/// calls cost no timer at all. On the loop only.
final class DeadlineTimer {
  private let eventLoop: any EventLoop
  private var scheduled: Scheduled<Void>?
  private var next: ContinuousClock.Instant?
  /// Handles the deadlines that have passed, and returns the earliest that has not.
  var sweep: (ContinuousClock.Instant) -> ContinuousClock.Instant?

  init(
    _ eventLoop: any EventLoop,
    sweep: @escaping (ContinuousClock.Instant) -> ContinuousClock.Instant? = { _ in nil }
  ) {
    self.eventLoop = eventLoop
    self.sweep = sweep
  }

  /// Sees to it that the timer fires at `deadline` or earlier.
  func include(_ deadline: ContinuousClock.Instant, now: ContinuousClock.Instant) {
    if let next, next <= deadline { return }
    set(deadline, now: now)
  }

  func cancel() {
    scheduled?.cancel()
    scheduled = nil
    next = nil
  }

  private func set(_ deadline: ContinuousClock.Instant, now: ContinuousClock.Instant) {
    scheduled?.cancel()
    next = deadline
    let delay = max(.zero, now.duration(to: deadline))
    scheduled = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { self.fire() }
  }

  private func fire() {
    scheduled = nil
    next = nil
    let now = ContinuousClock.now
    if let deadline = sweep(now) { include(deadline, now: now) }
  }
}
