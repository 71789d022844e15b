import Testing

@Suite("SQLScanner.scan")
struct SQLScannerTests {
  private func texts(_ sql: String) throws -> [String] {
    try SQLScanner.scan(sql).statements.map(\.text)
  }

  @Test(
    "ends a statement at a semicolon, and only there",
    arguments: [
      ("", []),
      (" ;; ; ", []),
      ("SELECT 1", ["SELECT 1"]),
      ("SELECT 1;SELECT\n 2 ;", ["SELECT 1", "SELECT\n 2"]),
      ("-- a;\nSELECT 1; -- b;\n/* c; */ SELECT 2;", ["SELECT 1", "SELECT 2"]),
      ("/* a /* b; */ c; */ SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
      ("SELECT 'a;''b;'; SELECT 2", ["SELECT 'a;''b;'", "SELECT 2"]),
      (#"SELECT '\'; SELECT 2"#, [#"SELECT '\'"#, "SELECT 2"]),
      (#"SELECT E'\';'; SELECT e'\\'"#, [#"SELECT E'\';'"#, #"SELECT e'\\'"#]),
      (#"SELECT "a;""b"; SELECT 2"#, [#"SELECT "a;""b""#, "SELECT 2"]),
      ("SELECT $$a; ' $b$ $$; SELECT 2", ["SELECT $$a; ' $b$ $$", "SELECT 2"]),
      ("SELECT $b$a; $$; $c$ $b$; SELECT 2", ["SELECT $b$a; $$; $c$ $b$", "SELECT 2"]),
      ("SELECT $1; SELECT a$b$; SELECT 3", ["SELECT $1", "SELECT a$b$", "SELECT 3"]),
      (
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
        ["CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3"]
      ),
      ("SELECT '-- a'; SELECT '/* b'", ["SELECT '-- a'", "SELECT '/* b'"]),
    ] as [(String, [String])])
  func ends(sql: String, statements: [String]) throws {
    #expect(try texts(sql) == statements)
  }

  @Test("keeps the body of a function in standard SQL together")
  func atomicBody() throws {
    let function = """
      CREATE FUNCTION sample.one(a bigint) RETURNS bigint
      BEGIN ATOMIC
        SELECT CASE WHEN a > 1 THEN 1 ELSE 2 END;
        SELECT 3;
      END
      """
    #expect(try texts("\(function);\nBEGIN; END;") == [function, "BEGIN", "END"])
  }

  @Test("writes keywords and names small unless they stand in quotes")
  func tokens() throws {
    let statement = try #require(
      try SQLScanner.scan(#"Select "A""B".É, U.c + 1.5e3 FROM N'x', E'\n'"#).statements.first)
    #expect(
      statement.tokens == [
        .word("select"), .identifier(#"A"B"#), .symbol("."), .word("é"), .symbol(","), .word("u"),
        .symbol("."), .word("c"), .symbol("+"), .number("1.5e3"), .word("from"), .text("x"),
        .symbol(","), .text(#"\n"#),
      ])
  }

  @Test("gives a statement the line comments before it and in it")
  func comments() throws {
    let script = try SQLScanner.scan(
      """
      -- no transaction
      --   One.
      SELECT 1 -- Two.
        ; -- Three.
      SELECT 2;
      -- Four.
      """)
    #expect(
      script.statements.map(\.comments) == [["no transaction", "One.", "Two."], ["Three."]])
    #expect(script.trailing == ["Four."])
  }

  @Test(
    "refuses a script whose end is missing",
    arguments: [
      ("SELECT 'a", "a string constant"), ("SELECT E'a\\'", "a string constant"),
      ("SELECT E'a\\", "a string constant"), ("SELECT \"a", "a name in quotes"),
      ("SELECT $$a$", "a string constant in dollar signs"),
      ("SELECT $b$a$$", "a string constant in dollar signs"), ("SELECT /* /* */", "a comment"),
    ])
  func unterminated(sql: String, part: String) {
    #expect(throws: SQLScanError.unterminated(part)) { try SQLScanner.scan(sql) }
  }
}
