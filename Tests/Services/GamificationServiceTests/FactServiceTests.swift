import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("FactService.RecordFacts")
struct RecordFactsTests {
  @Test("creates, replaces and leaves facts, and the ledger gets the differences")
  func lifecycle() async throws {
    try await GamificationFixture.withPoints { fixture in
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
      #expect(entries.map { $0.lines.map(\.value) } == [[40], [25]])
      #expect(entries.map(\.source) == ["facts", "facts"])
      #expect(entries.map(\.cause) == [.measurement, .measurement])
      let others = try await fixture.entries(of: "bob")
      #expect(others.map(\.pointsHundredths) == [1_000])
      let scorecard = try await fixture.scorecard(of: "ada")
      #expect(scorecard.pointsHundredths == 2_500)
    }
  }

  @Test("applies facts in the order given, in one message and in several")
  func repetitions() async throws {
    try await GamificationFixture.withPoints { fixture in
      let response = try await fixture.record(
        [handled(1, by: "ada"), handled(2, by: "ada"), handled(2, by: "ada")],
        [handled(5, by: "ada")])
      #expect(response.createdCount == 1)
      #expect(response.updatedCount == 2)
      #expect(response.unchangedCount == 1)
      let entries = try await fixture.entries(of: "ada")
      #expect(entries.map(\.pointsHundredths) == [200, 300])
    }
  }

  @Test("adds and clears amounts, each by queue, medium, direction and topics")
  func modes() async throws {
    try await GamificationFixture.withPoints { fixture in
      func fact(
        _ amount: Double, _ mode: GamificationV1.Measurement.Mode, queue: String = ""
      ) -> GamificationV1.Fact {
        GamificationV1.Fact(
          personID: "ada", workday: may(4),
          content: .measurement(
            GamificationV1.Measurement(
              measureID: "interactions_handled", amount: amount, mode: mode, queueID: queue,
              mediaType: .voice, initialDirection: .inbound, topics: ["refund", "angry"])))
      }
      let response = try await fixture.record([
        fact(4, .add), fact(3, .add), fact(9, .unspecified, queue: "sales"), fact(-8, .add),
        fact(1, .add, queue: "sales"), fact(0, .clear, queue: "sales"),
        fact(0, .clear, queue: "it"),
      ])
      #expect(response.createdCount == 2)
      #expect(response.updatedCount == 3)
      #expect(response.unchangedCount == 1)
      #expect(response.failures.map(\.factIndex) == [3])
      #expect(response.failures.map(\.reason) == ["must not add up to less than 0"])
      let scorecard = try await fixture.scorecard(of: "ada")
      let result = scorecard.metricResults.first {
        $0.metricDefinitionID == "interactions_handled"
      }
      #expect(result?.value == 7)
    }
  }

  @Test("a message that comes again has no second effect, and counts as before")
  func retries() async throws {
    try await GamificationFixture.withPoints { fixture in
      var added = handled(0, by: "ada")
      added.content = .measurement(
        .init(measureID: "interactions_handled", amount: 5, mode: .add))
      let facts = [added, handled(-1, by: "bob"), added]
      let options = try await fixture.service.asOperator()
      for _ in 0..<2 {
        let response = try await fixture.facts.recordFacts(options: options) {
          try await $0.write(
            .init(facts: [handled(1, by: "cleo")], backfill: true))
          try await $0.write(.init(facts: facts, backfill: true, requestID: uuid(1)))
        }
        #expect(response.createdCount + response.unchangedCount == 2)
        #expect(response.updatedCount == 1)
        #expect(response.failures.map(\.factIndex) == [2])
      }
      #expect(try await fixture.scorecard(of: "ada").pointsHundredths == 1_000)
      await expectFailure(.invalidArgument, "REQUEST_ID_REUSED") {
        try await fixture.facts.recordFacts(options: options) {
          try await $0.write(.init(facts: [added], backfill: true, requestID: uuid(1)))
        }
      }
    }
  }

  @Test("takes scheduled activities, which a profile with punctuality scores")
  func activities() async throws {
    try await GamificationFixture.withPoints { fixture in
      func activity(_ number: Int, _ seconds: Double?) -> GamificationV1.Fact {
        GamificationV1.Fact(
          personID: "ada", workday: may(4),
          content: .activity(
            GamificationV1.Activity(activityID: uuid(number), lateSeconds: seconds)))
      }
      let response = try await fixture.record([
        activity(1, 300), activity(2, 0), activity(1, 299), activity(2, nil), activity(3, nil),
        activity(4, 86_401), activity(5, -86_401), activity(6, -1),
      ])
      #expect(response.createdCount == 3)
      #expect(response.updatedCount == 2)
      #expect(response.unchangedCount == 1)
      #expect(
        response.failures.map(\.field) == ["activity.late_seconds", "activity.late_seconds"])
    }
  }

  @Test("reports bad facts by their number in the stream and keeps the others")
  func failures() async throws {
    try await GamificationFixture.withPoints { fixture in
      var wrongDay = handled(1, by: "ada")
      wrongDay.workday = GoogleType.Date(year: 2026, month: 2, day: 30)
      var empty = handled(1, by: "ada")
      empty.content = nil
      let response = try await fixture.record(
        [handled(1, by: "ada"), handled(-1, by: "bob"), handled(1, by: "no spaces")],
        [
          wrongDay, empty, measured("happiness", 1, by: "ada"), handled(.nan, by: "bob"),
          handled(.infinity, by: "bob"), measured("external:\(uuid(1))", 1, by: "ada"),
          handled(2, by: "bob"),
        ])
      #expect(response.createdCount == 2)
      #expect(response.failedCount == 8)
      #expect(response.failures.map(\.factIndex) == [1, 2, 3, 4, 5, 6, 7, 8])
      #expect(
        response.failures.map(\.field) == [
          "measurement.amount", "person_id", "workday", "content", "measurement.measure_id",
          "measurement.amount", "measurement.amount", "measurement.measure_id",
        ])
    }
  }

  @Test("refuses what comes too late unless it is a backfill")
  func late() async throws {
    try await GamificationFixture.withPoints { fixture in
      let response = try await fixture.facts.recordFacts(
        options: try await fixture.service.asOperator()
      ) { try await $0.write(GamificationV1.RecordFactsRequest(facts: [handled(1, by: "ada")])) }
      #expect(response.failures.map(\.field) == ["workday"])
      #expect(response.failures.map(\.reason) == ["must not be more than 7 days ago"])
      let entries = try await fixture.entries()
      #expect(entries.isEmpty)
      let late = try await fixture.service.pool.execute(
        SelectLateChanges(), in: .organization(ServiceFixture.acme))
      #expect(late == ["ada 2026-05-04 measurement facts interactions_handled = 1.0 7"])
    }
  }

  @Test("takes a day of 1300 people over in two messages")
  func bulk() async throws {
    try await GamificationFixture.withPoints { fixture in
      let facts = (0..<1_300).map { handled(50, by: "agent-\($0)") }
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
    try await GamificationFixture.withPoints { fixture in
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
    try await GamificationFixture.withPoints { fixture in
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
    try await GamificationFixture.withPoints { fixture in
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

private struct SelectLateChanges: Query {
  static let sql = """
    SELECT concat_ws(' ', person_id, workday, cause, source, description, window_days)
    FROM gamification.late_change
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}
