import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("FactService.RecordFacts")
struct RecordFactsTests {
  @Test("creates, replaces and leaves facts, and the ledger gets the differences")
  func lifecycle() async throws {
    try await GamificationFixture.with { fixture in
      let created = try await fixture.record([handled(40, by: "ada"), handled(10, by: "bob")])
      #expect(created.createdCount == 2)
      let mixed = try await fixture.record([
        handled(25, by: "ada"), handled(10, by: "bob"), handled(5, by: "cleo"),
      ])
      #expect(mixed.createdCount == 1)
      #expect(mixed.updatedCount == 1)
      #expect(mixed.unchangedCount == 1)
      let entries = try await fixture.entries(of: "ada")
      #expect(entries.map(\.pointsHundredths) == [4_000, -1_500])
      #expect(entries.map(\.value) == [40, 25])
      #expect(entries.map(\.source) == ["workday", "workday"])
      let others = try await fixture.entries(of: "bob")
      #expect(others.map(\.pointsHundredths) == [1_000])
      let scorecard = try await fixture.scorecard(of: "ada")
      #expect(scorecard.pointsHundredths == 2_500)
    }
  }

  @Test("applies repetitions of a key in the order given, in one message and in several")
  func repetitions() async throws {
    try await GamificationFixture.with { fixture in
      let response = try await fixture.record(
        [handled(1, by: "ada"), handled(2, by: "ada"), handled(2, by: "ada")],
        [handled(5, by: "ada")])
      #expect(response.createdCount == 1)
      #expect(response.updatedCount == 2)
      #expect(response.unchangedCount == 1)
      let scorecard = try await fixture.scorecard(of: "ada")
      #expect(scorecard.pointsHundredths == 500)
      let entries = try await fixture.entries(of: "ada")
      #expect(entries.map(\.pointsHundredths).reduce(0, +) == 500)
    }
  }

  @Test("reports bad facts by their number in the stream and keeps the others")
  func failures() async throws {
    try await GamificationFixture.with { fixture in
      var wrongDay = handled(1, by: "ada")
      wrongDay.workday = GoogleType.Date(year: 2026, month: 2, day: 30)
      var eachFact = handled(1, by: "ada")
      eachFact.metricID = "quality_score"
      var unknown = handled(1, by: "ada")
      unknown.metricID = "happiness"
      let response = try await fixture.record(
        [handled(1, by: "ada"), handled(-1, by: "bob"), handled(1, by: "no spaces")],
        [
          wrongDay, eachFact, unknown, handled(.nan, by: "bob"), handled(.infinity, by: "bob"),
          handleTime(total: 1, count: -1, by: "bob"), handled(2, by: "bob"),
        ])
      #expect(response.createdCount == 2)
      #expect(response.failedCount == 8)
      #expect(response.failures.map(\.factIndex) == [1, 2, 3, 4, 5, 6, 7, 8])
      #expect(
        response.failures.map(\.field) == [
          "total", "person_id", "workday", "metric_id", "metric_id", "total", "total", "count",
        ])
    }
  }

  @Test("takes a day of 1300 people over in two messages")
  func bulk() async throws {
    try await GamificationFixture.with { fixture in
      let facts = (0..<1_300).map { handleTime(total: 210, count: 1, by: "agent-\($0)") }
      let created = try await fixture.record(Array(facts[..<1_000]), Array(facts[1_000...]))
      #expect(created.createdCount == 1_300)
      let repeated = try await fixture.record(Array(facts[..<1_000]), Array(facts[1_000...]))
      #expect(repeated.unchangedCount == 1_300)
      let scorecard = try await fixture.scorecard(of: "agent-1299")
      #expect(scorecard.pointsHundredths == 5_000)
    }
  }

  @Test("does not lose a difference when two callers correct the same facts at once")
  func concurrency() async throws {
    try await GamificationFixture.with { fixture in
      let people = (0..<50).map { "agent-\($0)" }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for round in 1...4 {
          let ordered = round.isMultiple(of: 2) ? people : people.reversed()
          group.addTask {
            try await fixture.record(ordered.map { handled(Double(round), by: $0) })
          }
        }
        try await group.waitForAll()
      }
      var points: [String: Int64] = [:]
      for entry in try await fixture.entries() {
        points[entry.personID, default: 0] += entry.pointsHundredths
      }
      #expect(points.count == 50)
      for (person, total) in points {
        #expect(try await fixture.scorecard(of: person).pointsHundredths == total)
      }
    }
  }

  @Test("keeps organisations apart")
  func organizations() async throws {
    try await GamificationFixture.with { fixture in
      try await fixture.record([handled(40, by: "ada")])
      let other = try await fixture.record(
        [handled(1, by: "ada")], in: ServiceFixture.globex)
      #expect(other.createdCount == 1)
      let scorecard = try await fixture.scorecard(of: "ada")
      #expect(scorecard.pointsHundredths == 4_000)
    }
  }

  @Test("refuses callers without the permission for all data, and messages that are too long")
  func refused() async throws {
    try await GamificationFixture.with { fixture in
      let add = Permission("gamification:fact:add")
      try await fixture.service.addMember("ada", grants: [(add, .own)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.facts.recordFacts(options: try await fixture.service.asPerson("ada")) {
          try await $0.write(GamificationV1.RecordFactsRequest(facts: [handled(1, by: "ada")]))
        }
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "facts") {
        try await fixture.record((0...1_000).map { handled(1, by: "agent-\($0)") })
      }
    }
  }
}
