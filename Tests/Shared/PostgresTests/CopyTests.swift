import Kernel
import Postgres
import TestSupport
import Testing

/// Where imported rows stand before they become items: PostgreSQL refuses COPY into a table with
/// row-level security.
private struct CreateImport: Statement {
  static let sql = """
    CREATE TEMPORARY TABLE item_import (
      organization_id text NOT NULL, item_id text NOT NULL, amount bigint NOT NULL,
      CONSTRAINT item_import_amount_check CHECK (amount >= 0)
    ) ON COMMIT DROP
    """

  func bind(to bindings: inout Bindings) {}
}

/// Makes every row of the import take a while.
private struct SlowImport: Statement {
  static let sql = """
    ALTER TABLE pg_temp.item_import ADD COLUMN slow text DEFAULT pg_sleep(0.01)::text
    """

  func bind(to bindings: inout Bindings) {}
}

private struct InsertImported: Statement {
  static let sql = """
    INSERT INTO sample.item (organization_id, item_id, amount)
    SELECT organization_id, item_id, amount FROM pg_temp.item_import
    """

  func bind(to bindings: inout Bindings) {}
}

private struct ItemRow: CopyRow {
  static let sql = """
    COPY pg_temp.item_import (organization_id, item_id, amount) FROM STDIN (FORMAT binary)
    """

  var item: String
  var amount: Int64

  func bind(to bindings: inout Bindings) {
    bindings.append(Fixture.organization)
    bindings.append(item)
    bindings.append(amount)
  }
}

private struct CopyOut: Statement {
  static let sql = "COPY (SELECT 1) TO STDOUT"

  func bind(to bindings: inout Bindings) {}
}

/// More than is read in one piece.
private enum LongCopy {
  static let sql = "COPY (SELECT generate_series(1, 100000)) TO STDOUT"
}

private struct SelectAmounts: Query {
  static let sql = "SELECT item_id, amount FROM sample.item WHERE amount >= $1 ORDER BY amount"

  var amountMin: Int64

  func bind(to bindings: inout Bindings) { bindings.append(amountMin) }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (item: String, amount: Int64) {
    (try row.read(), try row.read())
  }
}

private struct Interruption: Error {}

