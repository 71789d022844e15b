import Postgres

/// Finds what a migration must not do while older releases run beside it.
///
/// A service is migrated while its old instances serve. So a step must not wait for long with a
/// lock on a table, must not fail because of rows that are there, and must not take away what the
/// old release reads. The rules have the names that the linter squawk gives them, where it has
/// them. Rules about locks, rows and old releases concern tables that were there before the
/// migration; those about types and names concern all.
///
/// An exception stands in the migration, in a comment of the statement:
/// `-- squawk-ignore rule-name: reason`.
struct MigrationLint {
  /// What a rule has against a statement.
  struct Finding: Hashable, CustomStringConvertible {
    var rule: Rule
    var version: Int
    /// The statement, as written.
    var statement: String

    var description: String { "version \(version), \(rule.rawValue): \(statement)" }
  }

  /// What is asked of a migration.
  enum Rule: String, CaseIterable, Hashable {
    /// A new column that is NOT NULL needs a default for the rows that are there.
    case addingRequiredField = "adding-required-field"
    /// SET NOT NULL reads the whole table under a lock.
    case addingNotNullableField = "adding-not-nullable-field"
    /// A default that differs from row to row, an identity or a stored value writes every row.
    case addingFieldWithDefault = "adding-field-with-default"
    /// A new key to another table is NOT VALID first; a later migration validates it.
    case addingForeignKeyConstraint = "adding-foreign-key-constraint"
    /// A new check is NOT VALID first; a later migration validates it.
    case constraintMissingNotValid = "constraint-missing-not-valid"
    /// A new primary key builds its index under a lock; it takes one that is there (USING INDEX).
    case addingSerialPrimaryKeyField = "adding-serial-primary-key-field"
    /// A new unique constraint takes an index that is there (USING INDEX).
    case disallowedUniqueConstraint = "disallowed-unique-constraint"
    /// Old releases read the column as it is, and every row may have to be written.
    case changingColumnType = "changing-column-type"
    /// Old releases use the name.
    case renamingColumn = "renaming-column"
    /// Old releases use the name.
    case renamingTable = "renaming-table"
    /// Old releases use the column.
    case banDropColumn = "ban-drop-column"
    /// Old releases use the table.
    case banDropTable = "ban-drop-table"
    /// A database is not a service's to drop.
    case banDropDatabase = "ban-drop-database"
    /// Old releases cannot read NULL.
    case banDropNotNull = "ban-drop-not-null"
    /// It empties tables that the statement does not name.
    case banTruncateCascade = "ban-truncate-cascade"
    /// An index of a table that was there is made CONCURRENTLY.
    case requireConcurrentIndexCreation = "require-concurrent-index-creation"
    /// An index that was there is dropped CONCURRENTLY.
    case requireConcurrentIndexDeletion = "require-concurrent-index-deletion"
    /// CONCURRENTLY needs `-- no transaction` as the first line.
    case banConcurrentIndexCreationInTransaction = "ban-concurrent-index-creation-in-transaction"
    /// The migrator begins and commits.
    case transactionNesting = "transaction-nesting"
    /// Without a transaction, a migration is one statement: else a half of it may be left.
    case oneStatementWithoutTransaction = "one-statement-without-transaction"
    /// What drops an index without a transaction can be repeated: IF EXISTS.
    case preferRobustStatements = "prefer-robust-stmts"
    /// The migrator sets the time limits; a migration leaves them alone.
    case requireTimeoutSettings = "require-timeout-settings"
    /// The constraint of a domain cannot be added NOT VALID and hides from the table.
    case banCreateDomainWithConstraint = "ban-create-domain-with-constraint"
    /// It checks every table that uses the domain, under a lock.
    case banAlterDomainWithAddConstraint = "ban-alter-domain-with-add-constraint"
    /// `char(n)` pads with spaces; `text` does not.
    case banCharField = "ban-char-field"
    /// `text` with a check, whose limit can be changed without a lock.
    case preferTextField = "prefer-text-field"
    /// An instant is `timestamptz`.
    case preferTimestampTZ = "prefer-timestamp-tz"
    /// An identity belongs to its column, a serial's sequence does not.
    case preferIdentity = "prefer-identity"
    /// A key or identity is `bigint`; other numbers may be `integer`.
    case preferBigIntOverInt = "prefer-bigint-over-int"
    /// As ``preferBigIntOverInt``, for `smallint`.
    case preferBigIntOverSmallInt = "prefer-bigint-over-smallint"
    /// The search path is empty, so that names carry their schema.
    case requireTableSchema = "require-table-schema"
    /// PostgreSQL cuts a name after 63 bytes, and says so to nobody who listens.
    case identifierTooLong = "identifier-too-long"
    /// The rules do not see into blocks of PL/pgSQL; those grant and revoke only.
    case banSchemaChangeInBlock = "ban-schema-change-in-block"
    /// An exception names a rule and gives a reason.
    case ignoreNeedsReason = "ignore-needs-reason"
    /// An exception of which there is no use hides what comes later.
    case unusedIgnore = "unused-ignore"
    /// The script cannot be read.
    case syntaxError = "syntax-error"
  }

