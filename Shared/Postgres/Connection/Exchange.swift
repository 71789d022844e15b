internal import Synchronization

/// One round trip of a leased connection: what to send, and the task that waits for the answer.
///
/// The answer is given exactly once: by the connection's thread, by its mailbox when the connection
/// is gone, or at once by a cancellation.
final class Exchange: Sendable {
  /// What is sent.
  enum Content: Sendable {
    /// Statements that share one implicit transaction unless they open one.
    case statements([BoundStatement])
    /// Several statements in one text, without parameters and rows.
    case script(name: String, sql: String)
    case copy(name: String, CopyStep)
  }

  let content: Content
  /// Whether it belongs into an open transaction, and is refused when there is none any more.
  let needsTransaction: Bool
  /// What the task is told when the connection is lost before the answer came.
  let lossError: PostgresError

  private let reply = Reply()
  private let allResults = Mutex<[RowSet]>([])

  init(
    _ content: Content, needsTransaction: Bool = false, whenLost lossError: PostgresError
  ) {
    self.content = content
    self.needsTransaction = needsTransaction
    self.lossError = lossError
  }

  var isCancelled: Bool { reply.isCancelled }

  /// Whether it has its answer.
  var isAnswered: Bool { reply.isGiven }

  /// Has the server stop, as soon as its mailbox is woken, what nobody will wait for.
  func abandon() { reply.abandon() }

  /// Waits for the answer of an exchange that was posted: that to its last statement.
  ///
  /// When the task is cancelled, it gets ``PostgresError/cancelled`` at once, and the thread has
  /// the server stop the statement.
  func answer(from mailbox: ConnectionMailbox) async throws(PostgresError) -> RowSet {
    try await reply.rows { mailbox.wake() }
  }

  /// What came of each statement, once there is an answer.
  var results: [RowSet] { allResults.withLock { $0 } }

  /// Gives what came of the statements; a second answer is dropped.
  func finish(_ results: [RowSet]) {
    allResults.withLock { $0 = results }
    reply.finish(.success(results.last ?? RowSet()))
  }

  /// Tells why there is no answer, unless one was given.
  func fail(_ error: PostgresError) { reply.finish(.failure(error)) }
}
