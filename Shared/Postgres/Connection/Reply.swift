internal import Synchronization

/// An answer that is given once, and the task that waits for it.
struct Reply: ~Copyable, Sendable {
  typealias Answer = Result<RowSet, PostgresError>

  private let state = Mutex(ReplyState())

  /// Whether the task that waits was cancelled.
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Waits for the answer.
  ///
  /// A task that is cancelled gets ``PostgresError/cancelled`` at once; then the closure runs.
  func rows(onCancel: @Sendable () -> Void = {}) async throws(PostgresError) -> RowSet {
    let answer = await withTaskCancellationHandler {
      await AnswerWaiter.wait { wait($0) }
    } onCancel: {
      state.withLock { $0.isCancelled = true }
      finish(.failure(.cancelled))
      onCancel()
    }
    return try answer.get()
  }

  /// Gives the answer; a second one is dropped.
  func finish(_ answer: Answer) {
    let waiter: AnswerWaiter? = state.withLock { state in
      switch state.progress {
      case .open: state.progress = .given(answer)
      case .awaited(let waiter):
        state.progress = .finished
        return waiter
      case .given, .finished: break
      }
      return nil
    }
    waiter?.resume(answer)
  }

  private func wait(_ waiter: AnswerWaiter) {
    let answer: Answer? = state.withLock { state in
      if case .given(let answer) = state.progress {
        state.progress = .finished
        return answer
      }
      state.progress = .awaited(waiter)
      return nil
    }
    if let answer { waiter.resume(answer) }
  }
}

/// How far an answer is.
struct ReplyState {
  enum Progress {
    case open
    case awaited(AnswerWaiter)
    /// Nobody waits yet.
    case given(Reply.Answer)
    case finished
  }

  var progress = Progress.open
  var isCancelled = false
}
