import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@testable import gamification

/// A running gamification service with clients to call it.
struct GamificationFixture: Sendable {
  let service: ServiceFixture

  var settings: GamificationV1.GamificationSettingsServiceClient { .init(service.client) }
  var profiles: GamificationV1.ProfileServiceClient { .init(service.client) }
  var externalMetrics: GamificationV1.ExternalMetricServiceClient { .init(service.client) }
  var externalData: GamificationV1.ExternalDataServiceClient { .init(service.client) }
  var definitions: GamificationV1.MetricDefinitionServiceClient { .init(service.client) }
  var profileMetrics: GamificationV1.ProfileMetricServiceClient { .init(service.client) }
  var profileRules: GamificationV1.ProfileRulesServiceClient { .init(service.client) }
  var facts: GamificationV1.FactServiceClient { .init(service.client) }
  var scorecards: GamificationV1.ScorecardServiceClient { .init(service.client) }
  var leaderboards: GamificationV1.LeaderboardServiceClient { .init(service.client) }
  var ledger: GamificationV1.LedgerServiceClient { .init(service.client) }
  var insights: GamificationV1.InsightsServiceClient { .init(service.client) }
  var exports: GamificationV1.ExportServiceClient { .init(service.client) }
  var storedLeaderboards: GamificationV1.StoredLeaderboardServiceClient {
    .init(service.client)
  }
  var leaderboardPrivacy: GamificationV1.LeaderboardPrivacyServiceClient {
    .init(service.client)
  }
  var agreements: GamificationV1.ObjectiveAgreementServiceClient { .init(service.client) }
  var heldPoints: GamificationV1.HeldPointsServiceClient { .init(service.client) }
  var events: EventsV1.EventServiceClient { .init(service.client) }

  static func with(
    clock: any WallClock = SystemWallClock(), _ test: (GamificationFixture) async throws -> Void
  ) async throws {
    try await ServiceFixture.with(Gamification.self, clock: clock) { service in
      try await test(GamificationFixture(service: service))
    }
  }

  /// As ``with(clock:_:)``, with organisations whose people earn points since May 2026 by the
  /// metrics of the default profile.
  static func withPoints(
    clock: any WallClock = SystemWallClock(), _ test: (GamificationFixture) async throws -> Void
  ) async throws {
    try await with(clock: clock) { fixture in
      for organization in [ServiceFixture.acme, ServiceFixture.globex] {
        try await fixture.activate(in: organization)
      }
      try await test(fixture)
    }
  }

  /// Lets people earn points from a day on.
  @discardableResult
  func activate(
    from start: GoogleType.Date = may(1),
    _ settings: GamificationV1.GamificationSettings = .init(active: true),
    in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> GamificationV1.GamificationSettings {
    let response = try await self.settings.updateGamificationSettings(
      GamificationV1.UpdateGamificationSettingsRequest(
        gamificationSettings: settings, startWorkday: start),
      options: try await service.asOperator(in: organization))
    return try #require(response.gamificationSettings)
  }

  /// Records facts as the operator, however old they are, one message for each list.
  @discardableResult
  func record(
    _ messages: [GamificationV1.Fact]..., in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> GamificationV1.RecordFactsResponse {
    try await facts.recordFacts(options: try await service.asOperator(in: organization)) {
      for message in messages {
        try await $0.write(GamificationV1.RecordFactsRequest(facts: message, backfill: true))
      }
    }
  }

  /// Delivers events of a service.
  @discardableResult
  func deliver(
    _ events: EventsV1.Event..., from source: String = "quality",
    in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> [EventsV1.EventResult] {
    try await self.events.deliverEvents(
      EventsV1.DeliverEventsRequest(events: events),
      options: try await service.asService(source, in: organization)
    ).eventResults
  }

  /// Reads a person's results of May 2026 as the operator.
  func scorecard(
    of person: String, in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> GamificationV1.Scorecard {
    let response = try await scorecards.getScorecard(
      GamificationV1.GetScorecardRequest(
        personID: person, startWorkday: may(1), endWorkday: may(31)),
      options: try await service.asOperator(in: organization))
    return try #require(response.scorecard)
  }

  /// Reads the ledger of a person, or of everybody, as the operator.
  func entries(
    of person: String = "", in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> [GamificationV1.LedgerEntry] {
    try await ledger.listLedgerEntries(
      GamificationV1.ListLedgerEntriesRequest(pageSize: 1_000, personID: person),
      options: try await service.asOperator(in: organization)
    ).ledgerEntries
  }
}

/// A day of May 2026.
func may(_ day: Int32) -> GoogleType.Date { GoogleType.Date(year: 2026, month: 5, day: day) }

/// An amount of a measure on a day.
func measured(
  _ measure: String, _ amount: Double, by person: String, on day: Int32 = 4
) -> GamificationV1.Fact {
  GamificationV1.Fact(
    personID: person, workday: may(day),
    content: .measurement(
      GamificationV1.Measurement(measureID: measure, amount: amount, mode: .set)))
}

/// What was handled on a day: as many points as interactions, by the default profile.
func handled(_ count: Double, by person: String, on day: Int32 = 4) -> GamificationV1.Fact {
  measured("interactions_handled", count, by: person, on: day)
}

func uuid(_ number: Int) -> String {
  UUIDBits(high: 0x0190_f5fe_7c2e_7abc, low: 0x8000_0000_0000_0000 | UInt64(number)).description
}

func event(_ number: Int, _ payload: EventsV1.Event.Payload?) -> EventsV1.Event {
  let time = GoogleProtobuf.Timestamp(seconds: 1_779_000_000)
  return EventsV1.Event(
    eventID: uuid(number), subject: "subject/\(number)", subjectVersion: 1, schemaVersion: 1,
    occurTime: time, recordTime: time, payload: payload)
}

func released(
  _ evaluation: Int, of agent: String = "ada", score: Int32?, on day: Int32 = 4
) -> EventsV1.Event.Payload {
  .evaluationReleased(
    EventsV1.EvaluationReleased(
      evaluationID: uuid(evaluation), formID: uuid(900), formVersion: 1, interactionID: "call-1",
      agentID: agent, evaluatorID: "eve", releaseWorkday: may(day), scoreBasisPoints: score))
}

func completed(
  _ assignment: Int, by person: String = "ada", on day: Int32 = 4
) -> EventsV1.Event.Payload {
  .assignmentCompleted(
    EventsV1.AssignmentCompleted(
      assignmentID: uuid(assignment), moduleID: uuid(901), moduleVersion: 1, personID: person,
      completeWorkday: may(day)))
}

/// Expects a call to fail with a code, and with a reason and a refused field if given.
func expectFailure<Answer: Sendable>(
  _ code: RPCCode, _ reason: String? = nil, field: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ call: () async throws -> Answer
) async {
  let error = await #expect(throws: RPCStatus.self, sourceLocation: sourceLocation) {
    _ = try await call()
  }
  #expect(error?.code == code, sourceLocation: sourceLocation)
  if let reason { #expect(error?.reason == reason, sourceLocation: sourceLocation) }
  if let field {
    #expect(error?.fieldViolations.map(\.field) == [field], sourceLocation: sourceLocation)
  }
}
