import Postgres
import Testing

/// What a rule finds, beside how it is done instead.
struct MigrationExample {
  let rule: MigrationLint.Rule
  let bad: String
  let good: String

  init(_ rule: MigrationLint.Rule, bad: String, good: String) {
    self.rule = rule
    self.bad = bad
    self.good = good
  }

  /// The rules that a second migration breaks; the first one makes the table `sample.item`.
  static func findings(in sql: String) -> [MigrationLint.Rule] {
    let first = Migration(
      version: 1, name: "create_item",
      sql: "CREATE TABLE sample.item (item_id bigint CONSTRAINT item_pkey PRIMARY KEY);")
    return MigrationLint.findings(in: [first, Migration(version: 2, name: "change", sql: sql)])
      .map(\.rule)
  }

  /// For every rule one at least.
  static var all: [MigrationExample] { columns + constraints + removals + indexes + others }

  private static let columns = [
    MigrationExample(
      .addingRequiredField, bad: "ALTER TABLE sample.item ADD COLUMN name text NOT NULL;",
      good: "ALTER TABLE sample.item ADD COLUMN name text NOT NULL DEFAULT '';"),
    MigrationExample(
      .addingRequiredField,
      bad: "ALTER TABLE sample.item ADD IF NOT EXISTS name text DEFAULT NULL NOT NULL;",
      good: "ALTER TABLE sample.item ADD name text, ADD note text DEFAULT 'NOT NULL';"),
    MigrationExample(
      .addingNotNullableField,
      bad: "ALTER TABLE sample.item ALTER COLUMN name SET NOT NULL;",
      good: "ALTER TABLE sample.item ALTER COLUMN name SET DEFAULT 'a';"),
    MigrationExample(
      .addingNotNullableField,
      bad: "ALTER TABLE sample.item ADD CONSTRAINT item_name_not_null NOT NULL name;",
      good: "ALTER TABLE sample.item ADD CONSTRAINT item_name_not_null NOT NULL name NOT VALID;"),
    MigrationExample(
      .addingFieldWithDefault,
      bad: "ALTER TABLE sample.item ADD COLUMN tag uuid DEFAULT gen_random_uuid();",
      good: "ALTER TABLE sample.item ADD COLUMN read_time timestamptz NOT NULL DEFAULT now();"),
    MigrationExample(
      .addingFieldWithDefault,
      bad: "ALTER TABLE sample.item ADD twice bigint GENERATED ALWAYS AS (item_id * 2) STORED;",
      good: "ALTER TABLE sample.item ADD price numeric NOT NULL DEFAULT '0'::numeric(10, 2);"),
    MigrationExample(
      .changingColumnType, bad: "ALTER TABLE sample.item ALTER item_id TYPE text;",
      good: """
        CREATE TABLE sample.other (other_id bigint);
        ALTER TABLE sample.other ALTER COLUMN other_id SET DATA TYPE text USING other_id::text;
        """),
    MigrationExample(
      .banCharField, bad: "CREATE TABLE sample.other (code char(3));",
      good: "CREATE TABLE sample.other (code text CHECK (length(code) = 3));"),
    MigrationExample(
      .preferTextField, bad: "ALTER TABLE sample.item ADD code character varying(3);",
      good: "ALTER TABLE sample.item ADD code text;"),
    MigrationExample(
      .preferTextField, bad: "CREATE TABLE sample.other (code pg_catalog.varchar);",
      good: "CREATE TABLE sample.other (\"varchar\" text);"),
    MigrationExample(
      .preferTimestampTZ, bad: "CREATE TABLE sample.other (read_time timestamp(6));",
      good: "CREATE TABLE sample.other (a timestamptz, b timestamp (6) with time zone, c date);"),
    MigrationExample(
      .preferIdentity, bad: "CREATE TABLE sample.other (sequence bigserial);",
      good: "CREATE TABLE sample.other (sequence bigint GENERATED ALWAYS AS IDENTITY);"),
    MigrationExample(
      .preferBigIntOverInt,
      bad: "CREATE TABLE sample.other (number int, CONSTRAINT other_pkey PRIMARY KEY (number));",
      good: "CREATE TABLE sample.other (number bigint PRIMARY KEY, attempts int NOT NULL);"),
    MigrationExample(
      .preferBigIntOverInt,
      bad: "CREATE TABLE sample.other (sequence integer GENERATED ALWAYS AS IDENTITY);",
      good: "CREATE TABLE sample.other (form_version integer, points integer[]);"),
    MigrationExample(
      .preferBigIntOverSmallInt,
      bad: "CREATE TABLE sample.other (item_id smallint REFERENCES sample.item (item_id));",
      good: "CREATE TABLE sample.other (item_id bigint REFERENCES sample.item (item_id));"),
  ]

