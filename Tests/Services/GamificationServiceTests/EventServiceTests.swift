import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("EventService.DeliverEvents")
struct DeliverEventsTests {
  @Test("gives points for evaluations and completions on the day they name")
  func applies() async throws {
    try await GamificationFixture.withPoints { fixture in
      let results = try await fixture.deliver(
        event(1, released(11, score: 8_750, on: 4)), event(2, released(12, score: 4_500, on: 4)))
      #expect(results.map(\.outcome) == [.applied, .applied])
      #expect(results.map(\.eventID) == [uuid(1), uuid(2)])
      let learned = try await fixture.deliver(
        event(3, completed(13, on: 5)), from: "learning")
      #expect(learned.map(\.outcome) == [.applied])

      let scorecard = try await fixture.scorecard(of: "ada")
      #expect(
        scorecard.metricResults.map(\.metricDefinitionID) == [
          "quality_score", "learning_completions",
        ])
      #expect(scorecard.metricResults.map(\.value) == [66.25, 1])
      #expect(scorecard.metricResults.map(\.divisor) == [2, 1])
      #expect(scorecard.metricResults.map(\.pointsHundredths) == [8_300, 2_500])
      #expect(
        scorecard.workdayPoints == [
          GamificationV1.WorkdayPoints(workday: may(4), pointsHundredths: 8_300),
          GamificationV1.WorkdayPoints(workday: may(5), pointsHundredths: 2_500),
        ])
      let entries = try await fixture.entries(of: "ada")
      // The second evaluation earns nothing, so that nothing changes.
      #expect(entries.map(\.pointsHundredths) == [8_300, 2_500])
      #expect(
        entries.map(\.source) == ["evaluation:\(uuid(11))", "assignment:\(uuid(13))"])
      #expect(entries.map(\.cause) == [.event, .event])
    }
  }

  @Test("applies an event once, and an evaluation once even if two events bring it")
  func duplicates() async throws {
    try await GamificationFixture.withPoints { fixture in
      let first = event(1, released(11, score: 9_000))
      let both = try await fixture.deliver(first, first)
      #expect(both.map(\.outcome) == [.applied, .duplicate])
      let repeated = try await fixture.deliver(first)
      #expect(repeated.map(\.outcome) == [.duplicate])
      let other = try await fixture.deliver(event(2, released(11, score: 10_000, on: 9)))
      #expect(other.map(\.outcome) == [.duplicate])
      let entries = try await fixture.entries(of: "ada")
      #expect(entries.map(\.pointsHundredths) == [9_000])
    }
  }

  @Test("moves the points of an evaluation to the day of its new release, for six days")
  func rescores() async throws {
    try await GamificationFixture.withPoints { fixture in
      func release(_ number: Int, version: Int64, score: Int32, on day: Int32) -> EventsV1.Event {
        var event = event(number, released(11, score: score, on: day))
        event.subjectVersion = version
        return event
      }
      try await fixture.deliver(release(1, version: 1, score: 9_000, on: 4))
      let moved = try await fixture.deliver(release(2, version: 2, score: 8_000, on: 10))
      #expect(moved.map(\.outcome) == [.applied])
      let late = try await fixture.deliver(release(3, version: 3, score: 10_000, on: 11))
      #expect(late.map(\.outcome) == [.ignored])
      #expect(late.map(\.reason) == ["came after the window in which scores may change"])
      // What was told before comes again, and late.
      let old = try await fixture.deliver(release(4, version: 1, score: 9_000, on: 4))
      #expect(old.map(\.outcome) == [.duplicate])
      let scorecard = try await fixture.scorecard(of: "ada")
      #expect(
        scorecard.workdayPoints == [
          GamificationV1.WorkdayPoints(workday: may(4), pointsHundredths: 0),
          GamificationV1.WorkdayPoints(workday: may(10), pointsHundredths: 6_000),
        ])
      let entries = try await fixture.entries(of: "ada")
      #expect(entries.map(\.pointsHundredths).sorted() == [-9_000, 6_000, 9_000])
    }
  }

  @Test("takes releases of an evaluation in any order, and begins the six days with the first")
  func outOfOrder() async throws {
    try await GamificationFixture.withPoints { fixture in
      func release(_ number: Int, version: Int64, score: Int32, on day: Int32) -> EventsV1.Event {
        var event = event(number, released(11, score: score, on: day))
        event.subjectVersion = version
        return event
      }
      let results = try await fixture.deliver(
        release(1, version: 2, score: 8_000, on: 9), release(2, version: 1, score: 9_000, on: 4),
        release(3, version: 3, score: 10_000, on: 11))
      #expect(results.map(\.outcome) == [.applied, .duplicate, .ignored])
      let scorecard = try await fixture.scorecard(of: "ada")
      #expect(
        scorecard.workdayPoints == [
          GamificationV1.WorkdayPoints(workday: may(9), pointsHundredths: 6_000)
        ])
    }
  }

  @Test("changes nothing when one of the workdays takes no changes any more")
  func sealed() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.deliver(event(1, released(11, score: 9_000, on: 4)))
      try await fixture.run("UPDATE gamification.person_day SET sealed = true")
      var moved = event(2, released(11, score: 10_000, on: 6))
      moved.subjectVersion = 2
      let results = try await fixture.deliver(moved)
      #expect(results.map(\.outcome) == [.ignored])
      #expect(results.map(\.reason) == ["came after the window in which scores may change"])
      let completions = try await fixture.deliver(
        event(3, completed(13, on: 4)), from: "learning")
      #expect(completions.map(\.outcome) == [.ignored])
      #expect(try await fixture.scorecard(of: "ada").pointsHundredths == 9_000)
    }
  }

  @Test("rejects what a full workday cannot take, and applies it when there is room")
  func fullWorkday() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.deliver(event(1, released(11, score: 9_000)))
      try await fixture.run(
        """
        UPDATE gamification.person_day SET
          event_kinds = array_fill('assignment'::text, ARRAY[1000]),
          event_ids = ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 1000)),
          event_values = array_fill(1::float8, ARRAY[1000]),
          event_forms = array_fill(NULL::text, ARRAY[1000])
        """)
      let other = event(2, released(12, score: 9_000))
      let refused = try await fixture.deliver(other)
      #expect(refused.map(\.outcome) == [.rejected])
      #expect(
        refused.map(\.reason) == [
          "evaluation must leave the workday with at most 1000 entries"
        ])
      try await fixture.run(
        """
        UPDATE gamification.person_day SET
          event_kinds = '{}', event_ids = '{}', event_values = '{}', event_forms = '{}'
        """)
      let applied = try await fixture.deliver(other)
      #expect(applied.map(\.outcome) == [.applied])
      #expect(try await fixture.scorecard(of: "ada").pointsHundredths == 9_000)
    }
  }

  @Test("ignores releases without a score and kinds it does not know")
  func ignores() async throws {
    try await GamificationFixture.withPoints { fixture in
      let results = try await fixture.deliver(
        event(1, released(11, score: nil)), event(2, nil))
      #expect(results.map(\.outcome) == [.ignored, .ignored])
      let entries = try await fixture.entries()
      #expect(entries.isEmpty)
    }
  }

  @Test("rejects what will never be acceptable and applies the others")
  func rejects() async throws {
    try await GamificationFixture.withPoints { fixture in
      var badID = event(1, released(11, score: 9_000))
      badID.eventID = "1"
      let results = try await fixture.deliver(
        badID, event(2, released(12, score: 10_001)),
        event(3, released(13, of: "a b", score: 9_000)),
        event(4, released(14, score: 9_000, on: 32)), event(5, released(15, score: 10_000)))
      #expect(
        results.map(\.outcome) == [.rejected, .rejected, .rejected, .rejected, .applied])
      #expect(
        results.map(\.reason) == [
          "event_id must be a UUID with 36 characters",
          "evaluation_released.score_basis_points must be from 0 to 10000",
          "evaluation_released.agent_id may only contain letters, digits and the characters "
            + ". _ @ : -",
          "evaluation_released.release_workday must be a full date that exists", "",
        ])
      let scorecard = try await fixture.scorecard(of: "ada")
      #expect(scorecard.pointsHundredths == 10_000)
    }
  }

  @Test("keeps the organisation of the credential, and lets only the known services in")
  func access() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.deliver(event(1, released(11, score: 9_000)), in: ServiceFixture.globex)
      let entries = try await fixture.entries()
      let entriesElsewhere = try await fixture.entries(in: ServiceFixture.globex)
      #expect(entries.isEmpty)
      #expect(entriesElsewhere.count == 1)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.deliver(event(2, completed(12)), from: "coaching")
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.events.deliverEvents(
          EventsV1.DeliverEventsRequest(events: [event(3, completed(13))]),
          options: try await fixture.service.asPerson("ada"))
      }
    }
  }

  @Test("refuses more events than a request may have")
  func limit() async throws {
    try await GamificationFixture.withPoints { fixture in
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "events") {
        try await fixture.events.deliverEvents(
          EventsV1.DeliverEventsRequest(events: (1...101).map { event($0, completed($0)) }),
          options: try await fixture.service.asService("learning"))
      }
    }
  }
}
