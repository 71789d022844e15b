import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:ledger:view")

@Suite("LedgerService.ListLedgerEntries")
struct ListLedgerEntriesTests {
  /// Ada is in the red team, bob in none; each has entries.
  private func withEntries(_ test: (GamificationFixture) async throws -> Void) async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("ada", team: "red", grants: [(view, .own)])
      try await fixture.service.addMember("bob", grants: [(view, .own)])
      try await fixture.service.addMember(
        "lead", grants: [(view, .team(TeamID(stored: "red")))])
      try await fixture.record(
        [handled(10, by: "ada", on: 4)], [handled(20, by: "bob", on: 4)],
        [handled(15, by: "ada", on: 4)],
        [
          handled(0, by: "ada", on: 5), measured("handle_seconds", 0, by: "ada", on: 5),
          handled(1, by: "ada", on: 5), measured("handle_seconds", 210, by: "ada", on: 5),
        ],
        [handled(1, by: "stranger", on: 6)])
      try await test(fixture)
    }
  }

  @Test("lists the entries oldest first, page by page, with where they come from")
  func pages() async throws {
    try await withEntries { fixture in
      let options = try await fixture.service.asOperator()
      var (entries, token, calls): ([GamificationV1.LedgerEntry], String, Int) = ([], "", 0)
      repeat {
        let page = try await fixture.ledger.listLedgerEntries(
          GamificationV1.ListLedgerEntriesRequest(pageSize: 2, pageToken: token),
          options: options)
        entries += page.ledgerEntries
        token = page.nextPageToken
        calls += 1
      } while !token.isEmpty && calls < 10
      #expect(calls == 3)
      #expect(entries.map(\.personID) == ["ada", "bob", "ada", "ada", "stranger"])
      #expect(entries.map(\.pointsHundredths) == [1_000, 2_000, 500, 5_100, 100])
      let last = try #require(entries.dropLast().last)
      #expect(last.workday == may(5))
      #expect(last.source == "facts")
      #expect(last.cause == .measurement)
      #expect(last.finality == .final)
      #expect(last.expiryWorkday == nil)
      #expect(
        Set(last.lines.map(\.metricDefinitionID))
          == ["average_handle_time", "interactions_handled"])
      let line = last.lines.first { $0.metricDefinitionID == "average_handle_time" }
      #expect(line?.value == 210)
      #expect(line?.pointsHundredths == 5_000)
      #expect(line?.metricVersion == 1)
      #expect(last.awardTime != nil)
      #expect(UUIDBits(last.ledgerEntryID) != nil)
    }
  }

  @Test("filters by person, metric and workday")
  func filters() async throws {
    try await withEntries { fixture in
      let options = try await fixture.service.asOperator()
      for (request, points) in [
        (.init(personID: "ada"), [1_000, 500, 5_100]),
        (.init(personID: "ada", metricID: "average_handle_time"), [5_100]),
        (.init(startWorkday: may(5)), [5_100, 100]),
        (.init(endWorkday: may(4)), [1_000, 2_000, 500]),
        (.init(startWorkday: may(5), endWorkday: may(5)), [5_100]),
        (.init(personID: "nobody"), []),
      ] as [(GamificationV1.ListLedgerEntriesRequest, [Int64])] {
        let response = try await fixture.ledger.listLedgerEntries(request, options: options)
        #expect(response.ledgerEntries.map(\.pointsHundredths) == points)
      }
    }
  }

  @Test("shows a caller only what their grants open")
  func access() async throws {
    try await withEntries { fixture in
      for (caller, points) in [
        ("ada", [1_000, 500, 5_100]), ("bob", [2_000]),
        (
          "lead",
          [
            1_000, 500, 5_100,
          ]
        ),
      ] as [(String, [Int64])] {
        let response = try await fixture.ledger.listLedgerEntries(
          GamificationV1.ListLedgerEntriesRequest(),
          options: try await fixture.service.asPerson(caller))
        #expect(response.ledgerEntries.map(\.pointsHundredths) == points)
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.ledger.listLedgerEntries(
          GamificationV1.ListLedgerEntriesRequest(personID: "ada"),
          options: try await fixture.service.asPerson("bob"))
      }
      try await fixture.service.addMember("eve")
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.ledger.listLedgerEntries(
          GamificationV1.ListLedgerEntriesRequest(),
          options: try await fixture.service.asPerson("eve"))
      }
    }
  }

  @Test("shows nothing of another organisation")
  func organizations() async throws {
    try await withEntries { fixture in
      let entries = try await fixture.entries(in: ServiceFixture.globex)
      #expect(entries.isEmpty)
    }
  }

  @Test("names the field that is wrong")
  func invalid() async throws {
    try await withEntries { fixture in
      let options = try await fixture.service.asOperator()
      let page = try await fixture.ledger.listLedgerEntries(
        GamificationV1.ListLedgerEntriesRequest(pageSize: 1), options: options)
      for (bad, field) in [
        (.init(personID: "a b"), "person_id"),
        (.init(startWorkday: may(32)), "start_workday"),
        (.init(startWorkday: may(5), endWorkday: may(4)), "end_workday"),
        (.init(pageToken: page.nextPageToken, personID: "ada"), "page_token"),
        (.init(pageSize: -5), "page_size"),
      ] as [(GamificationV1.ListLedgerEntriesRequest, String)] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.ledger.listLedgerEntries(bad, options: options)
        }
      }
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await fixture.ledger.listLedgerEntries(
          GamificationV1.ListLedgerEntriesRequest(metricID: "happiness"), options: options)
      }
    }
  }

  @Test("keeps the service's own role from changing an entry")
  func appendOnly() async throws {
    try await withEntries { fixture in
      let error = await #expect(throws: PostgresError.self) {
        try await fixture.service.pool.run(
          ForgeLedger(organization: ServiceFixture.acme),
          in: .organization(ServiceFixture.acme))
      }
      #expect(error?.sqlState == "42501")
    }
  }
}

