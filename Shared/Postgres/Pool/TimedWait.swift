internal import Kernel

/// How tasks wait for somebody who may never come.
enum TimedWait {
  /// Why nobody is waited for any longer.
  enum End {
    case timeout
    case cancellation
  }

  /// Waits until what `enter` gets is resumed.
  ///
  /// `leave` is called when the time is over or the task is cancelled, perhaps more than once and
  /// perhaps after the resumption; it resumes what has entered if that still waits.
  static func value<Value: Sendable>(
    atMost limit: Duration, enter: (CheckedContinuation<Value, Never>) -> Void,
    leave: @escaping @Sendable (End) -> Void
  ) async -> Value {
    let deadline = MonotonicTime.now + limit
    return await withTaskGroup(of: Void.self) { group in
      group.addTask {
        // Cancelled when the wait is over, or with the task.
        guard (try? await Task.sleep(for: limit)) != nil else { return }
        leave(.timeout)
      }
      let value = await withTaskCancellationHandler {
        await withCheckedContinuation { waiter in
          enter(waiter)
          // What came before the entry was made has found nobody.
          if Task.isCancelled { leave(.cancellation) }
          if MonotonicTime.now >= deadline { leave(.timeout) }
        }
      } onCancel: {
        leave(.cancellation)
      }
      group.cancelAll()
      return value
    }
  }
}
