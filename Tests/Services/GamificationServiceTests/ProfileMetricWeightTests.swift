import Kernel
import Messages
import RPC
import TestSupport
import Testing

private typealias Metric = GamificationV1.ProfileMetric
private typealias Multiplier = GamificationV1.ProfileMetric.Multiplier
private typealias DailyCap = GamificationV1.ProfileMetric.DailyCap

@Suite("Multipliers and daily caps of metrics")
struct ProfileMetricWeightTests {
  private static let everySelector = [
    Multiplier(selector: .queueID("sales:inbound"), factorThousandths: 1_200),
    Multiplier(selector: .everybody(true), factorThousandths: 0),
    Multiplier(selector: .teamID("red"), factorThousandths: 10_000),
    Multiplier(selector: .divisionID("red"), factorThousandths: 900),
  ]

  @Test("are kept as given, in every version its own")
  func versions() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      let plain = try await fixture.addMetric(profile)
      #expect(plain.multipliers.isEmpty)
      #expect(plain.dailyCap == nil)
      let created = try await fixture.addMetric(profile) {
        $0.multipliers = Self.everySelector
        $0.dailyCap = DailyCap(pointsMax: 100_000)
      }
      #expect(created.multipliers == Self.everySelector)
      #expect(created.dailyCap == DailyCap(pointsMax: 100_000))
      let id = created.profileMetricID
      #expect(try await fixture.metric(id) == created)
      let fewer = try await fixture.update(
        Metric(profileMetricID: id, multipliers: Array(Self.everySelector.prefix(1))),
        from: may(7))
      #expect(fewer.multipliers == Array(Self.everySelector.prefix(1)))
      #expect(fewer.dailyCap == DailyCap(pointsMax: 100_000))
      let lower = try await fixture.update(
        Metric(profileMetricID: id, dailyCap: DailyCap(pointsMax: 1)), from: may(8))
      #expect(lower.multipliers == fewer.multipliers)
      #expect(lower.dailyCap == DailyCap(pointsMax: 1))
      let none = try await fixture.update(
        Metric(profileMetricID: id), ["multipliers", "daily_cap"], from: may(9))
      #expect(none.multipliers.isEmpty)
      #expect(none.dailyCap == nil)
      #expect(try await fixture.metric(id, on: may(6)).multipliers == Self.everySelector)
      #expect(try await fixture.metric(id, on: may(7)).multipliers == fewer.multipliers)
      #expect(try await fixture.metric(id, on: may(8)).dailyCap == DailyCap(pointsMax: 1))
      #expect(
        try await fixture.versions(of: id).map(\.multipliers.count) == [0, 1, 1, 4])
    }
  }

  @Test("a metric of events has multipliers and a cap of events too")
  func events() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      let created = try await fixture.addMetric(profile, "quality_score") {
        $0.multipliers = [Multiplier(selector: .teamID("red"), factorThousandths: 1_500)]
        $0.dailyCap = DailyCap(pointsMax: 500, eventsMax: 3)
      }
      #expect(created.multipliers.count == 1)
      #expect(created.dailyCap == DailyCap(pointsMax: 500, eventsMax: 3))
      #expect(try await fixture.update(created, ["*"]) == created)
    }
  }

  @Test("an empty cap is none")
  func emptyCap() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      let created = try await fixture.addMetric(profile) { $0.dailyCap = DailyCap() }
      #expect(created.dailyCap == nil)
    }
  }

  @Test("what is wrong with them is named")
  func refused() async throws {
    try await GamificationFixture.withProfile { fixture, profile in
      let good = Multiplier(selector: .everybody(true), factorThousandths: 1_200)
      let tooMany = (0...50).map {
        Multiplier(selector: .teamID("t\($0)"), factorThousandths: 1_000)
      }
      let queue = [Multiplier(selector: .queueID("q"), factorThousandths: 1_000)]
      let bad: [(String, String, String, [Multiplier], DailyCap?)] = [
        (
          "INVALID_FIELD", "average_handle_time", "multipliers[1].factor_thousandths",
          [good, Multiplier(selector: .teamID("red"), factorThousandths: 10_001)], nil
        ),
        (
          "INVALID_FIELD", "average_handle_time", "multipliers[0].factor_thousandths",
          [Multiplier(selector: .teamID("red"), factorThousandths: -1)], nil
        ),
        (
          "FIELD_REQUIRED", "average_handle_time", "multipliers[1].factor_thousandths",
          [good, Multiplier(selector: .teamID("red"))], nil
        ),
        (
          "FIELD_REQUIRED", "average_handle_time", "multipliers[0].selector",
          [Multiplier(factorThousandths: 1)], nil
        ),
        (
          "INVALID_FIELD", "average_handle_time", "multipliers[0].everybody",
          [Multiplier(selector: .everybody(false), factorThousandths: 1)], nil
        ),
        (
          "INVALID_FIELD", "average_handle_time", "multipliers[0].team_id",
          [Multiplier(selector: .teamID("no space"), factorThousandths: 1)], nil
        ),
        ("INVALID_FIELD", "average_handle_time", "multipliers[1].selector", [good, good], nil),
        ("INVALID_FIELD", "average_handle_time", "multipliers", tooMany, nil),
        ("INVALID_FIELD", "quality_score", "multipliers[0].queue_id", queue, nil),
        (
          "INVALID_FIELD", "average_handle_time", "daily_cap.points_max", [],
          DailyCap(pointsMax: 0)
        ),
        (
          "INVALID_FIELD", "quality_score", "daily_cap.events_max", [],
          DailyCap(eventsMax: 1_001)
        ),
        (
          "INVALID_FIELD", "average_handle_time", "daily_cap.events_max", [],
          DailyCap(eventsMax: 3)
        ),
      ]
      for (reason, definition, field, multipliers, cap) in bad {
        await expectFailure(.invalidArgument, reason, field: "profile_metric.\(field)") {
          try await fixture.addMetric(profile, definition) {
            $0.multipliers = multipliers
            $0.dailyCap = cap
          }
        }
      }
      let names = try await fixture.names(profile)
      #expect(names.isEmpty)
    }
  }
}
