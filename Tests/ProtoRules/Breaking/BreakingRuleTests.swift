import Testing

@Suite("BreakingRule")
struct BreakingRuleTests {
  @Test(
    "a rule names the place where it is broken and no other",
    arguments: BreakingCases.all + BreakingCases.allowed)
  func broken(_ example: RuleCase) async throws {
    var sources = Sources.shop
    try example.change(&sources)
    let (before, now) = (try await Sources.shop.schema(), try await sources.schema())
    let rule = try #require(BreakingRule.all.first { $0.name == example.rule })
    let places = try rule.violations(from: before, to: now).map { try sources.describe($0.place) }
    #expect(places == example.broken)
  }

  @Test("every rule is kept by protos to which something was added")
  func kept() async throws {
    var sources = Sources.shop
    sources.add("laurel/stock/v1/room.proto", "syntax = \"proto3\";\npackage laurel.stock.v1;\n")
    for (old, new) in [
      ("package laurel.stock.v1;", "package laurel.stock.v1;\noption optimize_for = SPEED;"),
      ("message Item {", "message ItemGroup {}\nenum Mode { MODE = 0; }\nmessage Item {"),
      ("string words = 9;", "string words = 9;\nbytes picture = 10;"),
      ("optional int32 sale_count = 5;", "optional int32 sale_count = 5;\nint32 code = 11;"),
      ("// Gets one item.", "// Lists.\nrpc ListItems(Item) returns (Item);\n// Gets one item."),
      ("SALE_STATE_OPEN = 1;", "SALE_STATE_OPEN = 1;\nSALE_STATE_NEW = 5;"),
      ("enum Order {", "enum Order { option allow_alias = true;"),
      ("ORDER_BEHIND = 1;", "ORDER_BEHIND = 1;\nORDER_LAST = 1;"),
      ("7 to 9, 12", "7, 8 to 13"), ("20 to 29, 40 to max", "20 to max"),
      ("reserved \"weight\"", "reserved \"weight\", \"color\""),
      (" [ctype = STRING_PIECE]", ""), ("100 to 199", "150 to 250, 100 to 149"),
      ("string unit = 50001;", "string unit = 50001;\nstring scale = 50002;"),
    ] {
      try sources.replace(old, new)
    }
    let (before, now) = (try await Sources.shop.schema(), try await sources.schema())
    #expect(BreakingRule.all.flatMap { $0.violations(from: before, to: now) } == [])
  }

  @Test("packages that are alpha, beta or test may change as they like")
  func unstable() async throws {
    var sources = Sources.shop
    try sources.replace("int64 cents = 1", "string cents = 3")
    let (before, now) = (try await Sources.shop.schema(), try await sources.schema())
    #expect(BreakingRule.all.flatMap { $0.violations(from: before, to: now) } == [])
    // The same change in a stable package is seen.
    var stable = Sources.shop
    try stable.replace("laurel.trial.v1alpha1", "laurel.trial.v1")
    let earlier = try await stable.schema()
    try stable.replace("int64 cents = 1", "string cents = 3")
    let later = try await stable.schema()
    let broken = BreakingRule.all.flatMap { $0.violations(from: earlier, to: later) }
    #expect(broken.map(\.rule) == ["FIELD_NO_DELETE"])
  }

  @Test("every rule has a name of its own and an example that breaks it")
  func examples() {
    let names = BreakingRule.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names) == Set(BreakingCases.all.map(\.rule)))
  }
}
