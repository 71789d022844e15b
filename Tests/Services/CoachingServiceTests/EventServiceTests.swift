import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("EventService.DeliverEvents", .serialized)
struct DeliverEventsTests {
  private func deliver(
    _ events: [EventsV1.Event], _ coaching: ServiceFixture,
    in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> [EventsV1.EventResult] {
    try await coaching.events.deliverEvents(
      EventsV1.DeliverEventsRequest(events: events),
      options: try await coaching.asService("quality", in: organization)
    ).eventResults
  }

  @Test("drafts an appointment with interaction and failed questions after a fatal failure")
  func drafts() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let event = Samples.release(
        event: 1, fatal: true,
        questions: [
          Samples.question(1, comment: "no name"),
          Samples.question(2, fatal: true, comment: "rude"),
        ])
      let results = try await deliver([event, event], coaching)
      #expect(results.map(\.outcome) == [.applied, .duplicate])
      let appointments = try await coaching.allAppointments()
      let appointment = try #require(appointments.first)
      #expect(appointments.count == 1)
      #expect(appointment.state == .draft)
      #expect(appointment.attendeeIDs == ["agent-1"])
      #expect(appointment.interactionIDs == ["call-1"])
      #expect(appointment.dueTime?.seconds == Samples.now.seconds + 48 * 3_600)
      #expect(
        appointment.evaluation
          == CoachingV1.EvaluationReference(
            evaluationID: Samples.id(0xe0, 1),
            failedQuestions: [
              CoachingV1.FailedQuestion(
                groupID: "greeting", questionID: "q1", text: "Question 1?", fatal: false,
                comment: "no name"),
              CoachingV1.FailedQuestion(
                groupID: "greeting", questionID: "q2", text: "Question 2?", fatal: true,
                comment: "rude"),
            ]))
      let seen = try await coaching.appointments.listAppointments(
        CoachingV1.ListAppointmentsRequest(), options: try await coaching.asPerson("agent-1"))
      #expect(seen.appointments == appointments)
    }
  }

  @Test("drafts nothing when no fatal question failed")
  func notFatal() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let event = Samples.release(event: 1, fatal: false, questions: [Samples.question(1)])
      let results = try await deliver([event], coaching)
      #expect(results.map(\.outcome) == [.applied])
      #expect(try await coaching.allAppointments().isEmpty)
    }
  }

  @Test("drafts for an evaluation once, although it is told of in two events")
  func sameEvaluation() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let results = try await deliver(
        [1, 2].map { Samples.release(event: $0, fatal: true) }, coaching)
      #expect(results.map(\.outcome) == [.applied, .applied])
      #expect(try await coaching.allAppointments().count == 1)
    }
  }

  @Test("keeps the organizations apart")
  func otherOrganization() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let event = Samples.release(event: 1, fatal: true)
      let foreign = try await deliver([event], coaching, in: ServiceFixture.globex)
      #expect(foreign.map(\.outcome) == [.applied])
      #expect(try await coaching.allAppointments().isEmpty)
      #expect(try await coaching.allAppointments(in: ServiceFixture.globex).count == 1)
    }
  }

  @Test("ignores what it does not act on and rejects what it cannot read, and goes on")
  func outcomes() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let tooLong = Samples.release(
        event: 2, evaluation: 2, fatal: true,
        questions: [
          Samples.question(1),
          Samples.question(2, comment: String(repeating: "a", count: 2_001)),
        ])
      var later = Samples.release(event: 3, evaluation: 3, fatal: true)
      later.schemaVersion = 2
      let results = try await deliver(
        [Samples.event(1, nil), tooLong, later, Samples.release(event: 4, fatal: true)], coaching)
      #expect(results.map(\.outcome) == [.ignored, .rejected, .rejected, .applied])
      #expect(
        results.map(\.reason) == [
          "", "failed_questions[1].comment must have at most 2000 characters",
          "schema_version must be 1", "",
        ])
      #expect(try await coaching.allAppointments().count == 1)
    }
  }

  @Test("is for the quality service alone")
  func denied() async throws {
    try await ServiceFixture.withCoaching { coaching in
      for options in [
        try await coaching.asPerson("supervisor-1"), try await coaching.asService("learning"),
      ] {
        let error = await #expect(throws: RPCStatus.self) {
          try await coaching.events.deliverEvents(
            EventsV1.DeliverEventsRequest(events: [Samples.release(event: 1, fatal: true)]),
            options: options)
        }
        #expect(error?.code == .permissionDenied)
      }
    }
  }

  @Test("refuses a call with no event and one with more than 100", arguments: [0, 101])
  func tooMany(count: Int) async throws {
    try await ServiceFixture.withCoaching { coaching in
      let events = (0..<count).map { Samples.release(event: $0, evaluation: $0, fatal: true) }
      let error = await #expect(throws: RPCStatus.self) { try await deliver(events, coaching) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.fieldViolations.first?.field == "events")
    }
  }
}
