import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let update = Permission("gamification:profile:update")

extension GamificationFixture {
  fileprivate var simulations: GamificationV1.SimulationServiceClient { .init(service.client) }

  /// Runs a test on 4 May 2026 before anything is turned on, with what was recorded before.
  fileprivate static func withFacts(
    _ test: (GamificationFixture) async throws -> Void
  ) async throws {
    try await with(clock: FixedWallClock(noon)) { fixture in
      for person in ["ada", "bob", "cleo"] {
        try await fixture.service.addMember(
          person, name: person.prefix(1).uppercased() + person.dropFirst())
      }
      try await fixture.record([
        handled(10, by: "ada", on: 1), handled(20, by: "ada", on: 2),
        handled(25, by: "bob", on: 3), handled(0, by: "cleo", on: 3),
        handled(50, by: "stranger", on: 2), handled(99, by: "ada", on: 4),
      ])
      try await test(fixture)
    }
  }

  fileprivate func dryRun(
    _ request: GamificationV1.DryRunPointsRequest = .init(), as person: String? = nil
  ) async throws -> [GamificationV1.DryRunPointsResponse] {
    let options =
      if let person { try await service.asPerson(person) } else { try await service.asOperator() }
    return try await simulations.dryRunPoints(request, options: options) { responses in
      var all: [GamificationV1.DryRunPointsResponse] = []
      for try await response in responses { all.append(response) }
      return all
    }
  }

  fileprivate func preview(
    _ metric: GamificationV1.ProfileMetric?, days: Int32 = 0, as person: String? = nil
  ) async throws -> GamificationV1.ObjectivePreview {
    let options =
      if let person { try await service.asPerson(person) } else { try await service.asOperator() }
    let last = try await simulations.previewObjective(
      .init(profileMetric: metric, days: days), options: options
    ) { responses in
      var last: GamificationV1.PreviewObjectiveResponse?
      for try await response in responses { last = response }
      return last
    }
    #expect(last?.doneCount == last?.totalCount)
    return try #require(last?.preview)
  }
}

/// Two points for each, up to a hundred.
private var doubled: GamificationV1.ProfileMetric.Objective {
  .init(
    kind: .scaled,
    zones: [
      .init(lowerValue: 0, upperValue: 100, lowerPoints: 0, upperPoints: 200),
      .init(lowerValue: 100, lowerPoints: 200, upperPoints: 200),
    ])
}

@Suite("SimulationService.DryRunPoints")
struct DryRunPointsTests {
  @Test("tells before anything is turned on what people would have, and who would lead")
  func before() async throws {
    try await GamificationFixture.withFacts { fixture in
      let responses = try await fixture.dryRun()
      #expect(responses.map(\.totalCount) == [4, 4])
      #expect(responses.map(\.doneCount) == [4, 4])
      let people = responses.flatMap(\.people)
      #expect(people.map(\.personID) == ["ada", "bob", "cleo", "stranger"])
      #expect(people.map(\.displayName) == ["Ada", "Bob", "Cleo", ""])
      #expect(people.map(\.pointsHundredths) == [3_000, 2_500, 0, 5_000])
      #expect(people.map(\.earnedHundredths) == [0, 0, 0, 0])
      #expect(people.map(\.workdayCount) == [2, 1, 1, 1])
      let summary = try #require(responses.last?.summary)
      #expect(summary.startWorkday == GoogleType.Date(year: 2026, month: 4, day: 4))
      #expect(summary.endWorkday == may(3))
      #expect(summary.personCount == 3)
      #expect(summary.pointsHundredths == 10_500)
      #expect(summary.leaders.map(\.personID) == ["ada", "bob"])
      #expect(summary.leaders.map(\.rank) == [1, 2])
      #expect(summary.leaders.map(\.pointsHundredths) == [3_000, 2_500])
    }
  }

  @Test("writes nothing")
  func writesNothing() async throws {
    try await GamificationFixture.withFacts { fixture in
      _ = try await fixture.dryRun()
      #expect(try await fixture.entries().isEmpty)
      #expect(try await fixture.scorecard(of: "ada").pointsHundredths == 0)
      let profiles = try await fixture.profiles.listProfiles(
        .init(), options: try await fixture.service.asOperator())
      #expect(profiles.profiles.isEmpty)
    }
  }

