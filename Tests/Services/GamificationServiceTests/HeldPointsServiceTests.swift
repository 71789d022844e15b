import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:heldPoints:view")
private let review = Permission("gamification:heldPoints:review")

/// Noon on 4 May 2026 where the organisations are.
private let clock = FixedWallClock(noon)

/// A default profile that holds the points of interactions when more than 30 percent are short.
private struct Fixture {
  let base: GamificationFixture
  let profile: String
  let handled: String

  static func with(_ test: (Fixture) async throws -> Void) async throws {
    try await GamificationFixture.with(clock: clock) { base in
      let profile = try await base.createProfile("Agents").profileID
      let handled = try await base.addMetric(profile, "interactions_handled") {
        $0.displayName = "Calls"
        $0.objective = .rising
      }
      try await base.addMetric(profile, "average_handle_time")
      _ = try await base.profileRules.updateProfileRules(
        .init(
          profileRules: .init(
            profileID: profile,
            anomalyRules: [
              .init(
                measureID: "interactions_short", wholeMeasureID: "interactions_handled",
                percentMax: 30, metricIDs: [handled.profileMetricID])
            ])), options: try await base.service.asOperator())
      for (person, team) in [("ada", "red"), ("bob", "red"), ("cleo", "blue")] {
        try await base.service.addMember(person, team: team)
      }
      try await base.activate()
      try await test(
        Fixture(base: base, profile: profile, handled: handled.profileMetricID))
    }
  }

  /// So many calls, half of them short.
  func work(_ count: Double, by person: String = "ada", on day: Int32 = 4) async throws {
    try await base.record([
      measured("interactions_handled", count, by: person, on: day),
      measured("interactions_short", count / 2, by: person, on: day),
    ])
  }

  func held(
    _ options: CallOptions? = nil,
    _ change: (inout GamificationV1.ListHeldPointsRequest) -> Void = { _ in }
  ) async throws -> GamificationV1.ListHeldPointsResponse {
    var request = GamificationV1.ListHeldPointsRequest()
    change(&request)
    let operatorOptions = try await base.service.asOperator()
    return try await base.heldPoints.listHeldPoints(request, options: options ?? operatorOptions)
  }

  func request(
    _ points: Int64 = 4_000, _ decision: GamificationV1.ReviewDecision = .released,
    of person: String = "ada", note: String = "", requestID: String = ""
  ) -> GamificationV1.ReviewHeldPointsRequest {
    GamificationV1.ReviewHeldPointsRequest(
      personID: person, workday: may(4), profileMetricID: handled, pointsHundredths: points,
      decision: decision, note: note, requestID: requestID)
  }

  @discardableResult
  func review(
    _ request: GamificationV1.ReviewHeldPointsRequest, _ options: CallOptions? = nil
  ) async throws -> GamificationV1.PointsReview {
    let operatorOptions = try await base.service.asOperator()
    let response = try await base.heldPoints.reviewHeldPoints(
      request, options: options ?? operatorOptions)
    return try #require(response.pointsReview)
  }

  /// The result of calls on 4 May.
  func result(
    _ person: String = "ada"
  ) async throws -> GamificationV1.MetricResult? {
    try await base.scorecard(of: person).metricResults
      .first { $0.metricDefinitionID == "interactions_handled" }
  }
}

@Suite("HeldPointsService.ListHeldPoints")
struct ListHeldPointsTests {
  @Test("lists what waits, oldest workday first, in pages and by what is asked for")
  func lists() async throws {
    try await Fixture.with { fixture in
      let nothing = try await fixture.held()
      #expect(nothing.heldPoints.isEmpty)
      try await fixture.work(40)
      try await fixture.work(20, by: "bob")
      try await fixture.work(30, on: 3)
      try await fixture.base.record([measured("interactions_handled", 9, by: "cleo")])
      let first = try await fixture.held { $0.pageSize = 2 }
      #expect(first.heldPoints.map(\.workday) == [may(3), may(4)])
      #expect(first.heldPoints.map(\.pointsHundredths) == [3_000, 4_000])
      #expect(first.heldPoints.map(\.metricDisplayName) == ["Calls", "Calls"])
      #expect(first.heldPoints.map(\.profileMetricID) == [fixture.handled, fixture.handled])
      #expect(first.heldPoints.first?.profileID == fixture.profile)
      let second = try await fixture.held {
        $0.pageSize = 2
        $0.pageToken = first.nextPageToken
      }
      #expect(second.heldPoints.map(\.personID) == ["bob"])
      #expect(second.nextPageToken.isEmpty)
      let ofBob = try await fixture.held { $0.personID = "bob" }
      #expect(ofBob.heldPoints.map(\.pointsHundredths) == [2_000])
      let early = try await fixture.held { $0.endWorkday = may(3) }
      #expect(early.heldPoints.map(\.workday) == [may(3)])
      let late = try await fixture.held {
        $0.startWorkday = may(4)
        $0.profileMetricID = fixture.handled
        $0.profileID = fixture.profile
      }
      #expect(late.heldPoints.map(\.personID) == ["ada", "bob"])
      let ofOther = try await fixture.held { $0.profileMetricID = uuid(7) }
      #expect(ofOther.heldPoints.isEmpty)
    }
  }

