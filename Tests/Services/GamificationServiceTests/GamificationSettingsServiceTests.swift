import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:profile:view")
private let update = Permission("gamification:profile:update")

/// 2026-05-05, shortly after midnight where the organisations are.
private let night = FixedWallClock(Timestamp(microseconds: 1_777_933_800_000_000))

private typealias Settings = GamificationV1.GamificationSettings

extension GamificationFixture {
  fileprivate func change(
    _ settings: Settings, mask: [String]? = nil, start: GoogleType.Date? = nil,
    request: String = "", as person: String? = nil
  ) async throws -> Settings {
    let options =
      if let person { try await service.asPerson(person) } else { try await service.asOperator() }
    let response = try await self.settings.updateGamificationSettings(
      GamificationV1.UpdateGamificationSettingsRequest(
        gamificationSettings: settings, updateMask: mask.map { .init(paths: $0) },
        startWorkday: start, requestID: request), options: options)
    return try #require(response.gamificationSettings)
  }

  fileprivate func finality(
    of person: String, on workday: GoogleType.Date
  ) async throws -> GamificationV1.Finality? {
    let response = try await ledger.explainPoints(
      GamificationV1.ExplainPointsRequest(personID: person, workday: workday),
      options: try await service.asOperator())
    return response.finality
  }

  fileprivate func settings(on workday: GoogleType.Date? = nil) async throws -> Settings {
    let response = try await settings.getGamificationSettings(
      GamificationV1.GetGamificationSettingsRequest(workday: workday),
      options: try await service.asOperator())
    return try #require(response.gamificationSettings)
  }
}

@Suite("GamificationSettingsService.GetGamificationSettings")
struct GetGamificationSettingsTests {
  @Test("is off with documented values before anybody has set anything")
  func standard() async throws {
    try await GamificationFixture.with { fixture in
      let settings = try await fixture.settings()
      #expect(
        settings
          == Settings(
            active: false, automaticAssignment: true, floorPolicy: .zero, decay: .never,
            settlementLagMinutes: 120, factWindowDays: 7, rescoreWindowDays: 6, version: 0,
            etag: "\"0\""))
    }
  }

  @Test("shows what holds on a workday, to whoever may see profiles")
  func workdays() async throws {
    try await GamificationFixture.withPoints { fixture in
      #expect(try await fixture.settings(on: may(1)).active == true)
      let before = try await fixture.settings(on: GoogleType.Date(year: 2026, month: 4, day: 30))
      #expect(before.active == false)
      #expect(before.version == 0)
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      try await fixture.service.addMember("bob")
      let request = GamificationV1.GetGamificationSettingsRequest()
      let seen = try await fixture.settings.getGamificationSettings(
        request, options: try await fixture.service.asPerson("ada"))
      #expect(seen.gamificationSettings?.active == true)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.settings.getGamificationSettings(
          request, options: try await fixture.service.asPerson("bob"))
      }
    }
  }
}

@Suite("GamificationSettingsService.ListGamificationSettingsVersions")
struct ListGamificationSettingsVersionsTests {
  @Test("lists versions newest first, page by page, with who made them")
  func pages() async throws {
    try await GamificationFixture.withPoints { fixture in
      _ = try await fixture.change(Settings(decay: .monthly))
      _ = try await fixture.change(Settings(floorPolicy: .compensateOnly))
      let options = try await fixture.service.asOperator()
      let first = try await fixture.settings.listGamificationSettingsVersions(
        .init(pageSize: 2), options: options)
      #expect(first.gamificationSettings.map(\.version) == [3, 2])
      let second = try await fixture.settings.listGamificationSettingsVersions(
        .init(pageSize: 2, pageToken: first.nextPageToken), options: options)
      #expect(second.gamificationSettings.map(\.version) == [1])
      #expect(second.nextPageToken.isEmpty)
      #expect(second.gamificationSettings.map(\.caller) == ["service:operator"])
    }
  }
}

