import GamificationDomain
import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing
import WellKnownMessages

@testable import GamificationStore

private let export = Permission("gamification:points:export")

@Suite("ExportService.ExportPoints", .timeLimit(.minutes(10)))
struct ExportPointsTests {
  private typealias Request = GamificationV1.ExportPointsRequest

  private func request(
    metric: String = "", profile: String = "", cursor: String = "", from start: Int32 = 1,
    through end: Int32 = 31, format: Request.Format = .unspecified
  ) -> Request {
    Request(
      startWorkday: may(start), endWorkday: may(end), profileID: profile, metricID: metric,
      format: format, cursor: cursor)
  }

  private func responses(
    _ fixture: GamificationFixture, _ request: Request, as caller: String? = nil
  ) async throws -> [GamificationV1.ExportPointsResponse] {
    let options =
      if let caller {
        try await fixture.service.asPerson(caller)
      } else {
        try await fixture.service.asOperator()
      }
    return try await fixture.exports.exportPoints(request, options: options) { stream in
      var responses: [GamificationV1.ExportPointsResponse] = []
      for try await response in stream { responses.append(response) }
      return responses
    }
  }

  private func rows(
    _ fixture: GamificationFixture, _ request: Request, as caller: String? = nil
  ) async throws -> [GamificationV1.PointsRow] {
    try await responses(fixture, request, as: caller).flatMap {
      response -> [GamificationV1.PointsRow] in
      guard case .rows(let part) = response.content else { return [] }
      return part.rows
    }
  }

  private func keys(_ rows: [GamificationV1.PointsRow]) -> [String] {
    rows.map { "\($0.workday?.day ?? 0) \($0.personID) \($0.metricDefinitionID)" }
  }

