/// A migration that was applied.
struct AppliedMigration: Hashable, Sendable {
  var version: Int
  var checksum: String
}

/// Reads whether the table of applied migrations exists.
struct SelectMigrationTable: SchemaQuery {
  static func sql(schema: SchemaName) -> String {
    "SELECT to_regclass('\(schema).schema_migration') IS NOT NULL"
  }

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

/// Reads what was applied, oldest first.
struct SelectMigrations: SchemaQuery {
  static func sql(schema: SchemaName) -> String {
    "SELECT version, checksum FROM \(schema).schema_migration ORDER BY version"
  }

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> AppliedMigration {
    AppliedMigration(version: try row.read(), checksum: try row.read())
  }
}

/// Takes the lock that only one migration of a schema can have, until the connection ends; `false`
/// when another one has it.
///
/// It does not wait: a statement that waits keeps its snapshot, and an index that is made
/// concurrently waits for all snapshots.
struct TryLockMigrations: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    "SELECT pg_catalog.pg_try_advisory_lock(hashtextextended($1, 0))"
  }

  var schema: SchemaName

  func bind(to bindings: inout Bindings) { bindings.append("laurel.migrate.\(schema)") }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

/// Reads which indexes of the schema were not finished.
struct SelectInvalidIndexes: SchemaQuery {
  static func sql(schema: SchemaName) -> String {
    """
    SELECT class.relname::text
    FROM pg_catalog.pg_index AS index
    JOIN pg_catalog.pg_class AS class ON class.oid = index.indexrelid
    WHERE NOT index.indisvalid AND class.relkind = 'i'
      AND class.relnamespace = '\(schema)'::regnamespace
    """
  }

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String {
    try row.read()
  }
}

/// The table of applied migrations; the application may read it only.
enum MigrationTable {
  static func script(schema: SchemaName) -> String {
    """
    CREATE TABLE IF NOT EXISTS \(schema).schema_migration (
      version bigint CONSTRAINT schema_migration_pkey PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      apply_time timestamptz NOT NULL DEFAULT now()
    );
    DO $$ BEGIN
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = '\(schema.applicationRole)') THEN
        REVOKE ALL ON \(schema).schema_migration FROM \(schema.applicationRole);
        GRANT SELECT ON \(schema).schema_migration TO \(schema.applicationRole);
      END IF;
    END $$;
    """
  }

  /// The name of a migration stands in the program and is quoted all the same.
  static func insertion(of migration: Migration, schema: SchemaName) -> String {
    """
    INSERT INTO \(schema).schema_migration (version, name, checksum)
    VALUES (\(migration.version), \(SQLText.literal(migration.name)), '\(migration.checksum)');
    """
  }
}

/// Writes texts for scripts, which have no parameters.
enum SQLText {
  /// A string constant that holds for every setting of `standard_conforming_strings`.
  static func literal(_ text: String) -> String {
    "E'\(doubling(["'", "\\"], in: text))'"
  }

  /// An identifier in quotes.
  static func identifier(_ name: String) -> String {
    "\"\(doubling(["\""], in: name))\""
  }

  /// By scalars: the server knows no characters of several of them.
  private static func doubling(_ scalars: Set<Unicode.Scalar>, in text: String) -> String {
    var doubled = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      doubled.append(scalar)
      if scalars.contains(scalar) { doubled.append(scalar) }
    }
    return String(doubled)
  }
}