private struct ForgeLedger: Statement {
  static let sql = "UPDATE gamification.ledger_posting SET points_e2 = 1 WHERE organization_id = $1"

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }
}

@Suite("LedgerService.ExplainPoints")
struct ExplainPointsTests {
  private func explain(
    _ fixture: GamificationFixture, _ person: String = "ada", metric: String = "",
    as caller: String? = nil
  ) async throws -> GamificationV1.ExplainPointsResponse {
    let options =
      if let caller {
        try await fixture.service.asPerson(caller)
      } else {
        try await fixture.service.asOperator()
      }
    return try await fixture.ledger.explainPoints(
      .init(personID: person, workday: may(4), metricID: metric), options: options)
  }

  @Test("tells every step from what was measured to the points, and the entries that add up")
  func steps() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.record(
        [handled(10, by: "ada"), measured("handle_seconds", 2_100, by: "ada")],
        [handled(20, by: "ada")])
      try await fixture.deliver(
        event(1, released(11, score: 8_750)), event(2, released(12, score: 4_500)))
      let account = try await explain(fixture)
      #expect(account.metricExplanations.map(\.pointsHundredths) == [10_000, 2_000, 8_300])
      let handleTime = try #require(account.metricExplanations.first)
      #expect(
        handleTime.measurements.map(\.measureID) == ["interactions_handled", "handle_seconds"])
      #expect(handleTime.measurements.map(\.amount) == [20, 2_100])
      #expect(handleTime.dividend == 2_100)
      #expect(handleTime.divisor == 20)
      #expect(handleTime.value == 105)
      #expect(handleTime.steps.map(\.kind) == [.scored])
      #expect(handleTime.steps.map(\.description) == ["105.0 is in zone 0"])
      let quality = try #require(account.metricExplanations.last)
      #expect(quality.steps.map(\.kind) == [.event, .event])
      #expect(quality.steps.map(\.value) == [87.5, 45])
      #expect(quality.steps.map(\.pointsHundredths) == [8_300, 0])
      #expect(quality.steps.map(\.eventID) == [uuid(11), uuid(12)])
      #expect(account.ledgerEntries.map(\.pointsHundredths) == [6_000, 6_000, 8_300])
      #expect(account.finality == .final)
      #expect(UUIDBits(account.profileID) != nil)
      let one = try await explain(fixture, metric: "quality_score")
      #expect(one.metricExplanations.map(\.metricDefinitionID) == ["quality_score"])
      #expect(one.ledgerEntries.map(\.source) == ["evaluation:\(uuid(11))"])
    }
  }

  @Test("is empty for a day of which nothing is known, and while nothing earns points")
  func empty() async throws {
    try await GamificationFixture.withPoints { fixture in
      let unknown = try await explain(fixture, "nobody")
      #expect(unknown.metricExplanations.isEmpty)
      #expect(unknown.ledgerEntries.isEmpty)
    }
    try await GamificationFixture.with { fixture in
      try await fixture.record([handled(10, by: "ada")])
      let account = try await explain(fixture)
      #expect(account.profileID.isEmpty)
      #expect(account.metricExplanations.isEmpty)
    }
  }

  @Test("is for whoever may see the person's ledger")
  func access() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      try await fixture.service.addMember("bob", grants: [(view, .own)])
      _ = try await explain(fixture, as: "ada")
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await explain(fixture, as: "bob")
      }
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await explain(fixture, metric: "happiness")
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "person_id") {
        try await explain(fixture, "a b")
      }
    }
  }
}
