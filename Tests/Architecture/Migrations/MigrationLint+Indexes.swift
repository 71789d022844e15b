extension MigrationLint {
  /// Checks a new index, from behind `CREATE`.
  mutating func checkCreateIndex(_ cursor: SQLCursor) {
    var cursor = cursor
    cursor.skip("unique")
    cursor.skip("index")
    let isConcurrent = cursor.skip("concurrently")
    cursor.skip("if", "not", "exists")
    let name = cursor.isNext("on") ? nil : cursor.identifier()
    cursor.skip("on")
    cursor.skip("only")
    guard let table = cursor.name() else { return }
    require(schemaOf: table)
    if let name { indexes.insert(SQLName(schema: table.schema, name: name)) }
    if isConcurrent {
      if runsInTransaction { found(.banConcurrentIndexCreationInTransaction) }
    } else if isOld(table) {
      found(.requireConcurrentIndexCreation)
    }
  }

  /// Checks indexes that go, from behind `DROP INDEX`.
  mutating func checkDropIndex(_ cursor: SQLCursor) {
    var cursor = cursor
    let isConcurrent = cursor.skip("concurrently")
    let isRobust = cursor.skip("if", "exists")
    let names = cursor.names()
    for name in names { require(schemaOf: name) }
    if isConcurrent {
      if runsInTransaction { found(.banConcurrentIndexCreationInTransaction) }
    } else if names.contains(where: { !indexes.contains($0) }) {
      found(.requireConcurrentIndexDeletion)
    }
    if !runsInTransaction, !isRobust { found(.preferRobustStatements) }
  }

  /// Checks indexes that are built again, from behind `REINDEX`.
  mutating func checkReindex(_ cursor: SQLCursor) {
    if !cursor.rest.contains(.word("concurrently")) {
      found(.requireConcurrentIndexCreation)
    } else if runsInTransaction {
      found(.banConcurrentIndexCreationInTransaction)
    }
  }
}
