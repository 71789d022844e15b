import Postgres
import TestSupport
import Testing

/// Row-level security, the second fence behind the `organization_id` of every statement.
@Suite("Table rules")
struct TableRules {
  /// Tables that hold nothing of an organisation.
  private static let shared: Set<String> = ["schema_migration", "replica_cursor", "role_catalog"]

  @Test(
    "every table with rows of organisations is closed by row-level security, for its owner too",
    arguments: StatementRules.stores)
  func policies(store: StatementRules.Store) async throws {
    let (database, schema) = try await store.makeDatabase()
    let tables = try await RuleSession.with(database.superuserURL) { session in
      try await session.execute(SelectTables(schema: schema.rawValue))
    }
    #expect(!tables.isEmpty)
    let open = Set(tables.filter { !$0.isClosed }.map(\.name))
    #expect(open.isSubset(of: Self.shared))
  }

  @Test(
    "a view shows only what whoever asks may read of its tables", arguments: StatementRules.stores)
  func views(store: StatementRules.Store) async throws {
    let (database, schema) = try await store.makeDatabase()
    let open = try await RuleSession.with(database.superuserURL) { session in
      try await session.execute(SelectOpenViews(schema: schema.rawValue))
    }
    #expect(open == [])
  }

  @Test(
    "a statement without its organisation filter finds nothing of another organisation",
    arguments: StatementRules.stores)
  func isolation(store: StatementRules.Store) async throws {
    let (database, schema) = try await store.makeDatabase()
    try await RuleSession.with(database.superuserURL) { session in
      try await session.run(script: Self.fill(schema), name: "Fill")
    }
    try await RuleSession.with(database.appURL) { session in
      for (organization, rows) in [("acme", 1), ("other", 0), ("", 0)] {
        do {
          try await session.run(
            script: Self.count(schema, organization: organization, rows: rows), name: "Count")
        } catch PostgresError.server(let error) {
          Issue.record("\(schema), \(organization): \(error.message)")
        }
      }
    }
  }

  /// Puts one row of the organisation `acme` into every table that has organisations, whatever else
  /// is in it.
  private static func fill(_ schema: SchemaName) -> String {
    #"""
    SET session_replication_role = replica;
    DO $do$
    DECLARE
      target record;
    BEGIN
      FOR target IN
        SELECT conrelid::regclass AS name, conname FROM pg_constraint
        WHERE contype = 'c' AND connamespace = '\#(schema)'::regnamespace AND conrelid <> 0
      LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', target.name, target.conname);
      END LOOP;
      FOR target IN
        SELECT format('%I.%I', table_schema, table_name) AS name,
          string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns,
          string_agg(CASE
            WHEN column_name = 'organization_id' THEN quote_literal('acme')
            WHEN data_type = 'ARRAY' THEN quote_literal('{}')
            WHEN data_type = 'uuid' THEN 'gen_random_uuid()'
            WHEN data_type = 'boolean' THEN 'false'
            WHEN data_type = 'date' THEN 'current_date'
            WHEN data_type LIKE 'timestamp%' THEN 'now()'
            WHEN data_type IN ('json', 'jsonb') THEN quote_literal('{}')
            WHEN data_type = 'text' THEN quote_literal('x')
            WHEN data_type = 'xid8' THEN quote_literal('1')
            WHEN data_type = 'bytea' THEN quote_literal('')
            ELSE '1' END, ', ' ORDER BY ordinal_position) AS values
        FROM information_schema.columns
          JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = '\#(schema)' AND table_type = 'BASE TABLE'
          AND is_generated = 'NEVER'
          AND (is_nullable = 'NO' OR column_name = 'organization_id')
        GROUP BY table_schema, table_name
        HAVING bool_or(column_name = 'organization_id')
      LOOP
        EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)',
          target.name, target.columns, target.values);
      END LOOP;
    END $do$;
    """#
  }

  /// Counts the rows of every table that has organisations, in the scope of one.
  private static func count(
    _ schema: SchemaName, organization: String, rows: Int
  ) -> String {
    #"""
    SELECT set_config('laurel.organization_id', '\#(organization)', false);
    DO $do$
    DECLARE
      target text;
      found bigint;
      tables bigint := 0;
    BEGIN
      FOR target IN
        SELECT format('%I.%I', table_schema, table_name) FROM information_schema.columns
          JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = '\#(schema)' AND table_type = 'BASE TABLE'
          AND column_name = 'organization_id'
      LOOP
        tables := tables + 1;
        EXECUTE format('SELECT count(*) FROM %s', target) INTO found;
        IF found <> \#(rows) THEN RAISE EXCEPTION '% rows in %', found, target; END IF;
      END LOOP;
      IF tables = 0 THEN RAISE EXCEPTION 'no table was looked at'; END IF;
    END $do$;
    """#
  }
}

private struct SelectTables: Query {
  static let sql = """
    SELECT class.relname::text,
      class.relrowsecurity AND class.relforcerowsecurity AND EXISTS (
        SELECT FROM pg_policy AS policy
        WHERE policy.polrelid = class.oid AND policy.polcmd = '*'
          AND pg_get_expr(policy.polqual, policy.polrelid) LIKE '%laurel.organization_id%'
      )
    FROM pg_class AS class
    WHERE class.relnamespace = $1::regnamespace AND class.relkind IN ('r', 'p')
    ORDER BY class.relname
    """

  let schema: String

  func bind(to bindings: inout Bindings) { bindings.append(schema) }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (name: String, isClosed: Bool) {
    (try row.read(), try row.read())
  }
}

/// The views that read their tables with the rights of their owner.
private struct SelectOpenViews: Query {
  static let sql = """
    SELECT class.relname::text FROM pg_class AS class
    WHERE class.relnamespace = $1::regnamespace AND class.relkind IN ('v', 'm')
      AND NOT coalesce(class.reloptions @> ARRAY['security_invoker=true'], false)
    ORDER BY class.relname
    """

  let schema: String

  func bind(to bindings: inout Bindings) { bindings.append(schema) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}