  private func withFacts(_ test: (GamificationFixture) async throws -> Void) async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember(
        "ada", name: "Ada, \"Countess\"", division: "north", team: "red", grants: [(export, .own)])
      try await fixture.service.addMember(
        "lead", grants: [(export, .team(TeamID(stored: "red")))])
      try await fixture.record([
        handled(10, by: "ada", on: 5), measured("handle_seconds", 2_100, by: "ada", on: 5),
        handled(20, by: "ada", on: 4), handled(7, by: "bob", on: 4),
      ])
      try await test(fixture)
    }
  }

  @Test("sends the rows by workday, person and metric, with what explains them")
  func rows() async throws {
    try await withFacts { fixture in
      let rows = try await rows(fixture, request())
      #expect(
        keys(rows) == [
          "4 ada interactions_handled", "4 bob interactions_handled", "5 ada average_handle_time",
          "5 ada interactions_handled",
        ])
      let row = try #require(rows.dropLast().last)
      #expect(row.displayName == "Ada, \"Countess\"")
      #expect(row.divisionID == "north" && row.teamID == "red")
      #expect(row.metricDisplayName == "Average handle time" && row.unit == .seconds)
      #expect(row.dividend == 2_100 && row.divisor == 10 && row.value == 210)
      #expect(row.pointsHundredths == 5_000 && row.pointsMaxHundredths == 10_000)
      #expect(row.heldPointsHundredths == 0 && row.metricVersion == 1)
      #expect(row.finality == .final)
      #expect(UUIDBits(row.profileID) != nil && UUIDBits(row.profileMetricID) != nil)
      #expect(rows.filter { $0.personID == "bob" }.map(\.displayName) == [""])
    }
  }

  @Test("filters by workday, metric and profile")
  func filters() async throws {
    try await withFacts { fixture in
      let profile = try #require(try await rows(fixture, request()).first).profileID
      for (request, count) in [
        (request(from: 5), 2), (request(through: 4), 2), (request(from: 6), 0),
        (request(metric: "average_handle_time"), 1), (request(profile: profile), 4),
        (request(profile: uuid(1)), 0),
      ] {
        #expect(try await rows(fixture, request).count == count)
      }
      await expectFailure(.notFound, "METRIC_NOT_FOUND") {
        try await rows(fixture, request(metric: "happiness"))
      }
    }
  }

  @Test("goes on behind a cursor")
  func cursor() async throws {
    try await withFacts { fixture in
      let first = try #require(
        try await responses(fixture, request(through: 4)).first)
      #expect(!first.cursor.isEmpty)
      #expect(try await rows(fixture, request(cursor: first.cursor, through: 4)).isEmpty)
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "cursor") {
        try await rows(fixture, request(cursor: first.cursor))
      }
      try await fixture.record([handled(3, by: "cleo", on: 4), handled(3, by: "aaa", on: 4)])
      #expect(
        keys(try await rows(fixture, request(cursor: first.cursor, through: 4)))
          == ["4 cleo interactions_handled"])
    }
  }

  @Test("parts of an export are the whole, whatever their size")
  func parts() async throws {
    try await withFacts { fixture in
      let exports = PostgresExportRepository(pool: fixture.service.pool, books: RuleBooks())
      let query = ExportQuery(
        range: try WorkdayRange(
          from: Workday(daysSinceEpoch: 20_574), through: Workday(daysSinceEpoch: 20_604)),
        profile: nil, metric: nil, visibility: .all)
      for daysMax in 1...4 {
        var days: [String] = []
        var position = ExportPosition.start(of: query)
        while true {
          let part = try await exports.part(
            in: ServiceFixture.acme, query, behind: position, daysMax: daysMax,
            at: SystemWallClock().now())
          days += part.days.map { "\($0.result.workday) \($0.person)" }
          position = part.days.last.map { ExportPosition(behind: $0) } ?? position
          if part.isLast { break }
        }
        #expect(days == ["2026-05-04 ada", "2026-05-04 bob", "2026-05-05 ada"])
      }
    }
  }

  @Test("writes comma-separated values, with the names of the columns once")
  func csv() async throws {
    try await withFacts { fixture in
      let all = try await responses(fixture, request(format: .csv))
      let lines = try text(all).split(separator: "\r\n")
      #expect(lines.count == 5)
      #expect(lines.first?.hasPrefix("workday,person_id,display_name,") == true)
      #expect(lines[1].hasPrefix(#"2026-05-04,ada,"Ada, ""Countess""",north,red,"#))
      #expect(lines[1].hasSuffix(",20.0,1.0,20.0,20.00,1000.00,0.00,final"))
      let cursor = try #require(all.last).cursor
      #expect(try await responses(fixture, request(cursor: cursor, format: .csv)).isEmpty)
      let nothing = try await responses(fixture, request(from: 6, format: .csv))
      #expect(try text(nothing) == PointsCSV.header)
    }
  }

  private func text(_ responses: [GamificationV1.ExportPointsResponse]) throws -> String {
    let bytes = responses.flatMap { response -> [UInt8] in
      guard case .csv(let lines) = response.content else { return [] }
      return lines
    }
    return try #require(String(validating: bytes, as: UTF8.self))
  }

  @Test("exports what the caller's grants open, and nothing of another organisation")
  func access() async throws {
    try await withFacts { fixture in
      for caller in ["ada", "lead"] {
        #expect(Set(try await rows(fixture, request(), as: caller).map(\.personID)) == ["ada"])
      }
      try await fixture.service.addMember("eve")
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await rows(fixture, request(), as: "eve")
      }
      let other = try await fixture.exports.exportPoints(
        request(), options: try await fixture.service.asOperator(in: ServiceFixture.globex)
      ) { stream in try await stream.first { _ in true } }
      #expect(other == nil)
    }
  }

  @Test("leaves a record of who exports what")
  func audit() async throws {
    try await withFacts { fixture in
      _ = try await rows(
        fixture, request(metric: "average_handle_time", from: 4, through: 5), as: "lead")
      let records = try await fixture.service.pool.execute(
        SelectExportRecords(), in: .organization(ServiceFixture.acme))
      #expect(records == ["person:lead 2026-05-04 2026-05-05 1"])
    }
  }

  @Test("names the field that is wrong")
  func invalid() async throws {
    try await withFacts { fixture in
      for (bad, field) in [
        (request(from: 32), "start_workday"), (request(from: 5, through: 4), "end_workday"),
        (request(profile: "x"), "profile_id"), (request(cursor: "x"), "cursor"),
        (request(format: .unrecognized(9)), "format"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await rows(fixture, bad)
        }
      }
    }
  }
}