  @Test("is what activation gives then")
  func activation() async throws {
    try await GamificationFixture.withFacts { fixture in
      let people = try await fixture.dryRun(.init(days: 3)).flatMap(\.people)
      try await fixture.activate(from: may(1))
      for person in people {
        try await eventually {
          let card = try await fixture.scorecards.getScorecard(
            .init(personID: person.personID, startWorkday: may(1), endWorkday: may(3)),
            options: try await fixture.service.asOperator())
          return card.scorecard?.pointsHundredths == person.pointsHundredths
        }
      }
      let after = try await fixture.dryRun(.init(days: 3)).flatMap(\.people)
      #expect(after.map(\.earnedHundredths) == people.map(\.pointsHundredths))
      #expect(after.map(\.pointsHundredths) == people.map(\.pointsHundredths))
    }
  }

  @Test("takes drafts of settings, and rules of a day ahead")
  func drafts() async throws {
    try await GamificationFixture.withFacts { fixture in
      let alone = try await fixture.dryRun(
        .init(gamificationSettings: .init(automaticAssignment: false)))
      #expect(alone.last?.summary?.pointsHundredths == 0)
      try await fixture.activate(from: may(4))
      let profile = try #require(
        try await fixture.profiles.listProfiles(
          .init(), options: try await fixture.service.asOperator()
        ).profiles.first)
      let metrics = try await fixture.metrics(of: profile.profileID)
      let metric = try #require(
        metrics.first { $0.metricDefinitionID == "interactions_handled" })
      _ = try await fixture.update(
        .init(profileMetricID: metric.profileMetricID, objective: doubled), from: may(10))
      #expect(try await fixture.dryRun().last?.summary?.pointsHundredths == 10_500)
      let planned = try await fixture.dryRun(.init(rulesWorkday: may(10)))
      #expect(planned.last?.summary?.pointsHundredths == 21_000)
    }
  }

  @Test("sends people a few at a time, with how many are done")
  func progress() async throws {
    try await GamificationFixture.withFacts { fixture in
      try await fixture.record((0..<60).map { handled(1, by: "agent-\($0)", on: 3) })
      let responses = try await fixture.dryRun(.init(days: 1, leadersMax: 1))
      #expect(responses.map(\.doneCount) == [25, 50, 62, 62])
      #expect(responses.dropLast().map(\.people.count) == [25, 25, 12])
      #expect(responses.last?.summary?.leaders.map(\.personID) == ["bob"])
    }
  }

  @Test("names the field that is wrong, and needs the permission for everything")
  func refused() async throws {
    try await GamificationFixture.withFacts { fixture in
      for (bad, field) in [
        (.init(days: 32), "days"), (.init(days: -1), "days"),
        (.init(leadersMax: 301), "leaders_max"),
        (.init(rulesWorkday: may(3)), "rules_workday"),
        (.init(rulesWorkday: may(32)), "rules_workday"),
        (
          .init(gamificationSettings: .init(decay: .days, decayDays: 1)),
          "gamification_settings.decay_days"
        ),
      ] as [(GamificationV1.DryRunPointsRequest, String)] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.dryRun(bad)
        }
      }
      try await fixture.service.addMember("ada", grants: [(update, .own)])
      try await fixture.service.addMember("boss", grants: [(update, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.dryRun(as: "ada")
      }
      #expect(try await fixture.dryRun(as: "boss").count == 2)
    }
  }
}