  private static let constraints = [
    MigrationExample(
      .addingForeignKeyConstraint,
      bad: """
        ALTER TABLE sample.item ADD CONSTRAINT item_fkey
          FOREIGN KEY (item_id) REFERENCES sample.item (item_id);
        """,
      good: """
        ALTER TABLE sample.item ADD CONSTRAINT item_fkey
          FOREIGN KEY (item_id) REFERENCES sample.item (item_id) NOT VALID;
        """),
    MigrationExample(
      .addingForeignKeyConstraint,
      bad: "ALTER TABLE sample.item ADD next_id bigint REFERENCES sample.item (item_id);",
      good: """
        CREATE TABLE sample.other (item_id bigint);
        ALTER TABLE sample.other ADD FOREIGN KEY (item_id) REFERENCES sample.item (item_id);
        """),
    MigrationExample(
      .constraintMissingNotValid,
      bad: "ALTER TABLE sample.item ADD CONSTRAINT item_check CHECK (item_id > 0);",
      good: "ALTER TABLE sample.item ADD CONSTRAINT item_check CHECK (item_id > 0) NOT VALID;"),
    MigrationExample(
      .constraintMissingNotValid,
      bad: """
        ALTER TABLE sample.item ADD CONSTRAINT item_check CHECK (item_id > 0) NOT VALID;
        ALTER TABLE sample.item VALIDATE CONSTRAINT item_check;
        """,
      good: "ALTER TABLE sample.item VALIDATE CONSTRAINT item_check;"),
    MigrationExample(
      .addingSerialPrimaryKeyField,
      bad: "ALTER TABLE sample.item ADD COLUMN number bigint NOT NULL DEFAULT 0 PRIMARY KEY;",
      good: "ALTER TABLE sample.item ADD PRIMARY KEY USING INDEX item_key;"),
    MigrationExample(
      .disallowedUniqueConstraint,
      bad: "ALTER TABLE sample.item ADD CONSTRAINT item_name_key UNIQUE (name);",
      good: "ALTER TABLE sample.item ADD CONSTRAINT item_name_key UNIQUE USING INDEX item_name;"),
    MigrationExample(
      .banCreateDomainWithConstraint,
      bad: "CREATE DOMAIN sample.positive AS bigint CHECK (VALUE > 0);",
      good: "CREATE DOMAIN sample.positive AS bigint;"),
    MigrationExample(
      .banAlterDomainWithAddConstraint,
      bad: "ALTER DOMAIN sample.positive ADD CONSTRAINT positive_check CHECK (VALUE > 0);",
      good: "ALTER DOMAIN sample.positive DROP CONSTRAINT positive_check;"),
  ]

  private static let removals = [
    MigrationExample(
      .renamingColumn, bad: "ALTER TABLE sample.item RENAME item_id TO id;",
      good: "ALTER TABLE sample.item RENAME CONSTRAINT item_pkey TO item_key;"),
    MigrationExample(
      .renamingTable, bad: "ALTER TABLE sample.item RENAME TO thing;",
      good: "CREATE TABLE sample.a (a text); ALTER TABLE sample.a RENAME TO b;"),
    MigrationExample(
      .renamingTable, bad: "ALTER TABLE IF EXISTS sample.item SET SCHEMA other;",
      good: "ALTER TABLE sample.item SET (fillfactor = 70);"),
    MigrationExample(
      .banDropColumn, bad: "ALTER TABLE sample.item ADD a text, DROP COLUMN IF EXISTS b;",
      good: "ALTER TABLE sample.item DROP CONSTRAINT item_check;"),
    MigrationExample(
      .banDropTable, bad: "DROP TABLE IF EXISTS sample.item CASCADE;",
      good: "CREATE TABLE sample.a (a text); DROP TABLE sample.a;"),
    MigrationExample(
      .banDropDatabase, bad: "DROP DATABASE laurel;", good: "DROP VIEW sample.list;"),
    MigrationExample(
      .banDropNotNull, bad: "ALTER TABLE sample.item ALTER COLUMN item_id DROP NOT NULL;",
      good: "ALTER TABLE sample.item ALTER COLUMN item_id DROP DEFAULT;"),
    MigrationExample(
      .banTruncateCascade, bad: "TRUNCATE sample.item CASCADE;", good: "TRUNCATE sample.item;"),
  ]

