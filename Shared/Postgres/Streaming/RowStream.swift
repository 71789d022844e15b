extension Transaction {
  /// Runs a query whose rows are read while they come, as many as there are.
  ///
  /// The server makes `bufferedRows` rows at a time; while those are read, it makes the next, and
  /// those after them. So memory stays flat, and the server waits while nobody asks for more.
  package func stream<Q: Query>(_ query: Q, bufferedRows: Int = 1_000) -> RowStream<Q> {
    precondition(bufferedRows >= 1, "a buffer holds a row")
    return RowStream(transaction: self, query: query, bufferedRows: bufferedRows)
  }
}

/// The rows of a query, in a cursor of a transaction; not used after the transaction.
package struct RowStream<Q: Query>: AsyncSequence {
  let transaction: Transaction
  let query: Q
  let bufferedRows: Int

  package func makeAsyncIterator() -> Iterator {
    Iterator(transaction: transaction, query: query, bufferedRows: bufferedRows)
  }

  package struct Iterator: AsyncIteratorProtocol {
    let transaction: Transaction
    private let query: Q
    private let bufferedRows: Int
    private let cursor: String
    private var isOpen = false
    /// Whether a whole batch was read.
    private var isReading = false
    private var failure: PostgresError?
    /// What the server makes while the rows before are read.
    private var coming: [Exchange] = []
    var rows = RowReader(RowSet())

    /// With two the server need not wait until somebody has taken one to begin the next.
    private static var batchesAheadMax: Int { 2 }

    init(transaction: Transaction, query: Q, bufferedRows: Int) {
      self.transaction = transaction
      self.query = query
      self.bufferedRows = bufferedRows
      cursor = transaction.makeName(of: "cursor")
    }

    package mutating func next() async throws(PostgresError) -> Q.Row? {
      if !rows.advance() {
        guard try await fetchRows() else { return nil }
      }
      do throws(RowDecodingError) {
        let row = try Q.decode(&rows)
        try rows.checkFinished()
        return row
      } catch {
        throw transaction.fail(.decoding(statement: Q.name, error: error))
      }
    }

    /// Goes to the first row of the next batch; `false` when there is none.
    mutating func fetchRows() async throws(PostgresError) -> Bool {
      if let failure { throw failure }
      do throws(PostgresError) {
        try await takeBatch()
      } catch {
        // Going on would leave rows out.
        coming = []
        failure = error
        throw error
      }
      return rows.advance()
    }

    private mutating func takeBatch() async throws(PostgresError) {
      if !isOpen {
        isOpen = true
        coming = [try transaction.post(ahead: [declaration, fetch])]
      }
      guard !coming.isEmpty else { return rows = RowReader(RowSet()) }
      let batch = try await transaction.answer(to: coming.removeFirst())
      if batch.rowCount == bufferedRows {
        // Who has read one batch may stop there; who has read two will rather go on.
        let aheadCount = isReading ? Self.batchesAheadMax : 1
        while coming.count < aheadCount { coming.append(try transaction.post(ahead: [fetch])) }
        isReading = true
      } else {
        // Fewer rows than asked for are the last ones; what follows them is empty.
        coming = []
      }
      rows = RowReader(batch)
    }

    private var declaration: BoundStatement {
      var bindings = Bindings()
      query.bind(to: &bindings)
      return .unprepared(
        Q.name, "DECLARE \(cursor) NO SCROLL CURSOR FOR \(Q.sql)", bindings)
    }

    private var fetch: BoundStatement {
      .unprepared(Q.name, "FETCH FORWARD \(bufferedRows) FROM \(cursor)")
    }
  }
}
