import Testing

@Suite("LintRule")
struct LintRuleTests {
  @Test("every rule is kept by protos that are as they should be")
  func kept() async throws {
    let schema = try await Sources.shop.schema()
    #expect(schema.files.map(\.path) == Sources.shop.files.keys.sorted())
    #expect(LintRule.all.flatMap { $0.violations(in: schema) } == [])
  }

  @Test(
    "a rule names the places where it is broken and no other",
    arguments: LintCases.all + LintCases.allowed)
  func broken(_ example: RuleCase) async throws {
    var sources = Sources.shop
    try example.change(&sources)
    let schema = try await sources.schema()
    let rule = try #require(LintRule.all.first { $0.name == example.rule })
    let places = try rule.violations(in: schema).map { try sources.describe($0.place) }
    #expect(places.sorted() == example.broken)
  }

  @Test("an exception excuses one declaration from one rule")
  func exceptions() {
    let exception = LintException(rule: "COMMENT_FIELD", name: "a.v1.M.f", reason: "a test")
    for (rule, name, isExcused) in [
      ("COMMENT_FIELD", "a.v1.M.f", true), ("COMMENT_FIELD", "a.v1.M.g", false),
      ("FIELD_NOT_REQUIRED", "a.v1.M.f", false),
    ] {
      let place = Place(file: "a/v1/m.proto", line: 7, name: name)
      let violation = Violation(rule: rule, place: place, reason: "another")
      #expect(exception.excuses(violation) == isExcused)
    }
  }

  @Test("every rule has a name of its own and an example that breaks it")
  func examples() {
    let names = LintRule.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names) == Set(LintCases.all.map(\.rule)))
  }
}
