import Postgres
import Testing

@Suite("MigrationLint.findings")
struct MigrationLintTests {
  private func findings(in sql: String) -> [MigrationLint.Rule] {
    MigrationExample.findings(in: sql)
  }

  @Test("finds what breaks a rule, and only that", arguments: MigrationExample.all)
  func bad(example: MigrationExample) { #expect(findings(in: example.bad) == [example.rule]) }

  @Test("finds nothing where it is done as the rule wants", arguments: MigrationExample.all)
  func good(example: MigrationExample) { #expect(findings(in: example.good) == []) }

  @Test("has an example for every rule", arguments: MigrationLint.Rule.allCases)
  func isComplete(rule: MigrationLint.Rule) {
    #expect(MigrationExample.all.contains { $0.rule == rule })
  }

  @Test("tells the version and the statement as it was written")
  func finding() {
    let migrations = [
      Migration(version: 1, name: "one", sql: "-- Nothing yet.\n"),
      Migration(
        version: 2, name: "two", sql: "SELECT 1;\n-- Away.\nDROP TABLE\n  sample.a; SELECT 2"),
    ]
    #expect(
      MigrationLint.findings(in: migrations) == [
        MigrationLint.Finding(rule: .banDropTable, version: 2, statement: "DROP TABLE\n  sample.a")
      ])
  }

  @Test("finds several things in one statement, and each in every statement")
  func several() {
    #expect(
      findings(
        in: """
          ALTER TABLE item ADD a varchar NOT NULL, DROP b, DROP COLUMN c, RENAME d TO e;
          ALTER TABLE sample.item DROP b;
          """)
        == [
          .requireTableSchema, .preferTextField, .addingRequiredField, .banDropColumn,
          .renamingColumn, .banDropColumn,
        ])
  }

  @Test("knows the tables of a migration under every spelling of their names")
  func spelling() {
    #expect(
      findings(in: "CREATE TABLE sample.Other (a text); DROP TABLE \"sample\".\"other\";") == [])
    #expect(
      findings(in: "CREATE TABLE sample.other (a text); DROP TABLE sample.\"Other\";")
        == [.banDropTable])
    #expect(
      findings(in: "CREATE TABLE sample.a (a text);\nDROP TABLE sample.a, sample.b;")
        == [.banDropTable])
  }

  @Test("does not take a table for new that an earlier migration made")
  func oldTables() {
    let migrations = [
      Migration(version: 1, name: "one", sql: "CREATE TABLE sample.a (a text);"),
      Migration(version: 2, name: "two", sql: "ALTER TABLE sample.a DROP COLUMN a;"),
    ]
    #expect(MigrationLint.findings(in: migrations).map(\.version) == [2])
  }

  @Test("permits one rule for one statement")
  func exceptions() {
    let drop = "ALTER TABLE sample.item DROP COLUMN a;"
    let comment = "-- squawk-ignore ban-drop-column: nobody reads it.\n"
    #expect(findings(in: comment + drop) == [])
    #expect(findings(in: comment + drop + drop) == [.banDropColumn])
    #expect(findings(in: drop + comment) == [.banDropColumn, .unusedIgnore])
    #expect(
      findings(in: "ALTER TABLE sample.item\n\(comment)  DROP COLUMN a, ADD b varchar;")
        == [.preferTextField])
    #expect(
      findings(in: "-- squawk-ignore ban-drop-column:  \n" + drop)
        == [.ignoreNeedsReason, .banDropColumn])
  }

  @Test("takes the same words in texts and comments for nothing")
  func texts() {
    #expect(
      findings(
        in: """
          /* DROP TABLE sample.item; /* COMMIT; */ */
          COMMENT ON TABLE sample.item IS 'it''s; DROP TABLE sample.item;';
          SELECT E'\\'; DROP TABLE sample.item;', $a$ $$; DROP TABLE sample.item; $$ $a$;
          ALTER TABLE sample.item ADD "drop" text DEFAULT 'x; COMMIT;';
          """) == [])
  }
}
