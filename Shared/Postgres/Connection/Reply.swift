internal import Synchronization

/// An answer that is given once, and the task that waits for it.
final class Reply: Sendable {
  typealias Answer = Result<RowSet, PostgresError>

  private struct State {
    var waiter: CheckedContinuation<Answer, Never>?
    var answer: Answer?
    var isCancelled = false
  }

  private let state = Mutex(State())

  /// Whether the task that waits was cancelled.
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Waits for the answer.
  ///
  /// A task that is cancelled gets ``PostgresError/cancelled`` at once; then the closure runs.
  func rows(onCancel: @Sendable () -> Void = {}) async throws(PostgresError) -> RowSet {
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { wait($0) }
    } onCancel: {
      state.withLock { $0.isCancelled = true }
      finish(.failure(.cancelled))
      onCancel()
    }
    return try answer.get()
  }

  /// Gives the answer; a second one is dropped.
  func finish(_ answer: Answer) {
    let waiter = state.withLock { state in
      if state.answer == nil { state.answer = answer }
      return state.waiter.take()
    }
    waiter?.resume(returning: answer)
  }

  private func wait(_ waiter: CheckedContinuation<Answer, Never>) {
    let answer = state.withLock { state in
      if state.answer == nil { state.waiter = waiter }
      return state.answer
    }
    if let answer { waiter.resume(returning: answer) }
  }
}
