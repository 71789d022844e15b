internal import Kernel
internal import QualityDomain
internal import Testing

@Suite("InteractionDraw.draw")
struct InteractionDrawTests {
  static func candidates(_ agent: String, _ count: Int) -> [InteractionDraw.Candidate] {
    (0..<count).map {
      InteractionDraw.Candidate(
        interaction: InteractionID(stored: "\(agent)-\($0)"), agent: PersonID(stored: agent))
    }
  }

  @Test(
    "FNV-1a has the values of its publication",
    arguments: [
      ("", UInt64(0xcbf2_9ce4_8422_2325)), ("a", 0xaf63_dc4c_8601_ec8c),
      ("foobar", 0x8594_4171_f739_67e8),
    ])
  func fnv(text: String, value: UInt64) {
    var hash = FNV1a()
    hash.add(text)
    #expect(hash.value == value)
  }

  @Test("SplitMix64 from 0 begins as published")
  func splitMix() {
    #expect(SplitMix64.output(of: 0) == 0xe220_a839_7b1d_cdaf)
  }

  @Test("the same number for every agent, or fewer when an agent has fewer, by agent")
  func countsPerAgent() throws {
    let draw = try InteractionDraw(seed: 42, interactionsPerAgent: 3)
    let drawn = draw.draw(from: Self.candidates("b", 20) + Self.candidates("a", 2))
    #expect(drawn.map(\.agent.rawValue) == ["a", "a", "b", "b", "b"])
    #expect(Set(drawn).count == 5)
  }

  @Test("neither the order of the candidates nor other agents matter")
  func isRepeatable() throws {
    let draw = try InteractionDraw(seed: -7, interactionsPerAgent: 5)
    let candidates = Self.candidates("a", 50)
    let drawn = draw.draw(from: candidates)
    #expect(draw.draw(from: candidates.reversed()) == drawn)
    #expect(Array(draw.draw(from: Self.candidates("0", 9) + candidates).suffix(5)) == drawn)
  }

  @Test("another seed draws others")
  func dependsOnSeed() throws {
    let candidates = Self.candidates("a", 50)
    let first = try InteractionDraw(seed: 1, interactionsPerAgent: 5).draw(from: candidates)
    let second = try InteractionDraw(seed: 2, interactionsPerAgent: 5).draw(from: candidates)
    #expect(first != second)
  }

  @Test("every interaction has about the same chance")
  func isFair() throws {
    var counts: [InteractionID: Int] = [:]
    for seed in Int64(0)..<2_000 {
      let draw = try InteractionDraw(seed: seed, interactionsPerAgent: 2)
      for drawn in draw.draw(from: Self.candidates("a", 10)) {
        counts[drawn.interaction, default: 0] += 1
      }
    }
    // 4000 draws over ten interactions: 400 each with a standard deviation of about 18.
    #expect(counts.count == 10)
    #expect(counts.values.allSatisfy { (300...500).contains($0) })
  }

  @Test("one to fifty interactions may be asked for", arguments: [Int32(0), -1, 51, .max])
  func refusesCounts(count: Int32) {
    #expect(
      throws: ValidationError(field: "interactions_per_agent", reason: "must be 1 to 50")
    ) {
      try InteractionDraw(seed: 0, interactionsPerAgent: count)
    }
  }
}