@Suite("gamification.reporting_points")
struct ReportingPointsTests {
  @Test("has the rows of an export, of one organisation")
  func rows() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("ada", name: "Ada", division: "north", team: "red")
      try await fixture.record([
        handled(10, by: "ada", on: 5), measured("handle_seconds", 2_100, by: "ada", on: 5),
        handled(7, by: "bob", on: 4),
      ])
      let rows = try await fixture.service.pool.execute(
        SelectReportedPoints(), in: .organization(ServiceFixture.acme))
      #expect(
        rows == [
          "2026-05-04||bob||||interactions_handled|Interactions handled|1|7|1|7.00|1000.00|0.00"
            + "|final",
          "2026-05-05|Ada|ada|north|red||average_handle_time|Average handle time|1|2100|10|50.00"
            + "|100.00|0.00|final",
          "2026-05-05|Ada|ada|north|red||interactions_handled|Interactions handled|1|10|1|10.00"
            + "|1000.00|0.00|final",
        ])
      #expect(
        try await fixture.service.pool.execute(
          SelectReportedPoints(), in: .organization(ServiceFixture.globex)
        ).isEmpty)
    }
  }

  @Test("can be read by a role that may do nothing else")
  func role() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.record([handled(7, by: "bob"), handled(7, by: "ada")])
      func check(_ organization: String, _ count: Int) -> String {
        """
        SET LOCAL laurel.organization_id = '\(organization)';
        DO $$ BEGIN
          IF (SELECT count(*) FROM gamification.reporting_points) <> \(count) THEN
            RAISE EXCEPTION '\(organization)';
          END IF;
        END $$;
        """
      }
      try await fixture.run(
        """
        BEGIN;
        CREATE ROLE gamification_reporting_example;
        GRANT USAGE ON SCHEMA gamification TO gamification_reporting_example;
        GRANT SELECT ON gamification.reporting_points, gamification.person_day,
          gamification.member, gamification.profile_metric, gamification.profile_metric_version,
          gamification.settings_version, gamification.replica_organization
          TO gamification_reporting_example;
        SET LOCAL ROLE gamification_reporting_example;
        \(check("acme", 2))
        \(check("globex", 0))
        ROLLBACK;
        """)
    }
  }

  @Test("has points of today as provisional")
  func provisional() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.record([handled(7, by: "bob", on: 4)])
      try await fixture.run(
        """
        UPDATE gamification.person_day SET workday = (now() AT TIME ZONE 'Asia/Jerusalem')::date
        """)
      let rows = try await fixture.service.pool.execute(
        SelectReportedPoints(), in: .organization(ServiceFixture.acme))
      #expect(rows.map { $0.hasSuffix("|provisional") } == [true])
    }
  }
}

private struct SelectReportedPoints: Query {
  static let sql = """
    SELECT concat_ws('|', workday, display_name, person_id, coalesce(division_id, ''),
      coalesce(team_id, ''), '', metric_definition_id, metric_display_name, metric_version,
      dividend, divisor, points, points_max, held_points, finality)
    FROM gamification.reporting_points
    ORDER BY workday, person_id, metric_definition_id
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}

private struct SelectExportRecords: Query {
  static let sql = """
    SELECT concat_ws(' ', caller, detail->>'start_workday', detail->>'end_workday',
      jsonb_array_length(detail->'profile_metric_ids'))
    FROM gamification.audit_record WHERE action = 'points.export'
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}
