internal import Kernel

/// Who still waits for what a connection does.
enum Demand {
  case all
  /// Somebody has gone, so that the server is asked to stop; others wait.
  case some
  case none
}

/// How long the server may take for its next answer.
struct Patience {
  fileprivate var deadline: MonotonicTime
  fileprivate var nextAsk: MonotonicTime
  /// Whether something has come of the server's work since the last wait.
  var hasProgress = false
  fileprivate var isCancelSent = false
  fileprivate var isAbandoned = false
}

extension OpenConnection {
  /// How long a statement for which nobody waits may take to stop before the connection is given
  /// up.
  private static var cancellationGrace: Duration { .seconds(5) }

  /// How often somebody is asked whether statements that take long are still wanted.
  private static var askInterval: Duration { .milliseconds(100) }

  /// The usual patience, from now.
  func makePatience() -> Patience {
    let now = MonotonicTime.now
    return Patience(deadline: now + settings.answerTimeout, nextAsk: now + Self.askInterval)
  }

  /// Sends what is queued and waits until something comes; `false` when the connection is gone or
  /// the server has taken too long.
  mutating func wait(_ patience: inout Patience, _ demand: () -> Demand) -> Bool {
    let now = MonotonicTime.now
    if patience.hasProgress, !patience.isAbandoned {
      patience.deadline = now + settings.answerTimeout
    }
    patience.hasProgress = false
    guard let isFlushed = handle.flush() else { return false }
    guard now < patience.deadline else {
      // The server may still work for a connection that is about to be closed.
      if !patience.isCancelSent { _ = handle.cancel(whenDone: signal) }
      return false
    }
    let poll = SocketPoll(
      socket: handle.socket, reading: true, writing: !isFlushed, signal: signal,
      timeout: now.duration(to: min(patience.deadline, patience.nextAsk)))
    if poll.isSocketReady, !handle.consumeInput() { return false }
    if poll.isRaised || MonotonicTime.now >= patience.nextAsk { ask(demand, &patience) }
    return true
  }

  /// Has the server stop when somebody has gone, and waits a shorter time when all have.
  private mutating func ask(_ demand: () -> Demand, _ patience: inout Patience) {
    patience.nextAsk = MonotonicTime.now + Self.askInterval
    let demand = demand()
    guard demand != .all else { return }
    if !patience.isCancelSent {
      patience.isCancelSent = true
      cancellation = handle.cancel(whenDone: signal)
    }
    if demand == .none, !patience.isAbandoned {
      patience.isAbandoned = true
      patience.deadline = min(patience.deadline, MonotonicTime.now + Self.cancellationGrace)
    }
  }

  /// Waits until a request to stop has arrived, since it would stop what is sent next; `false` when
  /// that takes too long.
  mutating func settleCancellation(_ demand: () -> Demand) -> Bool {
    guard let cancellation else { return true }
    let deadline = MonotonicTime.now + Self.cancellationGrace
    while !cancellation.isDone {
      guard MonotonicTime.now < deadline else { return false }
      signal.wait(Self.askInterval)
      // Nothing is under way that could be stopped; what else waits may have waited too long.
      _ = demand()
    }
    self.cancellation = nil
    return true
  }
}