@Suite("GamificationSettingsService.UpdateGamificationSettings")
struct UpdateGamificationSettingsTests {
  @Test("turned on, gives points for what was recorded before, by the default profile")
  func activation() async throws {
    try await GamificationFixture.with { fixture in
      try await fixture.record([handled(40, by: "ada", on: 3), handled(5, by: "ada", on: 4)])
      #expect(try await fixture.scorecard(of: "ada").pointsHundredths == 0)
      let settings = try await fixture.activate(from: may(4))
      #expect(settings.version == 1)
      #expect(settings.startWorkday == may(4))
      #expect(settings.caller == "service:operator")
      try await eventually { try await fixture.scorecard(of: "ada").pointsHundredths == 500 }
      let entries = try await fixture.entries()
      #expect(entries.map(\.workday) == [may(4)])
      #expect(entries.map(\.cause) == [.rules])
      #expect(entries.map(\.source) == ["settings/1"])
      let profiles = try await fixture.profiles.listProfiles(
        .init(), options: try await fixture.service.asOperator())
      #expect(profiles.profiles.map(\.organizationDefault) == [true])
    }
  }

  @Test("lets what was set up before hold from the same day on")
  func backdating() async throws {
    try await GamificationFixture.with { fixture in
      let options = try await fixture.service.asOperator()
      try await fixture.service.addMember("ada")
      let profile = try await fixture.profiles.createProfile(
        .init(profile: .init(displayName: "Own")), options: options)
      let profileID = try #require(profile.profile).profileID
      func objective(_ points: Int32) -> GamificationV1.ProfileMetric.Objective {
        .init(
          kind: .free,
          zones: [
            .init(lowerValue: 0, upperValue: 100, lowerPoints: 0, upperPoints: points),
            .init(lowerValue: 100, lowerPoints: points, upperPoints: points),
          ])
      }
      let created = try await fixture.profileMetrics.createProfileMetric(
        .init(
          profileMetric: .init(
            profileID: profileID, metricDefinitionID: "interactions_handled",
            objective: objective(500))), options: options)
      // Whoever sets up corrects; what was corrected holds.
      var metric = try #require(created.profileMetric)
      metric.objective = objective(200)
      _ = try await fixture.profileMetrics.updateProfileMetric(
        .init(profileMetric: metric, updateMask: .init(paths: ["objective"])), options: options)
      _ = try await fixture.profiles.changeProfileMembers(
        .init(profileID: profileID, assignPersonIDs: ["ada"]), options: options)
      try await fixture.activate(
        from: may(4), .init(active: true, automaticAssignment: false))
      try await fixture.record([handled(40, by: "ada", on: 4), handled(40, by: "bob", on: 4)])
      #expect(try await fixture.scorecard(of: "ada").pointsHundredths == 8_000)
      #expect(try await fixture.scorecard(of: "bob").pointsHundredths == 0)
    }
  }

  @Test("turned on before the day that was planned, gives points by the same profile from then on")
  func broughtForward() async throws {
    try await GamificationFixture.with(clock: night) { fixture in
      try await fixture.activate(from: GoogleType.Date(year: 2026, month: 6, day: 1))
      let settings = try await fixture.activate(from: may(4))
      #expect(settings.version == 2)
      try await fixture.record([handled(5, by: "ada", on: 4)])
      #expect(try await fixture.scorecard(of: "ada").pointsHundredths == 500)
      let profiles = try await fixture.profiles.listProfiles(
        .init(), options: try await fixture.service.asOperator())
      #expect(profiles.profiles.count == 1)
    }
  }

  @Test("with a longer settlement lag, leave final what is final")
  func settlementLag() async throws {
    try await GamificationFixture.with(clock: night) { fixture in
      try await fixture.activate(from: may(1), .init(active: true, settlementLagMinutes: 0))
      try await fixture.record([handled(5, by: "ada", on: 4)])
      #expect(try await fixture.finality(of: "ada", on: may(4)) == .final)
      _ = try await fixture.change(Settings(settlementLagMinutes: 2_880))
      #expect(try await fixture.finality(of: "ada", on: may(4)) == .final)
      #expect(try await fixture.finality(of: "ada", on: may(5)) == .provisional)
    }
  }

  @Test("with the standard settlement lag, are provisional for two hours after the workday")
  func standardLag() async throws {
    try await GamificationFixture.withPoints(clock: night) { fixture in
      try await fixture.record([handled(5, by: "ada", on: 3), handled(5, by: "ada", on: 4)])
      #expect(try await fixture.finality(of: "ada", on: may(3)) == .final)
      #expect(try await fixture.finality(of: "ada", on: may(4)) == .provisional)
    }
  }

