import Kernel
import Messages
import RPC
import TestSupport
import Testing

@Suite("AppointmentService.GetAppointment", .serialized)
struct GetAppointmentTests {
  @Test("is open to attendees, the facilitator and who may see an attendee, and to nobody else")
  func access() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let appointment = try await coaching.create(
        Samples.appointment(attendees: ["agent-1", "agent-3"], facilitator: "coach-1"))
      let request = CoachingV1.GetAppointmentRequest(appointmentID: appointment.appointmentID)
      for person in ["agent-1", "agent-3", "coach-1", "supervisor-1"] {
        let response = try await coaching.appointments.getAppointment(
          request, options: try await coaching.asPerson(person))
        #expect(response.appointment == appointment)
      }
      for person in ["agent-2", "supervisor-2", "stranger-1"] {
        let error = await #expect(throws: RPCStatus.self) {
          try await coaching.appointments.getAppointment(
            request, options: try await coaching.asPerson(person))
        }
        #expect(error?.code == .permissionDenied)
      }
    }
  }

  @Test("does not find an unknown appointment nor one of another organization")
  func notFound() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let appointment = try await coaching.create(Samples.appointment())
      for (id, organization) in [
        (Samples.unknownID, ServiceFixture.acme),
        (appointment.appointmentID, ServiceFixture.globex),
      ] {
        let error = await #expect(throws: RPCStatus.self) {
          try await coaching.appointments.getAppointment(
            CoachingV1.GetAppointmentRequest(appointmentID: id),
            options: try await coaching.asOperator(in: organization))
        }
        #expect(error?.code == .notFound)
        #expect(error?.reason == "APPOINTMENT_NOT_FOUND")
      }
    }
  }

  @Test("names the field when the id is no UUID")
  func invalid() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let error = await #expect(throws: RPCStatus.self) {
        try await coaching.appointments.getAppointment(
          CoachingV1.GetAppointmentRequest(appointmentID: "x"),
          options: try await coaching.asOperator())
      }
      #expect(error?.fieldViolations.first?.field == "appointment_id")
    }
  }
}

@Suite("AppointmentService.ListAppointments", .serialized)
struct ListAppointmentsTests {
  @Test("shows each caller what the caller may see, oldest first")
  func visibility() async throws {
    try await ServiceFixture.withCoaching { coaching in
      for (name, attendees, facilitator) in [
        ("one", ["agent-1"], "coach-1"), ("two", ["agent-2"], ""),
        ("three", ["agent-3"], "agent-2"),
        ("four", ["agent-1", "agent-2"], ""),
      ] {
        _ = try await coaching.create(
          Samples.appointment(name, attendees: attendees, facilitator: facilitator))
      }
      func names(_ options: CallOptions, of attendee: String = "") async throws -> [String] {
        try await coaching.appointments.listAppointments(
          CoachingV1.ListAppointmentsRequest(attendeeID: attendee), options: options
        ).appointments.map(\.displayName)
      }
      let asAgent = try await coaching.asPerson("agent-2")
      let asCoach = try await coaching.asPerson("coach-1")
      let asSupervisor = try await coaching.asPerson("supervisor-1")
      let asOperator = try await coaching.asOperator()
      #expect(try await names(asAgent) == ["two", "three", "four"])
      #expect(try await names(asAgent, of: "agent-2") == ["two", "four"])
      #expect(try await names(asAgent, of: "agent-3") == ["three"])
      #expect(try await names(asCoach) == ["one"])
      #expect(try await names(asCoach, of: "agent-1") == ["one"])
      #expect(try await names(asSupervisor) == ["one", "three", "four"])
      #expect(try await names(asSupervisor, of: "agent-2") == ["four"])
      #expect(try await names(asOperator) == ["one", "two", "three", "four"])
      #expect(try await names(asOperator, of: "agent-1") == ["one", "four"])
      #expect(try await names(coaching.asOperator(in: ServiceFixture.globex)) == [])
    }
  }

