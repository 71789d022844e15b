import Kernel
import Postgres
import TestSupport
import Testing

@Suite("Statements of a transaction that travel together")
struct PipelineTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  @Test("a command that nobody waits for is done before what follows, and with the commit")
  func enqueued() async throws {
    try await Fixture.withPool { pool in
      try await pool.withTransaction(scope) { transaction in
        try transaction.enqueue(InsertItem(item: "a"))
        #expect(try await transaction.execute(SelectItems()) == ["a"])
        try transaction.enqueue(InsertItem(item: "b"))
      }
      try await pool.withTransaction(scope) { try $0.enqueue(InsertItem(item: "c")) }
      #expect(try await pool.execute(SelectItems(), in: scope) == ["a", "b", "c"])
    }
  }

  @Test("a command that fails with the commit fails the transaction by its own name")
  func failingCommand() async throws {
    try await Fixture.withPool { pool async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try transaction.enqueue(InsertItem(item: "a"))
          try transaction.enqueue(AddAmount(item: "a", amount: -1))
          try transaction.enqueue(InsertItem(item: "b"))
        }
      }
      #expect(error?.constraint == "item_amount_check")
      #expect(error?.serverError?.statement == "AddAmount")
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("a command that fails with the next statement fails that, and all that comes after")
  func failingBeforeStatement() async throws {
    try await Fixture.withPool { pool async throws in
      var later: PostgresError?
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try transaction.enqueue(InsertItem(item: "a", amount: -1))
          do {
            _ = try await transaction.execute(SelectItems())
          } catch {
            later = error as? PostgresError
            try transaction.enqueue(InsertItem(item: "b"))
          }
        }
      }
      #expect(error?.serverError == later?.serverError)
      #expect(error?.serverError?.statement == "InsertItem")
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("a command inside a savepoint is undone with it, sent or not")
  func savepoint() async throws {
    try await Fixture.withPool { pool in
      try await pool.withTransaction(scope) { transaction in
        try transaction.enqueue(InsertItem(item: "before"))
        try? await transaction.withSavepoint {
          try transaction.enqueue(InsertItem(item: "not sent"))
          throw CancellationError()
        }
        let error = await #expect(throws: PostgresError.self) {
          try await transaction.withSavepoint {
            try transaction.enqueue(InsertItem(item: "sent"))
            try transaction.enqueue(InsertItem(item: "before"))
          }
        }
        #expect(error?.constraint == "item_pkey")
        try await transaction.withSavepoint { try transaction.enqueue(InsertItem(item: "kept")) }
        try transaction.enqueue(InsertItem(item: "after"))
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == ["after", "before", "kept"])
    }
  }

  @Test("a copy and a stream come after the commands before them")
  func copyAndStream() async throws {
    try await Fixture.withPool { pool in
      try await pool.withTransaction(scope) { transaction in
        try transaction.enqueue(InsertItem(item: "a"))
        var items: [String] = []
        for try await item in transaction.stream(SelectItems()) { items.append(item) }
        #expect(items == ["a"])
        try transaction.enqueue(InsertItem(item: "b"))
        var bytes: [UInt8] = []
        let sql = "COPY (SELECT item_id FROM sample.item ORDER BY item_id) TO STDOUT"
        for try await piece in transaction.copy(out: sql, name: "CopyItems") { bytes += piece }
        #expect(String(decoding: bytes, as: UTF8.self) == "a\nb\n")
      }
    }
  }

  @Test("statements of one round trip run in their order, and each has its own rows")
  func together() async throws {
    try await Fixture.withPool { pool in
      try await pool.run(InsertItem(item: "a", amount: 4), in: scope)
      let (before, _, after, items) = try await pool.withTransaction(scope) { transaction in
        try transaction.enqueue(AddAmount(item: "a", amount: 1))
        return try await transaction.execute(
          SumAmounts(), InsertItem(item: "b", amount: 5), SumAmounts(), SelectItems())
      }
      #expect(before == [5])
      #expect(after == [10])
      #expect(items == ["a", "b"])
    }
  }

  @Test("when one of several statements fails, the error names it")
  func failureAmongSeveral() async throws {
    try await Fixture.withPool { pool async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          _ = try await transaction.execute(
            SumAmounts(), InsertItem(item: "b", amount: -5), SelectItems())
        }
      }
      #expect(error?.serverError?.statement == "InsertItem")
      #expect(try await pool.first(SumAmounts(), in: scope) == 0)
    }
  }
}