  @Test("shows only people whom the caller may see, and names what is wrong")
  func access() async throws {
    try await Fixture.with { fixture in
      try await fixture.work(40)
      try await fixture.work(20, by: "cleo")
      try await fixture.base.service.addMember(
        "lea", grants: [(view, .team(TeamID(stored: "blue")))])
      let lea = try await fixture.base.service.asPerson("lea")
      let seen = try await fixture.held(lea)
      #expect(seen.heldPoints.map(\.personID) == ["cleo"])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.held(lea) { $0.personID = "ada" }
      }
      let bob = try await fixture.base.service.asPerson("bob")
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") { try await fixture.held(bob) }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "end_workday") {
        try await fixture.held {
          $0.startWorkday = may(4)
          $0.endWorkday = may(3)
        }
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "profile_metric_id") {
        try await fixture.held { $0.profileMetricID = "x" }
      }
    }
  }
}

@Suite("HeldPointsService.ReviewHeldPoints")
struct ReviewHeldPointsTests {
  @Test("releases points with a posting, and takes them back when somebody thinks better of it")
  func releases() async throws {
    try await Fixture.with { fixture in
      try await fixture.work(40)
      let released = try await fixture.review(fixture.request(requestID: uuid(1)))
      #expect(released.decision == .released)
      #expect(released.caller == "service:operator")
      #expect(released.pointsHundredths == 4_000)
      #expect(try await fixture.result()?.pointsHundredths == 4_000)
      #expect(try await fixture.result()?.heldPointsHundredths == 0)
      #expect(try await fixture.held().heldPoints.isEmpty)
      let posting = try #require(
        try await fixture.base.entries(of: "ada").first { $0.cause == .review })
      #expect(posting.source == released.pointsReviewID)
      #expect(posting.pointsHundredths == 4_000)
      let repeated = try await fixture.review(fixture.request(requestID: uuid(1)))
      #expect(repeated == released)
      try await fixture.review(fixture.request(4_000, .rejected, note: "Hung up on people."))
      #expect(try await fixture.result()?.pointsHundredths == 0)
      #expect(try await fixture.held().heldPoints.isEmpty)
      let entries = try await fixture.base.entries(of: "ada").map(\.pointsHundredths)
      #expect(entries.sorted() == [-4_000, 4_000])
    }
  }

  @Test("names points that are not held, other points, one's own, and what is wrong")
  func refused() async throws {
    try await Fixture.with { fixture in
      try await fixture.work(40)
      try await fixture.base.record([measured("interactions_handled", 9, by: "bob")])
      await expectFailure(.failedPrecondition, "POINTS_NOT_HELD") {
        try await fixture.review(fixture.request(900, of: "bob"))
      }
      await expectFailure(.failedPrecondition, "POINTS_NOT_HELD") {
        try await fixture.review(fixture.request(900, of: "cleo"))
      }
      await expectFailure(.aborted, "HELD_POINTS_CHANGED") {
        try await fixture.review(fixture.request(3_900))
      }
      let cases: [(String, GamificationV1.ReviewHeldPointsRequest)] = [
        ("points_hundredths", fixture.request(-1)),
        ("decision", fixture.request(4_000, .unrecognized(9))),
        ("note", fixture.request(note: String(repeating: "x", count: 1_001))),
      ]
      for (field, request) in cases {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.review(request)
        }
      }
      await expectFailure(.invalidArgument, "FIELD_REQUIRED", field: "decision") {
        try await fixture.review(fixture.request(4_000, .unspecified))
      }
      await expectFailure(.invalidArgument, field: "note") {
        try await fixture.review(fixture.request(4_000, .rejected))
      }
      try await fixture.base.service.addMember("ada", team: "red", grants: [(review, .all)])
      await expectFailure(.permissionDenied, "OWN_POINTS") {
        try await fixture.review(
          fixture.request(), try await fixture.base.service.asPerson("ada"))
      }
      try await fixture.base.service.addMember(
        "lea", grants: [(review, .team(TeamID(stored: "blue"))), (view, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.review(
          fixture.request(), try await fixture.base.service.asPerson("lea"))
      }
      #expect(try await fixture.held().heldPoints.map(\.pointsHundredths) == [4_000])
    }
  }
}

