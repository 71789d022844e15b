import GamificationDomain
import Kernel
import Logging
import Messages
import Postgres
import TestSupport
import Testing
import WellKnownMessages

@testable import GamificationStore

/// What a metric of a profile has earned on a workday.
struct Earned: Sendable {
  var person: String
  var points: Double
  var day: Int32 = 4
  var metric = Earned.handled
  /// Seconds after the start of 2026-06-01.
  var time: Int64 = 0

  static let handled = ProfileMetricID(uuid: UUIDBits(high: 7, low: 1))
  static let quality = ProfileMetricID(uuid: UUIDBits(high: 7, low: 2))

  var workday: PersonDay {
    PersonDay(
      person: PersonID(stored: person), workday: Workday(daysSinceEpoch: 20_573 + day))
  }

  var awardTime: Timestamp {
    Timestamp(microseconds: (1_780_272_000 + time) * 1_000_000)
  }
}

func earned(
  _ points: Double, by person: String, on day: Int32 = 4,
  metric: ProfileMetricID = Earned.handled, at time: Int64 = 0
) -> Earned {
  Earned(person: person, points: points, day: day, metric: metric, time: time)
}

/// Workdays with points that no rules have made.
struct AwardedDays: Sendable {
  let pool: PostgresPool

  /// Gives metrics points on workdays; what is given again replaces what was there.
  func award(
    _ earned: [Earned], in organization: OrganizationID = ServiceFixture.acme
  ) async throws {
    for (day, earned) in Dictionary(grouping: earned, by: \.workday) {
      let ids = UUIDv7Generator(clock: SystemWallClock())
      let time = earned.map(\.awardTime).max() ?? Timestamp(microseconds: 0)
      try await pool.withWorkdays(organization) { transaction in
        let records = try await transaction.lockDays([day], in: organization)
        let updates = records.map { record in
          var points = Dictionary(record.points.map { ($0.metric, $0.points) }) { first, _ in first
          }
          for one in earned {
            points[one.metric] = Points(hundredths: Int64(one.points * 100))
          }
          let result = DayResult(
            metrics: points.map { metric, points in
              MetricOutcome(
                metric: metric, version: 1, amounts: MetricAmounts(dividend: 1, divisor: 1),
                value: 1, points: points, pointsMax: points, steps: [])
            })
          let lines = result.lines(from: record.points)
          return DayUpdate(
            record: record, sheet: record.sheet, profile: nil, result: result,
            posting: lines.isEmpty
              ? nil
              : LedgerPosting(
                id: ids.makeID(), day: day, cause: .measurement, source: "test", awardTime: time,
                finality: .provisional, expiry: nil, lines: lines))
        }
        try await transaction.store(updates, in: organization, at: time)
      }
    }
  }
}

/// What all requests about boards of people have in common, of May 2026.
protocol PeopleBoardRequest {
  init()
  var startWorkday: GoogleType.Date? { get set }
  var endWorkday: GoogleType.Date? { get set }
  var metricID: String { get set }
  var divisionID: String { get set }
  var teamID: String { get set }
  var profileID: String { get set }
  var tiePolicy: GamificationV1.TiePolicy { get set }
  var includeWithoutPoints: Bool { get set }
}

extension GamificationV1.ListLeaderboardEntriesRequest: PeopleBoardRequest {}
extension GamificationV1.GetLeaderboardRankRequest: PeopleBoardRequest {}
extension GamificationV1.WatchLeaderboardRequest: PeopleBoardRequest {}

extension PeopleBoardRequest {
  /// The board of May.
  static func may(
    metric: String = "", division: String = "", team: String = "", profile: String = "",
    ties: GamificationV1.TiePolicy = .unspecified, all: Bool = false
  ) -> Self {
    var request = Self()
    request.startWorkday = GoogleType.Date(year: 2026, month: 5, day: 1)
    request.endWorkday = GoogleType.Date(year: 2026, month: 5, day: 31)
    request.metricID = metric
    request.divisionID = division
    request.teamID = team
    request.profileID = profile
    request.tiePolicy = ties
    request.includeWithoutPoints = all
    return request
  }

  /// The same with something else.
  func with(_ change: (inout Self) -> Void) -> Self {
    var request = self
    change(&request)
    return request
  }
}

extension GamificationFixture {
  /// Writes workdays to the database.
  func award(
    _ earned: Earned..., in organization: OrganizationID = ServiceFixture.acme
  ) async throws {
    try await AwardedDays(pool: service.pool).award(earned, in: organization)
  }

  /// Red is ada, bob and cleo, blue is dan, both in the north; eve is alone in the south.
  static func withTeams(_ test: (GamificationFixture) async throws -> Void) async throws {
    try await with { fixture in
      for (person, name, division, team) in [
        ("ada", "Zoe", "north", "red"), ("bob", "Bert", "north", "red"),
        ("cleo", "Cleo", "north", "red"), ("dan", "Dan", "north", "blue"),
        ("eve", "Eve", "south", "green"),
      ] {
        try await fixture.service.addMember(person, name: name, division: division, team: team)
      }
      try await fixture.award(
        earned(30, by: "ada", on: 4), earned(20, by: "ada", on: 5), earned(20, by: "bob"),
        earned(20, by: "cleo"), earned(10, by: "dan"), earned(60, by: "eve"))
      try await test(fixture)
    }
  }

  /// A profile in which the people are, who may see their own results.
  func makeTeam(
    _ people: [String], visibleRanks: Int32 = 3
  ) async throws -> String {
    let options = try await service.asOperator()
    for person in people {
      try await service.addMember(
        person, team: "red", grants: [(Permission("gamification:leaderboard:view"), .own)])
    }
    let profile = try await profiles.createProfile(
      GamificationV1.CreateProfileRequest(
        profile: GamificationV1.Profile(displayName: "Sales", visibleRanksMax: visibleRanks)),
      options: options
    ).profile
    let id = try #require(profile).profileID
    _ = try await profiles.changeProfileMembers(
      GamificationV1.ChangeProfileMembersRequest(profileID: id, assignPersonIDs: people),
      options: options)
    return id
  }

  /// A metric of a profile with the id; its definition is a built-in one.
  func addMetric(
    _ metric: ProfileMetricID, _ definition: String, to profile: String
  ) async throws {
    try await run(
      """
      INSERT INTO gamification.profile_metric (
        organization_id, profile_metric_id, profile_id, metric_definition_id, position,
        create_time)
      VALUES ('acme', '\(metric)', '\(profile)', '\(definition)', 0, now())
      """)
  }

  /// Runs SQL as the superuser.
  func run(_ script: String) async throws {
    try await PostgresSession.withSession(
      service.database.superuserURL, connectTimeout: .seconds(20), statementTimeout: .seconds(20),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    ) { try await $0.run(script: script, name: "Script") }
  }
}