@Suite("Transaction COPY and streams", .timeLimit(.minutes(2)))
struct CopyTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  private func rows(_ count: Int) -> [ItemRow] {
    (0..<count).map { ItemRow(item: "item \($0)", amount: Int64($0)) }
  }

  private func importItems(_ rows: [ItemRow], _ transaction: Transaction) async throws -> Int {
    try await transaction.run(CreateImport())
    let count = try await transaction.copy(rows)
    #expect(try await transaction.run(InsertImported()) == count)
    return count
  }

  @Test("rows are written with COPY, none of them too", arguments: [0, 1, 20_000])
  func writes(count: Int) async throws {
    try await Fixture.withPool { pool async throws in
      let written = try await pool.withTransaction(scope) { transaction in
        let written = try await importItems(rows(count), transaction)
        try await transaction.run(InsertItem(item: "after", amount: 1))
        return written
      }
      #expect(written == count)
      #expect(
        try await pool.first(SumAmounts(), in: scope) == Int64(count * (count - 1) / 2 + 1))
    }
  }

  @Test("a row that the server refuses fails the transaction and names the constraint")
  func refused() async throws {
    try await Fixture.withPool(limits: Fixture.limits(connectionsMax: 1, waitersMax: 1)) {
      pool async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try await importItems(rows(10_000) + [ItemRow(item: "bad", amount: -1)], transaction)
        }
      }
      #expect(error?.constraint == "item_import_amount_check")
      #expect(try await pool.leased(SumAmounts(), in: scope) == [0])
    }
  }

  @Test("rows that fail to come leave nothing, and the connection goes on")
  func interrupted() async throws {
    try await Fixture.withPool(limits: Fixture.limits(connectionsMax: 1, waitersMax: 1)) {
      pool async throws in
      let process = try await pool.leased(SelectProcess(), in: scope)
      await #expect(throws: Interruption.self) {
        try await pool.withTransaction(scope) { transaction in
          let stream = AsyncThrowingStream<ItemRow, any Error> { continuation in
            for row in rows(5_000) { continuation.yield(row) }
            continuation.finish(throwing: Interruption())
          }
          try await transaction.run(CreateImport())
          try await transaction.copy(stream)
        }
      }
      #expect(try await pool.leased(SumAmounts(), in: scope) == [0])
      #expect(try await pool.leased(SelectProcess(), in: scope) == process)
    }
  }

  @Test("a failure of the rows cannot be swallowed")
  func swallowed() async throws {
    try await Fixture.withPool { pool async throws in
      await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          let stream = AsyncThrowingStream<ItemRow, any Error> { continuation in
            continuation.yield(ItemRow(item: "a", amount: 1))
            continuation.finish(throwing: Interruption())
          }
          try await transaction.run(CreateImport())
          _ = try? await transaction.copy(stream)
        }
      }
      #expect(try await pool.first(SumAmounts(), in: scope) == 0)
    }
  }

  @Test("rows are asked for only as fast as the server takes them")
  func backPressure() async throws {
    try await Fixture.withPool { pool async throws in
      let counter = Counter()
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await #expect(throws: CancellationError.self) {
            try await pool.withTransaction(scope) { transaction in
              try await transaction.run(CreateImport())
              try await transaction.run(SlowImport())
              let stream = AsyncStream(unfolding: { () -> ItemRow? in
                await counter.increment()
                let count = await counter.count
                return count > 2_000_000 ? nil : ItemRow(item: "item \(count)", amount: 0)
              })
              try await transaction.copy(stream)
            }
          }
        }
        // Until nothing more is asked for, for half a minute at most.
        var last = 0
        for _ in 0..<100 {
          try? await Task.sleep(for: .milliseconds(300))
          let count = await counter.count
          if count > 1_000, count == last { break }
          last = count
        }
        #expect((1_001..<1_000_000).contains(last))
        group.cancelAll()
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("what COPY writes comes in pieces, and the transaction goes on behind them")
  func reads() async throws {
    try await Fixture.withPool { pool async throws in
      try await pool.withTransaction(scope) { try await importItems(rows(20_000), $0) }
      let (pieces, text) = try await pool.withTransaction(scope, readOnly: true) { transaction in
        var pieces = 0
        var bytes: [UInt8] = []
        let sql = "COPY (SELECT item_id, amount FROM sample.item ORDER BY amount) TO STDOUT"
        for try await piece in transaction.copy(out: sql, name: "ExportItems") {
          pieces += 1
          bytes += piece
        }
        #expect(try await transaction.first(SumAmounts()) == 199_990_000)
        return (pieces, String(decoding: bytes, as: UTF8.self))
      }
      #expect(pieces > 1)
      #expect(text == rows(20_000).map { "\($0.item)\t\($0.amount)\n" }.joined())
    }
  }

  @Test("a COPY that the server refuses to write is reported")
  func refusedRead() async throws {
    try await Fixture.withPool { pool async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          for try await _ in transaction.copy(out: "COPY sample.none TO STDOUT", name: "None") {}
        }
      }
      #expect(error?.sqlState == "42P01")
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("bytes that nobody reads to the end do not spoil the connection for others")
  func abandonedRead() async throws {
    try await Fixture.withPool(limits: Fixture.limits(connectionsMax: 1, waitersMax: 1)) {
      pool async throws in
      try await pool.withTransaction(scope) { try await importItems(rows(20_000), $0) }
      await #expect(throws: Interruption.self) {
        try await pool.withTransaction(scope) { transaction in
          for try await _ in transaction.copy(out: "COPY sample.item TO STDOUT", name: "Items") {
            throw Interruption()
          }
        }
      }
      #expect(try await pool.leased(SumAmounts(), in: scope) == [199_990_000])
    }
  }

  @Test(
    "a stream gives all rows in order, however many are made at a time", arguments: [1, 7, 1_000])
  func streams(bufferedRows: Int) async throws {
    try await Fixture.withPool { pool async throws in
      try await pool.withTransaction(scope) { try await importItems(rows(2_000), $0) }
      for amountMin in [0, 1_000, 1_999, 2_000] {
        let amounts = try await pool.withTransaction(scope, readOnly: true) { transaction in
          var amounts: [Int64] = []
          let stream = transaction.stream(
            SelectAmounts(amountMin: Int64(amountMin)), bufferedRows: bufferedRows)
          for try await row in stream {
            #expect(row.item == "item \(row.amount)")
            amounts.append(row.amount)
          }
          return amounts
        }
        #expect(amounts == (amountMin..<2_000).map(Int64.init))
      }
    }
  }

  @Test("two streams and a statement share a transaction")
  func interleaved() async throws {
    try await Fixture.withPool { pool async throws in
      try await pool.withTransaction(scope) { try await importItems(rows(100), $0) }
      try await pool.withTransaction(scope) { transaction async throws in
        var one = transaction.stream(SelectAmounts(amountMin: 0), bufferedRows: 3)
          .makeAsyncIterator()
        var other = transaction.stream(SelectAmounts(amountMin: 50), bufferedRows: 2)
          .makeAsyncIterator()
        for round in 0..<50 {
          #expect(try await one.next()?.amount == Int64(round))
          #expect(try await transaction.first(SelectProcess()) != nil)
          #expect(try await other.next()?.amount == Int64(round + 50))
        }
        #expect(try await other.next() == nil)
      }
    }
  }

  @Test("a COPY may take longer than a statement, and what follows may not")
  func slowRows() async throws {
    var limits = TestDatabase.limits
    limits.statementTimeout = .milliseconds(300)
    try await Fixture.withPool(limits: limits) { pool in
      let rows = AsyncStream<ItemRow> { continuation in
        continuation.yield(ItemRow(item: "a", amount: 1))
        continuation.yield(ItemRow(item: "b", amount: 2))
        continuation.finish()
      }.map { row in
        try await Task.sleep(for: .milliseconds(300))
        return row
      }
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try transaction.enqueue(CreateImport())
          #expect(try await transaction.copy(rows) == 2)
          try await transaction.run(SleepLong())
        }
      }
      #expect(error?.sqlState == "57014")
    }
  }

  @Test("a statement in the middle of a COPY is refused, and nothing is committed")
  func statementInside() async throws {
    try await Fixture.withPool { pool async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try transaction.enqueue(InsertItem(item: "a"))
          for try await _ in transaction.copy(out: LongCopy.sql, name: "LongCopy") {
            _ = try await transaction.execute(SelectItems())
          }
        }
      }
      #expect(error?.sqlState == "25000")
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("a transaction that leaves a COPY open is certainly not committed")
  func leftOpen() async throws {
    try await Fixture.withPool { pool async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try transaction.enqueue(InsertItem(item: "a"))
          for try await _ in transaction.copy(out: LongCopy.sql, name: "LongCopy") {
            break
          }
        }
      }
      #expect(error?.sqlState == "25000")
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("commands that come up while rows are made are sent behind the COPY")
  func commandsInside() async throws {
    try await Fixture.withPool { pool in
      try await pool.withTransaction(scope) { transaction in
        try transaction.enqueue(CreateImport())
        let rows = AsyncStream<Int64> { continuation in
          for amount in 0..<3 as Range<Int64> { continuation.yield(amount) }
          continuation.finish()
        }.map { amount in
          try transaction.enqueue(InsertItem(item: "item \(amount)"))
          return ItemRow(item: "row \(amount)", amount: amount)
        }
        try await transaction.copy(rows)
        try transaction.enqueue(InsertImported())
      }
      #expect(try await pool.execute(SelectItems(), in: scope).count == 6)
    }
  }

  @Test("a single statement that is a COPY fails, and the next one is served")
  func singleStatement() async throws {
    try await Fixture.withPool { pool async throws in
      await #expect(throws: PostgresError.self) { try await pool.run(CopyOut(), in: scope) }
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }
}
