extension Transaction {
  /// About how many bytes of rows are sent at a time.
  static var writeBytes: Int { 65_536 }

  /// Writes rows, as many as come, with COPY.
  ///
  /// The sequence is asked for more rows when those before are on their way, so memory stays flat.
  ///
  /// - Returns: How many rows were written.
  /// - Throws: ``PostgresError``, or what the sequence throws; then the transaction has failed.
  @discardableResult
  package func copy<Rows: AsyncSequence>(
    _ rows: Rows
  ) async throws -> Int where Rows.Element: CopyRow {
    let name = Rows.Element.name
    try await beginCopy(sql: Rows.Element.sql, name: name)
    var encoder = CopyEncoder()
    do {
      for try await row in rows {
        encoder.append(row)
        if encoder.bytes.count >= Self.writeBytes {
          try await perform(.write(encoder.take()), name)
        }
      }
    } catch {
      // The server fails the transaction, so that nothing of it is ever committed.
      _ = try? await perform(.abandon, name)
      throw error
    }
    encoder.end()
    try await perform(.write(encoder.take()), name)
    let count = try await perform(.finish, name).affectedRows
    try endCopy()
    return count
  }

  /// Writes the rows of a sequence with COPY.
  ///
  /// - Returns: How many rows were written.
  @discardableResult
  package func copy<Rows: Sequence & Sendable>(
    _ rows: Rows
  ) async throws -> Int where Rows.Element: CopyRow {
    try await copy(AsyncRows(rows: rows))
  }

  /// What `COPY (SELECT …) TO STDOUT` writes, in pieces of about 64 KiB.
  ///
  /// The server waits while nobody asks for the next piece. COPY has no parameters; what is in the
  /// scope of the transaction is what row-level security shows.
  package func copy(out sql: String, name: String) -> CopiedBytes {
    CopiedBytes(transaction: self, sql: sql, name: name)
  }
}

/// The bytes that a COPY writes; read them to their end before the transaction goes on.
package struct CopiedBytes: AsyncSequence {
  let transaction: Transaction
  let sql: String
  let name: String

  package func makeAsyncIterator() -> Iterator {
    Iterator(transaction: transaction, sql: sql, name: name)
  }

  package struct Iterator: AsyncIteratorProtocol {
    let transaction: Transaction
    let sql: String
    let name: String
    private var isBegun = false

    init(transaction: Transaction, sql: String, name: String) {
      self.transaction = transaction
      self.sql = sql
      self.name = name
    }

    package mutating func next() async throws(PostgresError) -> [UInt8]? {
      if !isBegun {
        isBegun = true
        try await transaction.beginCopy(sql: sql, name: name)
      }
      let bytes = try await transaction.perform(.read, name).bytes
      guard bytes.isEmpty else { return bytes }
      try transaction.endCopy()
      return nil
    }
  }
}

/// A sequence that never has to be waited for.
private struct AsyncRows<Rows: Sequence & Sendable>: AsyncSequence {
  let rows: Rows

  func makeAsyncIterator() -> Iterator { Iterator(rows: rows.makeIterator()) }

  struct Iterator: AsyncIteratorProtocol {
    var rows: Rows.Iterator

    mutating func next() async -> Rows.Element? { rows.next() }
  }
}
