internal import Kernel
internal import Messages
internal import Postgres
internal import RPC
internal import TestSupport
internal import Testing
internal import WellKnownMessages

@testable internal import quality

@Suite("EvaluationService.ReleaseEvaluation")
struct ReleaseEvaluationTests {
  /// Reads the events that wait for delivery.
  struct SelectEvents: Statement {
    struct Row {
      var type: String
      var subject: String
      var subjectVersion: Int64
      var destinations: [String]
    }

    static let sql = """
      SELECT event.type, event.subject, event.subject_version,
        array(
          SELECT delivery.destination FROM quality.outbox_delivery AS delivery
          WHERE delivery.sequence = event.sequence ORDER BY delivery.destination)
      FROM quality.outbox_event AS event ORDER BY event.sequence
      """

    func bind(to bindings: inout Bindings) {}

    static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
      Row(
        type: try row.read(), subject: try row.read(), subjectVersion: try row.read(),
        destinations: try row.readArray())
    }
  }

  static func events(_ fixture: QualityFixture) async throws -> [SelectEvents.Row] {
    try await fixture.service.pool.execute(
      SelectEvents(), in: .organization(ServiceFixture.acme))
  }

  /// 22:30 UTC on the first of March 2026: the second of March in Jerusalem.
  static let lateEvening = FixedWallClock(Timestamp(microseconds: 1_772_404_200_000_000))

  @Test("the agent sees it, on the workday of the organisation's time zone")
  func releases() async throws {
    try await QualityFixture.with(clock: Self.lateEvening) { fixture in
      let id = try await fixture.assign()
      try await fixture.submit(id)
      let evaluation = try await fixture.release(id, requestID: QualityFixture.requestID)
      #expect(evaluation.state == .released)
      #expect(evaluation.releaseTime?.seconds == 1_772_404_200)
      #expect(evaluation.releaseWorkday == QualityFixture.date(2))
      #expect(evaluation.score?.totalBasisPoints == 6_000)
      #expect(
        try await fixture.release(id, requestID: QualityFixture.requestID) == evaluation)
      #expect(try await Self.events(fixture).count == 1)
    }
  }

  @Test("an event waits for each of the other services")
  func queuesEvent() async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      try await fixture.submit(id)
      try await fixture.release(id)
      let event = try #require(try await Self.events(fixture).first)
      #expect(event.type == "evaluation.released")
      #expect(event.subject == "evaluation/\(id)")
      #expect(event.subjectVersion == 3)
      #expect(event.destinations == ["coaching", "gamification", "learning"])
    }
  }

  @Test("gamification, learning and coaching are told what failed", .timeLimit(.minutes(2)))
  func tellsOthers() async throws {
    try await ServiceFixture.with(FakeReceiver.self) { receiver in
      let peers = Dictionary(
        uniqueKeysWithValues: Quality.outboxDestinations.map { ($0, receiver.address) })
      try await QualityFixture.with(clock: Self.lateEvening, peers: peers) { fixture in
        let id = try await fixture.assign()
        try await fixture.submit(id, QualityFixture.answers(privacy: "no"))
        let evaluation = try await fixture.release(id)
        var events: [EventsV1.Event] = []
        for await event in ReceivedEvents.stream.stream {
          events.append(event)
          if events.count == peers.count { break }
        }
        let event = try #require(events.first)
        #expect(Set(events).count == 1)
        #expect(event.subject == "evaluation/\(id)")
        #expect(event.subjectVersion == 3)
        #expect(event.schemaVersion == 1)
        #expect(event.occurTime?.seconds == 1_772_404_200)
        #expect(event.payload == .evaluationReleased(Self.released(evaluation)))
      }
    }
  }

  /// What others learn of an evaluation with the fatal question failed.
  static func released(_ evaluation: QualityV1.Evaluation) -> EventsV1.EvaluationReleased {
    EventsV1.EvaluationReleased(
      evaluationID: evaluation.evaluationID, formID: evaluation.formID, formVersion: 1,
      interactionID: "i1", agentID: "ann", evaluatorID: "eve",
      releaseWorkday: QualityFixture.date(2), scoreBasisPoints: 0,
      criticalScoreBasisPoints: 0, fatal: true,
      groupResults: [
        EventsV1.GroupResult(
          groupID: "greeting", displayName: "Greeting", scoreBasisPoints: 5_000),
        EventsV1.GroupResult(
          groupID: "closing", displayName: "Closing", scoreBasisPoints: 10_000),
        EventsV1.GroupResult(groupID: "law", displayName: "Law", scoreBasisPoints: 0),
      ],
      failedQuestions: [
        EventsV1.FailedQuestion(
          groupID: "greeting", questionID: "smile", text: "Was it smile?",
          comment: "A smile is heard."),
        EventsV1.FailedQuestion(
          groupID: "law", questionID: "privacy", text: "Was it privacy?", critical: true,
          fatal: true),
      ])
  }

  @Test("it is released once, and only when it is answered")
  func refusesOtherStates() async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      let pending = try await status { try await fixture.release(id) }
      #expect(pending.code == .failedPrecondition)
      #expect(pending.reason == "EVALUATION_NOT_FINISHED")
      try await fixture.submit(id)
      try await fixture.release(id, as: "sue")
      let released = try await status { try await fixture.release(id) }
      #expect(released.reason == "EVALUATION_NOT_FINISHED")
      #expect(try await Self.events(fixture).count == 1)
    }
  }

  @Test(
    "others get an error that says why",
    arguments: [
      ("ann", RPCCode.permissionDenied, ""), ("stranger", .notFound, "EVALUATION_NOT_FOUND"),
    ])
  func refuses(caller: String, code: RPCCode, reason: String) async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      try await fixture.submit(id)
      let refusal = try await status { try await fixture.release(id, as: caller) }
      #expect(refusal.code == code)
      #expect(reason.isEmpty || refusal.reason == reason)
    }
  }
}
