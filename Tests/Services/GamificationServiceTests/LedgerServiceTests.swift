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
    try await GamificationFixture.with { fixture in
      try await fixture.service.addMember("ada", team: "red", grants: [(view, .own)])
      try await fixture.service.addMember("bob", grants: [(view, .own)])
      try await fixture.service.addMember(
        "lead", grants: [(view, .team(TeamID(stored: "red")))])
      try await fixture.record(
        [handled(10, by: "ada", on: 4)], [handled(20, by: "bob", on: 4)],
        [handled(15, by: "ada", on: 4)], [handleTime(total: 210, count: 1, by: "ada", on: 5)],
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
      #expect(entries.map(\.pointsHundredths) == [1_000, 2_000, 500, 5_000, 100])
      let last = try #require(entries.dropLast().last)
      #expect(last.metricID == "average_handle_time")
      #expect(last.workday == may(5))
      #expect(last.source == "workday")
      #expect(last.value == 210)
      #expect(last.createTime != nil)
      #expect(UUIDBits(last.ledgerEntryID) != nil)
    }
  }

  @Test("filters by person, metric and workday")
  func filters() async throws {
    try await withEntries { fixture in
      let options = try await fixture.service.asOperator()
      for (request, points) in [
        (.init(personID: "ada"), [1_000, 500, 5_000]),
        (.init(personID: "ada", metricID: "interactions_handled"), [1_000, 500]),
        (.init(startWorkday: may(5)), [5_000, 100]),
        (.init(endWorkday: may(4)), [1_000, 2_000, 500]),
        (.init(startWorkday: may(5), endWorkday: may(5)), [5_000]),
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
        ("ada", [1_000, 500, 5_000]), ("bob", [2_000]),
        (
          "lead",
          [
            1_000, 500, 5_000,
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
  static let sql = "UPDATE gamification.ledger_entry SET points_e2 = 1 WHERE organization_id = $1"

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }
}