  /// Finds what is against the rules, in the order of the migrations and their statements.
  static func findings(in migrations: [Migration]) -> [Finding] {
    migrations.flatMap { migration in
      do throws(SQLScanError) {
        let script = try SQLScanner.scan(migration.sql)
        var lint = MigrationLint(migration)
        for (index, statement) in script.statements.enumerated() {
          lint.read(statement, isFirst: index == 0)
        }
        lint.apply(MigrationException.all(in: script.trailing), to: [], script.trailing.last ?? "")
        return lint.findings
      } catch {
        return [Finding(rule: .syntaxError, version: migration.version, statement: "\(error)")]
      }
    }
  }

  private let migration: Migration
  private var findings: [Finding] = []
  /// The rules that the statement breaks which is read now.
  private var broken: [Rule] = []
  /// The tables that this migration made.
  private(set) var tables: Set<SQLName> = []
  /// The indexes that this migration made.
  var indexes: Set<SQLName> = []
  /// The constraints that this migration added without a look at the rows, by table.
  var unchecked: [SQLName: Set<String>] = [:]

  private init(_ migration: Migration) { self.migration = migration }

  /// Whether the migration is one transaction.
  var runsInTransaction: Bool { migration.runsInTransaction }

  /// Notes that the statement breaks a rule.
  mutating func found(_ rule: Rule) {
    if !broken.contains(rule) { broken.append(rule) }
  }

  /// Notes a table of this migration.
  mutating func created(_ table: SQLName) { tables.insert(table) }

  /// Whether a table was there before the migration.
  func isOld(_ table: SQLName) -> Bool { !tables.contains(table) }

  private mutating func read(_ statement: SQLStatement, isFirst: Bool) {
    broken = []
    if !isFirst, !runsInTransaction { found(.oneStatementWithoutTransaction) }
    check(statement)
    apply(MigrationException.all(in: statement.comments), to: broken, statement.text)
  }

  /// Adds what the exceptions of a statement do not permit.
  private mutating func apply(
    _ exceptions: [MigrationException], to broken: [Rule], _ statement: String
  ) {
    func add(_ rule: Rule) {
      findings.append(
        Finding(rule: rule, version: migration.version, statement: statement))
    }
    for exception in exceptions where exception.reason.isEmpty || exception.rule == nil {
      add(.ignoreNeedsReason)
    }
    let permitted = Set(exceptions.filter { !$0.reason.isEmpty }.compactMap(\.rule))
    for rule in broken where !permitted.contains(rule) { add(rule) }
    for _ in permitted.subtracting(broken) { add(.unusedIgnore) }
  }
}

/// A comment that permits what a rule forbids.
struct MigrationException: Hashable {
  /// The rule; `nil` when there is none of the name.
  var rule: MigrationLint.Rule?
  var reason: String

  private static var mark: String { "squawk-ignore" }

  /// The exceptions among comments.
  static func all(in comments: [String]) -> [MigrationException] {
    comments.filter { $0.hasPrefix(mark) }.map { comment in
      let parts = comment.dropFirst(mark.count).split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts.first.map { $0.filter { !$0.isWhitespace } } ?? ""
      let reason = parts.count > 1 ? String(parts[1].drop(while: \.isWhitespace)) : ""
      return MigrationException(rule: MigrationLint.Rule(rawValue: name), reason: reason)
    }
  }
}