  private static let indexes = [
    MigrationExample(
      .requireConcurrentIndexCreation,
      bad: "CREATE UNIQUE INDEX item_idx ON ONLY sample.item (name);",
      good: "-- no transaction\nCREATE UNIQUE INDEX CONCURRENTLY item_idx ON sample.item (name);"),
    MigrationExample(
      .requireConcurrentIndexCreation, bad: "REINDEX TABLE sample.item;",
      good: "CREATE TABLE sample.a (a text); CREATE INDEX a_idx ON sample.a (a);"),
    MigrationExample(
      .requireConcurrentIndexDeletion, bad: "DROP INDEX sample.item_idx;",
      good: "-- no transaction\nDROP INDEX CONCURRENTLY IF EXISTS sample.item_idx;"),
    MigrationExample(
      .banConcurrentIndexCreationInTransaction,
      bad: "CREATE INDEX CONCURRENTLY item_idx ON sample.item (name);",
      good: "-- no transaction\r\nCREATE INDEX CONCURRENTLY ON sample.item (name);"),
    MigrationExample(
      .banConcurrentIndexCreationInTransaction,
      bad: "DROP INDEX CONCURRENTLY IF EXISTS sample.item_idx;",
      good: """
        CREATE TABLE sample.a (a text);
        CREATE INDEX a_idx ON sample.a (a);
        DROP INDEX sample.a_idx;
        """),
    MigrationExample(
      .preferRobustStatements,
      bad: "-- no transaction\nDROP INDEX CONCURRENTLY sample.item_idx;",
      good: "-- no transaction\nDROP INDEX CONCURRENTLY IF EXISTS sample.item_idx;"),
  ]

  private static let others = [
    MigrationExample(
      .transactionNesting, bad: "ALTER TABLE sample.item ADD a text; COMMIT;",
      good: "ALTER TABLE sample.item ADD a text; -- COMMIT;"),
    MigrationExample(
      .transactionNesting, bad: "START TRANSACTION;",
      good: "DO $$ BEGIN REVOKE UPDATE ON sample.item FROM sample_app; END $$;"),
    MigrationExample(
      .oneStatementWithoutTransaction,
      bad: "-- no transaction\nUPDATE sample.item SET a = 1; UPDATE sample.item SET b = 1;",
      good: "-- no transaction\n-- Rows of old releases.\nUPDATE sample.item SET a = 1;"),
    MigrationExample(
      .requireTimeoutSettings, bad: "SET LOCAL statement_timeout = '1h';",
      good: "SET LOCAL work_mem = '64MB';"),
    MigrationExample(
      .requireTableSchema, bad: "CREATE TABLE IF NOT EXISTS other (a text);",
      good: "CREATE TEMPORARY TABLE other (a text);"),
    MigrationExample(
      .requireTableSchema, bad: "CREATE POLICY item_own ON item USING (true);",
      good: "CREATE POLICY item_own ON \"sample\".\"item\" USING (true);"),
    MigrationExample(
      .requireTableSchema, bad: "CREATE TABLE sample.a (item_id bigint REFERENCES item);",
      good: "CREATE TABLE sample.a (item_id bigint REFERENCES sample.item);"),
    MigrationExample(
      .requireTableSchema,
      bad: "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';",
      good: "CREATE OR REPLACE FUNCTION sample.one() RETURNS int LANGUAGE sql AS 'SELECT 1';"),
    MigrationExample(
      .requireTableSchema, bad: "INSERT INTO item (item_id) VALUES (1);",
      good: "INSERT INTO sample.item (item_id) VALUES (1);"),
    MigrationExample(
      .identifierTooLong,
      bad: "CREATE TABLE sample.\(String(repeating: "a", count: 64)) (a text);",
      good: "CREATE TABLE sample.\(String(repeating: "a", count: 63)) (a text);"),
    MigrationExample(
      .banSchemaChangeInBlock,
      bad: "DO $do$ BEGIN EXECUTE 'alter TABLE sample.item ADD a text'; END $do$;",
      good: "DO $do$ BEGIN EXECUTE 'GRANT SELECT ON sample.item TO sample_app'; END $do$;"),
    MigrationExample(
      .ignoreNeedsReason,
      bad: """
        -- squawk-ignore ban-drop-column
        ALTER TABLE sample.item ADD a text;
        """,
      good: """
        -- squawk-ignore ban-drop-column: no release since 1.4 reads it.
        ALTER TABLE sample.item DROP COLUMN a;
        """),
    MigrationExample(
      .ignoreNeedsReason,
      bad: "-- squawk-ignore ban-everything: why not?\nTRUNCATE sample.item;",
      good: "-- squawk-ignore ban-truncate-cascade: why not?\nTRUNCATE sample.item CASCADE;"),
    MigrationExample(
      .unusedIgnore,
      bad: "-- squawk-ignore ban-drop-table: it is empty.\nTRUNCATE sample.item;",
      good: "-- squawk-ignore ban-drop-table: it is empty.\nDROP TABLE sample.item;"),
    MigrationExample(
      .syntaxError, bad: "COMMENT ON TABLE sample.item IS 'half a sentence;",
      good: "COMMENT ON TABLE sample.item IS 'a sentence;';"),
  ]
}

extension MigrationExample: CustomTestStringConvertible {
  var testDescription: String { "\(rule.rawValue): \(bad)" }
}
