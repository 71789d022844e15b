internal import NIOCore

/// One timer of an event loop for the deadlines of many calls.
///
/// Calls that end early leave the timer alone: it then fires for nobody and is set again. So most
/// calls cost no timer at all. It keeps its owner until ``end()``: a weak reference would make all
/// counting of references to the owner slow. On the loop only.
final class DeadlineTimer {
  private let eventLoop: any EventLoop
  private var scheduled: Scheduled<Void>?
  private var next: MonotonicInstant?
  private var isEnded = false
  /// Handles the deadlines that have passed, and returns the earliest that has not.
  var sweep: (MonotonicInstant) -> MonotonicInstant?

  init(
    _ eventLoop: any EventLoop,
    sweep: @escaping (MonotonicInstant) -> MonotonicInstant? = { _ in nil }
  ) {
    self.eventLoop = eventLoop
    self.sweep = sweep
  }

  /// Sees to it that the timer fires at `deadline` or earlier.
  func include(_ deadline: MonotonicInstant, now: MonotonicInstant) {
    if isEnded { return }
    if let next, next <= deadline { return }
    set(deadline, now: now)
  }

  /// Stops for good, and lets go of the owner.
  func end() {
    isEnded = true
    scheduled?.cancel()
    scheduled = nil
    next = nil
    sweep = { _ in nil }
  }

  private func set(_ deadline: MonotonicInstant, now: MonotonicInstant) {
    scheduled?.cancel()
    next = deadline
    let delay = max(.zero, now.duration(to: deadline))
    scheduled = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { self.fire() }
  }

  private func fire() {
    scheduled = nil
    next = nil
    let now = MonotonicInstant.now
    if let deadline = sweep(now) { include(deadline, now: now) }
  }
}
