import GamificationDomain
import Kernel
import Testing

@Suite("Fact.init")
struct FactTests {
  @Test(
    "refuses a total that is no amount",
    arguments: [Double.nan, .infinity, -.infinity, -0.01, 1.1e15])
  func total(_ total: Double) {
    #expect(
      throws: ValidationError(field: "total", reason: "must be a number from 0 to 1000000000000000")
    ) { try makeFact(total: total) }
  }

  @Test("refuses a count outside its range", arguments: [Int64.min, -1, 0, 1_000_000_001])
  func count(_ count: Int64) {
    #expect(throws: ValidationError(field: "count", reason: "must be from 1 to 1000000000")) {
      try makeFact(count: count)
    }
  }

  @Test("accepts the ends of both ranges", arguments: [(0, 1), (1e15, 1_000_000_000)])
  func ends(total: Double, count: Int64) throws {
    let fact = try makeFact(total: total, count: count)
    #expect(fact.total == total)
    #expect(fact.count == count)
  }

  @Test("stores minus zero as zero")
  func minusZero() throws {
    #expect(try makeFact(total: -0.0).total.sign == .plus)
  }

  @Test("makes percent of an evaluation's basis points")
  func evaluation() throws {
    let fact = try Fact(
      evaluation: someUUID, of: ada, scoreBasisPoints: 8_750, on: monday)
    #expect(fact.metric == .qualityScore)
    #expect(fact.total == 87.5)
    #expect(fact.count == 1)
    #expect(fact.source.text == "evaluation:00000000-0000-0001-0000-000000000002")
  }

  @Test("refuses a score that is no percentage", arguments: [-1, 10_001] as [Int32])
  func score(basisPoints: Int32) {
    #expect(
      throws: ValidationError(field: "score_basis_points", reason: "must be from 0 to 10000")
    ) {
      try Fact(evaluation: someUUID, of: ada, scoreBasisPoints: basisPoints, on: monday)
    }
  }

  @Test("counts a completed assignment as one")
  func assignment() throws {
    let fact = try Fact(assignment: someUUID, by: ada, on: monday)
    #expect(fact.metric == .learningCompletions)
    #expect(fact.total == 1)
    #expect(fact.source.text == "assignment:00000000-0000-0001-0000-000000000002")
  }
}

@Suite("ScoredFact.init")
struct ScoredFactTests {
  @Test("scores the average of a ratio")
  func ratio() throws {
    let scoredFact = scored(try makeFact(total: 1_050, count: 5))
    #expect(scoredFact.value == 210)
    #expect(scoredFact.points == Points(whole: 50))
    #expect(scoredFact.pointsMax == Points(whole: 100))
  }

  @Test("scores the sum of a number")
  func number() throws {
    let scoredFact = scored(try makeFact(ada, .interactionsHandled, total: 42, count: 42))
    #expect(scoredFact.value == 42)
    #expect(scoredFact.points == Points(whole: 42))
  }
}

@Suite("FactTally.refuse")
struct FactTallyTests {
  @Test("counts all refused facts and names the first hundred")
  func limit() {
    var tally = FactTally()
    tally.add(FactTally(createdCount: 1, updatedCount: 2, unchangedCount: 3))
    (0..<150).forEach {
      tally.refuse(at: $0, ValidationError(field: "count", reason: "is required"))
    }
    #expect(tally.failedCount == 150)
    #expect(tally.failures.map(\.index) == Array(0..<100))
    #expect(tally.createdCount == 1)
    #expect(tally.updatedCount == 2)
    #expect(tally.unchangedCount == 3)
  }
}

@Suite("FactRounds.init")
struct FactRoundsTests {
  @Test("keeps facts without repetitions together")
  func oneRound() throws {
    let facts = try (1...20).map { day in
      scored(try makeFact(on: monday.adding(days: day)))
    }
    #expect(FactRounds(facts).rounds == [facts])
  }

  @Test("puts the repetitions of a key into later rounds, in their order")
  func repetitions() throws {
    let bob = PersonID(stored: "bob")
    let first = scored(try makeFact(total: 1), entry: 1)
    let other = scored(try makeFact(bob, total: 2), entry: 2)
    let second = scored(try makeFact(total: 3), entry: 3)
    let third = scored(try makeFact(total: 4), entry: 4)
    #expect(
      FactRounds([first, other, second, third]).rounds == [[first, other], [second], [third]])
  }

  @Test("makes no round of nothing")
  func empty() {
    #expect(FactRounds([]).rounds.isEmpty)
  }
}