  @Test("goes page by page and binds the token to the arguments")
  func pages() async throws {
    try await ServiceFixture.withCoaching { coaching in
      for number in 1...3 { _ = try await coaching.create(Samples.appointment("\(number)")) }
      let options = try await coaching.asPerson("agent-1")
      let first = try await coaching.appointments.listAppointments(
        CoachingV1.ListAppointmentsRequest(pageSize: 2), options: options)
      #expect(first.appointments.map(\.displayName) == ["1", "2"])
      let second = try await coaching.appointments.listAppointments(
        CoachingV1.ListAppointmentsRequest(pageSize: 2, pageToken: first.nextPageToken),
        options: options)
      #expect(second.appointments.map(\.displayName) == ["3"])
      #expect(second.nextPageToken.isEmpty)
      let error = await #expect(throws: RPCStatus.self) {
        try await coaching.appointments.listAppointments(
          CoachingV1.ListAppointmentsRequest(
            pageSize: 2, pageToken: first.nextPageToken, attendeeID: "agent-1"),
          options: options)
      }
      #expect(error?.fieldViolations.first?.field == "page_token")
    }
  }

  @Test("splits a page that would have more text than a message may have")
  func longTexts() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let options = try await coaching.asService("quality")
      let comment = String(repeating: "\u{1F600}", count: 2_000)
      for number in 1...6 {
        let questions = (1...100).map { Samples.question($0, fatal: true, comment: comment) }
        _ = try await coaching.events.deliverEvents(
          EventsV1.DeliverEventsRequest(events: [
            Samples.release(event: number, evaluation: number, fatal: true, questions: questions)
          ]), options: options)
      }
      let first = try await coaching.appointments.listAppointments(
        CoachingV1.ListAppointmentsRequest(), options: try await coaching.asOperator())
      #expect(first.appointments.count == 3)
      let second = try await coaching.appointments.listAppointments(
        CoachingV1.ListAppointmentsRequest(pageToken: first.nextPageToken),
        options: try await coaching.asOperator())
      #expect(second.appointments.count == 3)
      #expect(second.nextPageToken.isEmpty)
    }
  }

  @Test("is limited to a state, and refuses a state it does not know")
  func state() async throws {
    try await ServiceFixture.withCoaching { coaching in
      _ = try await coaching.create(Samples.appointment("draft", facilitator: "coach-1"))
      _ = try await coaching.create(
        Samples.appointment("scheduled", facilitator: "coach-1", startSeconds: 4_000_000_000))
      func names(_ state: CoachingV1.Appointment.State) async throws -> [String] {
        try await coaching.appointments.listAppointments(
          CoachingV1.ListAppointmentsRequest(state: state),
          options: try await coaching.asOperator()
        ).appointments.map(\.displayName)
      }
      #expect(try await names(.draft) == ["draft"])
      #expect(try await names(.scheduled) == ["scheduled"])
      let error = await #expect(throws: RPCStatus.self) { try await names(.unrecognized(7)) }
      #expect(error?.fieldViolations.first?.field == "state")
    }
  }

  @Test("is denied to who has no permission")
  func denied() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let error = await #expect(throws: RPCStatus.self) {
        try await coaching.appointments.listAppointments(
          CoachingV1.ListAppointmentsRequest(), options: try await coaching.asPerson("stranger-1"))
      }
      #expect(error?.code == .permissionDenied)
    }
  }
}

@Suite("AppointmentService.ExportAppointments", .serialized)
struct ExportAppointmentsTests {
  private func export(
    _ coaching: ServiceFixture, _ options: CallOptions, of attendee: String = ""
  ) async throws -> [[String]] {
    try await coaching.appointments.exportAppointments(
      CoachingV1.ExportAppointmentsRequest(attendeeID: attendee), options: options
    ) { responses in
      var names: [[String]] = []
      for try await response in responses {
        names.append(response.appointments.map(\.displayName))
      }
      return names
    }
  }

  @Test("sends what the caller may see")
  func visibility() async throws {
    try await ServiceFixture.withCoaching { coaching in
      _ = try await coaching.create(Samples.appointment("one", facilitator: "coach-1"))
      _ = try await coaching.create(Samples.appointment("two", attendees: ["agent-2"]))
      let all = try await export(coaching, coaching.asOperator())
      #expect(all == [["one", "two"]])
      let own = try await export(coaching, coaching.asPerson("coach-1"))
      #expect(own == [["one"]])
      let attendee = try await export(coaching, coaching.asOperator(), of: "agent-2")
      #expect(attendee == [["two"]])
      let other = try await export(coaching, coaching.asPerson("agent-1"), of: "agent-2")
      #expect(other.isEmpty)
      let foreign = try await export(coaching, coaching.asOperator(in: ServiceFixture.globex))
      #expect(foreign.isEmpty)
    }
  }

  @Test("sends more appointments than fit into a response, each once and in order")
  func manyPages() async throws {
    try await ServiceFixture.withCoaching { coaching in
      try await coaching.insertAppointments(count: 250)
      let pages = try await export(coaching, coaching.asOperator())
      #expect(pages.map(\.count) == [100, 100, 50])
      #expect(Array(pages.joined()) == (1...250).map { "Appointment \($0)" })
    }
  }

  @Test("refuses an id that is none, and who has no permission")
  func refusals() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let invalid = await #expect(throws: RPCStatus.self) {
        try await export(coaching, coaching.asOperator(), of: "no id")
      }
      #expect(invalid?.fieldViolations.first?.field == "attendee_id")
      let denied = await #expect(throws: RPCStatus.self) {
        try await export(coaching, coaching.asPerson("stranger-1"))
      }
      #expect(denied?.code == .permissionDenied)
    }
  }
}
