internal import Synchronization

/// One round trip: what to send, and the task that waits for the answer.
///
/// The answer is given exactly once: by the connection's thread, by its mailbox when the connection
/// is gone, or at once by a cancellation.
final class Exchange: Sendable {
  typealias Answer = Result<[RowSet], PostgresError>

  /// What is sent.
  enum Content: Sendable {
    /// Statements that share one implicit transaction unless they open one.
    case statements([BoundStatement])
    /// Several statements in one text, without parameters and rows.
    case script(name: String, sql: String)
  }

  let content: Content
  /// Whether it belongs into an open transaction, and is refused when there is none any more.
  let needsTransaction: Bool

  private struct State {
    var waiter: CheckedContinuation<Answer, Never>?
    var answer: Answer?
    var isCancelled = false
  }

  private let state = Mutex(State())

  init(_ content: Content, needsTransaction: Bool) {
    self.content = content
    self.needsTransaction = needsTransaction
  }

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Waits for the answer of an exchange that was posted.
  ///
  /// When the task is cancelled, it gets ``PostgresError/cancelled`` at once, and the thread has
  /// the server stop the statement.
  func answer(from mailbox: ConnectionMailbox) async throws(PostgresError) -> [RowSet] {
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { wait($0) }
    } onCancel: {
      state.withLock { $0.isCancelled = true }
      finish(.failure(.cancelled))
      mailbox.wake()
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
