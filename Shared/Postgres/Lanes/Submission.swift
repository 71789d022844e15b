/// A single statement on its way through a lane.
final class Submission: Sendable {
  let statement: BoundStatement
  let scope: TransactionScope
  /// When it has waited too long for a lane.
  let deadline: ContinuousClock.Instant
  /// Whether it was sent before, on a connection that was lost.
  let isRepeated: Bool
  let reply: Reply

  init(
    statement: BoundStatement, scope: TransactionScope, deadline: ContinuousClock.Instant
  ) {
    self.statement = statement
    self.scope = scope
    self.deadline = deadline
    isRepeated = false
    reply = Reply()
  }

  /// The statement of another submission, once more.
  init(repeating other: Submission) {
    statement = other.statement
    scope = other.scope
    deadline = other.deadline
    isRepeated = true
    reply = other.reply
  }
}

extension [Submission] {
  /// The statements of one implicit transaction, and where in it the answers stand.
  ///
  /// The scope is set wherever it changes; so it costs no round trip.
  func framed() -> (statements: [BoundStatement], indices: [Int]) {
    var statements: [BoundStatement] = []
    var indices: [Int] = []
    statements.reserveCapacity(count + 1)
    indices.reserveCapacity(count)
    var scope: TransactionScope?
    for submission in self {
      if submission.scope != scope {
        statements.append(TransactionFrame.setScope(submission.scope))
        scope = submission.scope
      }
      indices.append(statements.count)
      statements.append(submission.statement)
    }
    return (statements, indices)
  }
}
