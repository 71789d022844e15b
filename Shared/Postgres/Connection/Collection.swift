extension OpenConnection {
  /// A result that is due, for the statement at an index.
  struct Expectation {
    let index: Int
    /// Whether it tells that the statement is prepared.
    var isPreparation = false
  }

  /// Puts the results up to one sync in order.
  struct Collection {
    enum Step {
      case more
      case finished
      case lost
    }

    private let expectations: [Expectation]
    private let statements: [BoundStatement]
    private var count = 0
    private var rows: [RowSet] = []
    private var failure: (error: ServerError, index: Int)?

    /// How many statements were prepared, also when a later one failed.
    private(set) var preparedCount = 0

    /// Whether a prepared statement no longer fits the tables, or is gone.
    var hasStalePlan: Bool { failure?.error.isStalePlan ?? false }

    /// Whether nothing was done that must not be done twice.
    var isRepeatable: Bool {
      statements.allSatisfy { $0.isSafeToRepeat || $0.name == TransactionFrame.scopeName }
    }

    /// Whether the last statement was to commit a transaction.
    var endsWithCommit: Bool { statements.last?.name == TransactionFrame.commit.name }

    init(expectations: [Expectation], statements: [BoundStatement]) {
      self.expectations = expectations
      self.statements = statements
      rows.reserveCapacity(statements.count)
    }

    var outcome: Outcome {
      failure.map { .refused($0.error, index: $0.index) } ?? .rows(rows)
    }

    mutating func add(_ result: borrowing ResultHandle) -> Step {
      switch result.kind {
      case .sync: return .finished
      // Without somebody who reads or writes its rows a COPY would never end.
      case .copy: return .lost
      case .aborted: break
      case .rows:
        guard count < expectations.count else { break }
        if expectations[count].isPreparation {
          preparedCount += 1
        } else {
          rows.append(result.copyRows())
        }
      case .failed:
        // A failure behind the last statement is one of the commit.
        let index = min(
          count < expectations.count ? expectations[count].index : .max,
          statements.count - 1)
        guard let error = result.serverError(statement: statements[index].name), !result.isFatal
        else { return .lost }
        if failure == nil { failure = (error, index) }
      }
      count += 1
      return .more
    }
  }
}