@Suite("SimulationService.PreviewObjective")
struct PreviewObjectiveTests {
  /// The default profile and its metric of handled interactions, turned on from 4 May.
  private func withMetric(
    _ test: (GamificationFixture, GamificationV1.ProfileMetric) async throws -> Void
  ) async throws {
    try await GamificationFixture.withFacts { fixture in
      try await fixture.activate(from: may(4))
      let profile = try #require(
        try await fixture.profiles.listProfiles(
          .init(), options: try await fixture.service.asOperator()
        ).profiles.first)
      let metrics = try await fixture.metrics(of: profile.profileID)
      let metric = try #require(
        metrics.first { $0.metricDefinitionID == "interactions_handled" })
      try await test(fixture, metric)
    }
  }

  @Test("tells what other settings of a metric would have paid, beside the present ones")
  func compares() async throws {
    try await withMetric { fixture, metric in
      let preview = try await fixture.preview(
        .init(profileMetricID: metric.profileMetricID, objective: doubled))
      #expect(preview.endWorkday == may(3))
      let (draft, present) = (
        try #require(preview.draft), try #require(preview.present)
      )
      #expect(draft.totalHundredths == 21_000)
      #expect(present.totalHundredths == 10_500)
      #expect(draft.personCount == 4)
      #expect(draft.paidPersonCount == 3)
      #expect(draft.workdayCount == 5)
      #expect(draft.personSpread?.minHundredths == 0)
      #expect(draft.personSpread?.medianHundredths == 5_500)
      #expect(draft.personSpread?.maxHundredths == 10_000)
      #expect(draft.workdaySpread?.medianHundredths == 4_000)
      #expect(present.personSpread?.medianHundredths == 2_750)
      #expect(try await fixture.versions(of: metric.profileMetricID).count == 1)
    }
  }

  @Test("tells what a new metric would have paid to the people of a profile")
  func new() async throws {
    try await withMetric { fixture, _ in
      let options = try await fixture.service.asOperator()
      let created = try await fixture.profiles.createProfile(
        .init(profile: .init(displayName: "Own")), options: options)
      let profile = try #require(created.profile).profileID
      _ = try await fixture.profiles.changeProfileMembers(
        .init(profileID: profile, assignPersonIDs: ["ada"]), options: options)
      let draft = GamificationV1.ProfileMetric(
        profileID: profile, metricDefinitionID: "interactions_handled", objective: doubled)
      let preview = try await fixture.preview(draft, days: 2)
      #expect(preview.present == nil)
      #expect(preview.draft?.totalHundredths == 4_000)
      #expect(preview.draft?.personCount == 1)
      #expect(preview.draft?.workdayCount == 1)
      #expect(try await fixture.metrics(of: profile).isEmpty)
    }
  }

  @Test("has no spread where nothing was measured")
  func empty() async throws {
    try await withMetric { fixture, metric in
      let preview = try await fixture.preview(
        .init(
          profileID: metric.profileID, metricDefinitionID: "average_handle_time",
          objective: atMost(240)))
      #expect(preview.draft?.totalHundredths == 0)
      #expect(preview.draft?.personSpread == nil)
    }
  }

  @Test("names what is wrong or missing, and needs the permission for everything")
  func refused() async throws {
    try await withMetric { fixture, metric in
      let id = metric.profileMetricID
      for (bad, days, field) in [
        (.init(profileMetricID: id), 32, "days"),
        (.init(profileMetricID: "x"), 0, "profile_metric.profile_metric_id"),
        (.init(profileMetricID: id, precision: 6), 0, "profile_metric.precision"),
        (.init(profileID: "x"), 0, "profile_metric.profile_id"),
        (.init(profileID: metric.profileID), 0, "profile_metric.metric_definition_id"),
        (
          .init(profileID: metric.profileID, metricDefinitionID: "quality_score"), 0,
          "profile_metric.objective"
        ),
      ] as [(GamificationV1.ProfileMetric?, Int32, String)] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.preview(bad, days: days)
        }
      }
      await expectFailure(.invalidArgument, "FIELD_REQUIRED", field: "profile_metric") {
        try await fixture.preview(nil)
      }
      for (missing, reason) in [
        (.init(profileMetricID: uuid(9)), "PROFILE_METRIC_NOT_FOUND"),
        (.init(profileID: uuid(9)), "PROFILE_NOT_FOUND"),
        (
          .init(profileID: metric.profileID, metricDefinitionID: "happiness"),
          "METRIC_DEFINITION_NOT_FOUND"
        ),
      ] as [(GamificationV1.ProfileMetric, String)] {
        await expectFailure(.notFound, reason) { try await fixture.preview(missing) }
      }
      try await fixture.service.addMember("ada", grants: [(update, .own)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.preview(.init(profileMetricID: id), as: "ada")
      }
    }
  }
}