@Suite("Scoring by reviews")
struct ReviewScoringTests {
  @Test("a decision outlasts what is scored again, and lapses with other points")
  func outlasts() async throws {
    try await Fixture.with { fixture in
      try await fixture.work(40)
      try await fixture.review(fixture.request())
      // A fact of another metric, and rules that make the same points.
      try await fixture.base.record([measured("handle_seconds", 4_000, by: "ada")])
      #expect(try await fixture.result()?.pointsHundredths == 4_000)
      let steps = try await fixture.base.ledger.explainPoints(
        .init(personID: "ada", workday: may(4), metricID: fixture.handled),
        options: try await fixture.base.service.asOperator()
      ).metricExplanations.first?.steps
      #expect(steps?.last?.kind == .released)
      #expect(
        steps?.last?.description
          == "released by a review, in spite of an anomaly of 50.0 %")
      let metrics = try await fixture.base.metrics(of: fixture.profile)
      var other = try #require(
        metrics.first { $0.metricDefinitionID == "average_handle_time" })
      other.displayName = "Talk"
      _ = try await fixture.base.update(other, ["display_name"])
      try await fixture.work(50)
      #expect(try await fixture.result()?.pointsHundredths == 0)
      #expect(try await fixture.result()?.heldPointsHundredths == 5_000)
      try await fixture.work(40)
      #expect(try await fixture.result()?.pointsHundredths == 4_000, "as many as were released")
    }
  }
}

@Suite("HeldPointsService.ListPointsReviews")
struct ListPointsReviewsTests {
  @Test("lists who has decided what and when, oldest first, in pages")
  func lists() async throws {
    try await Fixture.with { fixture in
      try await fixture.work(40)
      try await fixture.work(20, by: "cleo")
      let rejected = try await fixture.review(
        fixture.request(4_000, .rejected, note: "Hung up on people."))
      let released = try await fixture.review(fixture.request())
      let other = try await fixture.review(fixture.request(2_000, of: "cleo"))
      func list(
        _ options: CallOptions? = nil,
        _ change: (inout GamificationV1.ListPointsReviewsRequest) -> Void = { _ in }
      ) async throws -> GamificationV1.ListPointsReviewsResponse {
        var request = GamificationV1.ListPointsReviewsRequest()
        change(&request)
        let operatorOptions = try await fixture.base.service.asOperator()
        return try await fixture.base.heldPoints.listPointsReviews(
          request, options: options ?? operatorOptions)
      }
      let first = try await list { $0.pageSize = 2 }
      #expect(rejected.note == "Hung up on people.")
      let second = try await list {
        $0.pageSize = 2
        $0.pageToken = first.nextPageToken
      }
      // All have the same time.
      #expect(first.pointsReviews.count == 2)
      #expect(Set(first.pointsReviews + second.pointsReviews) == [rejected, released, other])
      #expect(try await list { $0.decision = .rejected }.pointsReviews == [rejected])
      #expect(try await list { $0.personID = "cleo" }.pointsReviews == [other])
      #expect(try await list { $0.startWorkday = may(5) }.pointsReviews.isEmpty)
      #expect(try await list { $0.profileMetricID = uuid(7) }.pointsReviews.isEmpty)
      try await fixture.base.service.addMember(
        "lea", grants: [(view, .team(TeamID(stored: "blue")))])
      let lea = try await fixture.base.service.asPerson("lea")
      #expect(try await list(lea).pointsReviews == [other])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await list(lea) { $0.personID = "ada" }
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "decision") {
        try await list { $0.decision = .unrecognized(9) }
      }
    }
  }
}
