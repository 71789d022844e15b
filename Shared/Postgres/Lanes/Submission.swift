internal import Kernel
internal import Synchronization

/// A single statement on its way through a lane.
final class Submission: Sendable {
  let statement: BoundStatement
  let scope: TransactionScope
  /// When it has waited too long for a lane.
  let deadline: MonotonicTime
  let reply = Reply()
  private let repeated = Atomic(false)

  init(
    statement: BoundStatement, scope: TransactionScope, deadline: MonotonicTime
  ) {
    self.statement = statement
    self.scope = scope
    self.deadline = deadline
  }

  /// Notes that it was sent on a connection that was lost, and is to be sent again.
  ///
  /// - Returns: `false` when that was so before; once is enough.
  func noteRepetition() -> Bool {
    !repeated.exchange(true, ordering: .relaxed)
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
