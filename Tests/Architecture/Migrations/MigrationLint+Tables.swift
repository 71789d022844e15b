extension MigrationLint {
  /// Checks the columns of a new table, from behind its name.
  mutating func checkTable(_ cursor: SQLCursor) {
    var cursor = cursor
    guard cursor.rest.first == .symbol("("), let elements = cursor.parenthesized()?.listed else {
      return
    }
    let keys = Set(elements.flatMap(Self.keyColumns))
    for element in elements {
      guard !SQLCursor(element).isNext(oneOf: SQLColumn.tableConstraints),
        let column = SQLColumn(element)
      else { continue }
      checkType(column.type, isKey: Self.isKey(column) || keys.contains(column.name))
    }
  }

  /// The columns that a constraint of a table makes a key: its own, or that of another table.
  private static func keyColumns(_ element: [SQLToken]) -> [String] {
    var cursor = SQLCursor(element)
    if cursor.skip("constraint") { _ = cursor.identifier() }
    guard cursor.skip("primary", "key") || cursor.skip("foreign", "key"),
      let columns = cursor.parenthesized()
    else { return [] }
    return columns.listed.compactMap { part in
      var cursor = SQLCursor(part)
      return cursor.identifier()
    }
  }

  private static func isKey(_ column: SQLColumn) -> Bool {
    column.isPrimaryKey || column.isReference || column.isIdentity || column.name.hasSuffix("_id")
  }

  /// Checks the type of a column.
  mutating func checkType(_ type: [String], isKey: Bool) {
    switch type.first {
    case "varchar": found(.preferTextField)
    case "char", "character", "bpchar", "nchar", "national":
      found(type.contains("varying") ? .preferTextField : .banCharField)
    case "timestamp":
      if !type.contains("with") { found(.preferTimestampTZ) }
    case let word? where SQLColumn.serialTypes.contains(word): found(.preferIdentity)
    case "int", "integer", "int4":
      if isKey { found(.preferBigIntOverInt) }
    case "smallint", "int2":
      if isKey { found(.preferBigIntOverSmallInt) }
    default: break
    }
  }

  /// Checks what is changed about a table, from behind `ALTER TABLE`.
  mutating func checkAlterTable(_ cursor: SQLCursor) {
    var cursor = cursor
    cursor.skip("if", "exists")
    cursor.skip("only")
    guard let table = cursor.name() else { return }
    require(schemaOf: table)
    checkReferences(cursor)
    for action in cursor.rest.listed { checkAction(SQLCursor(action), on: table) }
  }

  private mutating func checkAction(_ cursor: SQLCursor, on table: SQLName) {
    var cursor = cursor
    let isOld = isOld(table)
    switch cursor.skip(oneOf: ["add", "alter", "drop", "rename", "set", "validate"]) {
    case "add":
      if cursor.isNext(oneOf: SQLColumn.tableConstraints) || cursor.isNext("not", "null") {
        checkConstraint(cursor, on: table)
      } else {
        cursor.skip("column")
        cursor.skip("if", "not", "exists")
        if let column = SQLColumn(cursor.rest) { checkAdded(column, isOld: isOld) }
      }
    case "alter": checkAltered(cursor, isOld: isOld)
    case "drop" where isOld && !cursor.isNext("constraint"): found(.banDropColumn)
    case "rename" where isOld && !cursor.isNext("constraint"):
      found(cursor.isNext("to") ? .renamingTable : .renamingColumn)
    case "set" where isOld && cursor.isNext("schema"): found(.renamingTable)
    case "validate":
      cursor.skip("constraint")
      let name = cursor.identifier() ?? ""
      if unchecked[table]?.contains(name) == true { found(.constraintMissingNotValid) }
    default: break
    }
  }

  private mutating func checkAdded(_ column: SQLColumn, isOld: Bool) {
    checkType(column.type, isKey: Self.isKey(column))
    guard isOld else { return }
    if column.isPrimaryKey {
      found(.addingSerialPrimaryKeyField)
    } else if column.isUnique {
      found(.disallowedUniqueConstraint)
    }
    if column.isSerial || column.isIdentity || column.isStored || column.hasVolatileDefault {
      found(.addingFieldWithDefault)
    } else if column.isNotNull, !column.hasDefault {
      found(.addingRequiredField)
    }
    if column.isReference { found(.addingForeignKeyConstraint) }
    if column.isChecked { found(.constraintMissingNotValid) }
  }

  private mutating func checkAltered(_ cursor: SQLCursor, isOld: Bool) {
    var cursor = cursor
    cursor.skip("column")
    guard let column = cursor.identifier() else { return }
    if cursor.skip("type") || cursor.skip("set", "data", "type") {
      let end = cursor.rest.firstIndex { $0 == .word("using") || $0 == .word("collate") }
      checkType(
        SQLColumn.words(ofType: cursor.rest[..<(end ?? cursor.rest.endIndex)]),
        isKey: column.hasSuffix("_id"))
      if isOld { found(.changingColumnType) }
    }
    guard isOld else { return }
    if cursor.isNext("set", "not", "null") { found(.addingNotNullableField) }
    if cursor.isNext("drop", "not", "null") { found(.banDropNotNull) }
  }

  private mutating func checkConstraint(_ cursor: SQLCursor, on table: SQLName) {
    guard isOld(table) else { return }
    var cursor = cursor
    let name = cursor.skip("constraint") ? cursor.identifier() : nil
    let words = cursor.rest.outermost
    let isUnchecked = words.has("not", "valid")
    if isUnchecked, let name { unchecked[table, default: []].insert(name) }
    switch cursor.skip(oneOf: ["primary", "unique", "check", "foreign", "exclude", "not"]) {
    case "primary" where !words.has("using", "index"): found(.addingSerialPrimaryKeyField)
    case "unique" where !words.has("using", "index"): found(.disallowedUniqueConstraint)
    // It cannot take an index that is there.
    case "exclude": found(.disallowedUniqueConstraint)
    case "check" where !isUnchecked: found(.constraintMissingNotValid)
    case "foreign" where !isUnchecked: found(.addingForeignKeyConstraint)
    case "not" where !isUnchecked: found(.addingNotNullableField)
    default: break
    }
  }
}
