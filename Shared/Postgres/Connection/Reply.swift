internal import Synchronization

/// An answer that is given once, and the task that waits for it.
struct Reply: ~Copyable, Sendable {
  typealias Answer = Result<RowSet, PostgresError>

  private let progress = Mutex(ReplyProgress.open)

  private let cancelled = Atomic(false)

  /// Whether the task that waits was cancelled.
  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  /// Waits for the answer.
  ///
  /// A task that is cancelled gets ``PostgresError/cancelled`` at once; then the closure runs.
  func rows(onCancel: @Sendable () -> Void = {}) async throws(PostgresError) -> RowSet {
    let answer = await withTaskCancellationHandler {
      await AnswerWaiter.wait { wait($0) }
    } onCancel: {
      abandon()
      onCancel()
    }
    return try answer.get()
  }

  /// Whether the answer was given.
  var isGiven: Bool {
    progress.withLock { progress in
      switch progress {
      case .open, .awaited: false
      case .given, .finished: true
      }
    }
  }

  /// Gives up an answer that nobody waits for, nor will.
  func abandon() {
    cancelled.store(true, ordering: .releasing)
    finish(.failure(.cancelled))
  }

  /// Gives the answer; a second one is dropped.
  func finish(_ answer: Answer) {
    let waiter: AnswerWaiter? = progress.withLock { progress in
      switch progress {
      case .open: progress = .given(answer)
      case .awaited(let waiter):
        progress = .finished
        return waiter
      case .given, .finished: break
      }
      return nil
    }
    waiter?.resume(answer)
  }

  private func wait(_ waiter: AnswerWaiter) {
    let answer: Answer? = progress.withLock { progress in
      if case .given(let answer) = progress {
        progress = .finished
        return answer
      }
      progress = .awaited(waiter)
      return nil
    }
    if let answer { waiter.resume(answer) }
  }
}

/// How far an answer is.
enum ReplyProgress {
  case open
  case awaited(AnswerWaiter)
  /// Nobody waits yet.
  case given(Reply.Answer)
  case finished
}
