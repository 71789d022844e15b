internal import Synchronization

/// Wakes tasks that wait for something that happens again and again; none is missed by who has
/// noted the count before looking.
final class WakeUps: Sendable {
  private struct State {
    /// How often it happened.
    var count: UInt64 = 0
    var nextID: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  var count: UInt64 { state.withLock { $0.count } }

  /// Notes that it has happened, and wakes all who wait.
  func raise() {
    let waiters = state.withLock { state in
      defer { state.waiters = [:] }
      state.count += 1
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits until it has happened since it had happened `count` times, for at most so long, or until
  /// the task is cancelled.
  func wait(since count: UInt64, atMost limit: Duration) async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await TimedWait.value(atMost: limit) { waiter in
      add(waiter, id, since: count)
    } leave: { _ in
      self.release(id)
    }
  }

  private func add(_ waiter: CheckedContinuation<Void, Never>, _ id: UInt64, since count: UInt64) {
    let isLate = state.withLock { state in
      if state.count == count { state.waiters[id] = waiter }
      return state.count != count
    }
    if isLate { waiter.resume() }
  }

  private func release(_ id: UInt64) {
    state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
  }
}