  @Test("turned off, takes back what was earned from that day on")
  func recalculation() async throws {
    try await GamificationFixture.withPoints(clock: night) { fixture in
      try await fixture.record([handled(40, by: "ada", on: 4), handled(40, by: "ada", on: 5)])
      _ = try await fixture.change(Settings(active: false))
      try await eventually { try await fixture.entries().count == 3 }
      let entries = try await fixture.entries()
      #expect(entries.map(\.pointsHundredths).sorted() == [-4_000, 4_000, 4_000])
      let back = entries.filter { $0.pointsHundredths < 0 }
      #expect(back.map(\.workday) == [may(5)])
      #expect(back.map(\.cause) == [.rules])
    }
  }

  @Test("are not held up by a recalculation of another organisation that always fails")
  func poison() async throws {
    try await GamificationFixture.with { fixture in
      try await fixture.run(
        """
        INSERT INTO gamification.recalculation (
          organization_id, recalculation_id, cause, source, first_workday, create_time)
        VALUES ('globex', '\(uuid(1))', 'unknown', 'test', '2026-05-01', '2026-01-01Z')
        """)
      try await fixture.record([handled(5, by: "ada", on: 4)])
      try await fixture.activate(from: may(4))
      try await eventually { try await fixture.scorecard(of: "ada").pointsHundredths == 500 }
    }
  }

  @Test("changes what the mask names, and answers a repetition as before")
  func masks() async throws {
    try await GamificationFixture.withPoints { fixture in
      let changed = try await fixture.change(
        Settings(decay: .days, decayDays: 7, factWindowDays: 30), request: uuid(1))
      #expect(changed.version == 2)
      #expect(changed.decay == .days)
      #expect(changed.decayDays == 7)
      #expect(changed.factWindowDays == 30)
      #expect(changed.active == true)
      let again = try await fixture.change(
        Settings(decay: .days, decayDays: 7, factWindowDays: 30), request: uuid(1))
      #expect(again == changed)
      let reset = try await fixture.change(
        Settings(rescoreWindowDays: 3), mask: ["decay", "fact_window_days"])
      #expect(reset.version == 3)
      #expect(reset.decay == .never)
      #expect(reset.factWindowDays == 7)
      #expect(reset.rescoreWindowDays == 6)
      let same = try await fixture.change(Settings(active: true))
      #expect(same.version == 3)
      let planned = try await fixture.change(
        Settings(active: false), start: GoogleType.Date(year: 2027, month: 6, day: 1))
      #expect(planned.version == 4)
      #expect(try await fixture.settings().active == true)
    }
  }

  @Test("names the field that is wrong")
  func invalid() async throws {
    try await GamificationFixture.withPoints { fixture in
      let prefix = "gamification_settings"
      for (bad, field) in [
        (Settings(decay: .days, decayDays: 1), "decay_days"),
        (Settings(decay: .days), "decay_days"),
        (Settings(decay: .monthly, decayDays: 7), "decay_days"),
        (Settings(decay: .unrecognized(9)), "decay"),
        (Settings(floorPolicy: .unrecognized(9)), "floor_policy"),
        (Settings(settlementLagMinutes: 2_881), "settlement_lag_minutes"),
        (Settings(factWindowDays: 367), "fact_window_days"),
        (Settings(rescoreWindowDays: -1), "rescore_window_days"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: "\(prefix).\(field)") {
          try await fixture.change(bad)
        }
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "start_workday") {
        try await fixture.change(Settings(decay: .monthly), start: may(4))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "update_mask.paths[0]") {
        try await fixture.change(Settings(), mask: ["name"])
      }
      await expectFailure(.aborted, "ETAG_MISMATCH") {
        try await fixture.change(Settings(decay: .monthly, etag: "\"0\""))
      }
    }
  }

  @Test("needs the permission for everything")
  func access() async throws {
    try await GamificationFixture.with { fixture in
      try await fixture.service.addMember("ada", grants: [(update, .own)])
      try await fixture.service.addMember("boss", grants: [(update, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.change(Settings(active: true), as: "ada")
      }
      let settings = try await fixture.change(Settings(active: true), as: "boss")
      #expect(settings.caller == "person:boss")
    }
  }
}
