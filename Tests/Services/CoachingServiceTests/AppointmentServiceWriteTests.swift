import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("AppointmentService.CreateAppointment", .serialized)
struct CreateAppointmentTests {
  @Test("answers a scheduled appointment when it has a facilitator and a time")
  func scheduled() async throws {
    try await ServiceFixture.withCoaching(clock: FixedWallClock(Samples.now)) { coaching in
      let wanted = Samples.appointment(
        attendees: ["agent-3", "agent-1"], facilitator: "coach-1", startSeconds: 1_710_200_059,
        minutes: 45, interactions: ["call-2", "call-1"])
      let response = try await coaching.appointments.createAppointment(
        CoachingV1.CreateAppointmentRequest(appointment: wanted),
        options: try await coaching.asPerson("supervisor-1"))
      let appointment = try #require(response.appointment)
      #expect(UUIDBits(appointment.appointmentID) != nil)
      #expect(appointment.state == .scheduled)
      #expect(appointment.attendeeIDs == ["agent-3", "agent-1"])
      #expect(appointment.interactionIDs == ["call-2", "call-1"])
      #expect(
        appointment.startTime == GoogleProtobuf.Timestamp(seconds: 1_710_200_040, nanos: 0))
      #expect(appointment.lengthDuration == GoogleProtobuf.Duration(seconds: 2_700, nanos: 0))
      #expect(appointment.evaluation == nil)
      #expect(appointment.dueTime == nil)
      #expect(appointment.createTime?.seconds == Samples.now.seconds)
      #expect(try await coaching.allAppointments() == [appointment])
    }
  }

  @Test("answers a draft of 30 minutes when there is no facilitator or no time")
  func draft() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let appointment = try await coaching.create(Samples.appointment(facilitator: "coach-1"))
      #expect(appointment.state == .draft)
      #expect(appointment.lengthDuration == GoogleProtobuf.Duration(seconds: 1_800, nanos: 0))
    }
  }

  @Test("gives a retry with the same request id the same appointment")
  func retry() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let request = CoachingV1.CreateAppointmentRequest(
        appointment: Samples.appointment(), requestID: Samples.requestID)
      let options = try await coaching.asOperator()
      let first = try await coaching.appointments.createAppointment(request, options: options)
      let second = try await coaching.appointments.createAppointment(request, options: options)
      #expect(first == second)
      #expect(try await coaching.allAppointments().count == 1)
    }
  }

  @Test(
    "names the field that is not acceptable",
    arguments: [
      (Samples.appointment(attendees: ["agent-1", "agent-9"]), "appointment.attendee_ids[1]"),
      (Samples.appointment(attendees: ["agent-1", "agent-1"]), "appointment.attendee_ids[1]"),
      (Samples.appointment(facilitator: "agent-1"), "appointment.facilitator_id"),
      (Samples.appointment(facilitator: "nobody"), "appointment.facilitator_id"),
      (Samples.appointment(startSeconds: .max), "appointment.start_time"),
      (Samples.appointment(minutes: 20), "appointment.length_duration"),
      (Samples.appointment(interactions: ["a b"]), "appointment.interaction_ids[0]"),
      (Samples.appointment(""), "appointment.display_name"),
    ])
  func invalid(appointment: CoachingV1.Appointment, field: String) async throws {
    try await ServiceFixture.withCoaching { coaching in
      let error = await #expect(throws: RPCStatus.self) { try await coaching.create(appointment) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.fieldViolations.first?.field == field)
    }
  }

  @Test("is denied when one attendee is out of reach, and to who may only see appointments")
  func denied() async throws {
    try await ServiceFixture.withCoaching { coaching in
      for (person, attendees) in [
        ("supervisor-1", ["agent-1", "agent-2"]), ("agent-1", ["agent-1"]),
      ] {
        let error = await #expect(throws: RPCStatus.self) {
          try await coaching.appointments.createAppointment(
            CoachingV1.CreateAppointmentRequest(
              appointment: Samples.appointment(attendees: attendees)),
            options: try await coaching.asPerson(person))
        }
        #expect(error?.code == .permissionDenied)
      }
      let stored = try await coaching.allAppointments()
      #expect(stored.isEmpty)
    }
  }
}

@Suite("AppointmentService.ScheduleAppointment", .serialized)
struct ScheduleAppointmentTests {
  private func request(
    _ id: String, facilitator: String = "coach-1", startSeconds: Int64 = Samples.now.seconds,
    minutes: Int64? = nil, requestID: String = ""
  ) -> CoachingV1.ScheduleAppointmentRequest {
    CoachingV1.ScheduleAppointmentRequest(
      appointmentID: id, facilitatorID: facilitator,
      startTime: GoogleProtobuf.Timestamp(seconds: startSeconds, nanos: 0),
      lengthDuration: minutes.map { GoogleProtobuf.Duration(seconds: 60 * $0, nanos: 0) },
      requestID: requestID)
  }

  @Test("fixes facilitator and time once, and a retry with the request id gets the same answer")
  func schedule() async throws {
    try await ServiceFixture.withCoaching(clock: FixedWallClock(Samples.now)) { coaching in
      let draft = try await coaching.create(Samples.appointment(minutes: 60))
      let options = try await coaching.asPerson("supervisor-1")
      let request = request(draft.appointmentID, requestID: Samples.requestID)
      let response = try await coaching.appointments.scheduleAppointment(request, options: options)
      var expected = draft
      expected.state = .scheduled
      expected.facilitatorID = "coach-1"
      expected.startTime = GoogleProtobuf.Timestamp(seconds: Samples.now.seconds - 30, nanos: 0)
      #expect(response.appointment == expected)
      #expect(try await coaching.allAppointments() == [expected])
      let retried = try await coaching.appointments.scheduleAppointment(request, options: options)
      #expect(retried == response)
      let error = await #expect(throws: RPCStatus.self) {
        try await coaching.appointments.scheduleAppointment(
          self.request(draft.appointmentID), options: options)
      }
      #expect(error?.code == .failedPrecondition)
      #expect(error?.reason == "APPOINTMENT_NOT_DRAFT")
      let audit = try await coaching.audit(of: "appointment/\(draft.appointmentID)")
      #expect(
        audit == [
          "service:operator appointment.create", "person:supervisor-1 appointment.schedule",
        ])
    }
  }

  @Test("takes another length when one is given")
  func length() async throws {
    try await ServiceFixture.withCoaching(clock: FixedWallClock(Samples.now)) { coaching in
      let draft = try await coaching.create(Samples.appointment(minutes: 60))
      let response = try await coaching.appointments.scheduleAppointment(
        request(draft.appointmentID, minutes: 15), options: try await coaching.asOperator())
      #expect(
        response.appointment?.lengthDuration == GoogleProtobuf.Duration(seconds: 900, nanos: 0))
    }
  }

  @Test("names the field that is not acceptable")
  func invalid() async throws {
    try await ServiceFixture.withCoaching(clock: FixedWallClock(Samples.now)) { coaching in
      let id = try await coaching.create(Samples.appointment()).appointmentID
      for (request, field) in [
        (request(id, startSeconds: Samples.now.seconds - 31), "start_time"),
        (request(id, facilitator: "agent-1"), "facilitator_id"),
        (request(id, facilitator: "nobody"), "facilitator_id"),
        (request(id, minutes: 90), "length_duration"), (request("x"), "appointment_id"),
      ] {
        let error = await #expect(throws: RPCStatus.self) {
          try await coaching.appointments.scheduleAppointment(
            request, options: try await coaching.asOperator())
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.fieldViolations.first?.field == field)
      }
      #expect(try await coaching.allAppointments().map(\.state) == [.draft])
    }
  }

  @Test("is denied to attendees, the facilitator and a supervisor of others")
  func denied() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let id = try await coaching.create(Samples.appointment(facilitator: "coach-1")).appointmentID
      for person in ["agent-1", "coach-1", "supervisor-2"] {
        let error = await #expect(throws: RPCStatus.self) {
          try await coaching.appointments.scheduleAppointment(
            request(id, startSeconds: 4_000_000_000),
            options: try await coaching.asPerson(person))
        }
        #expect(error?.code == .permissionDenied)
      }
    }
  }

  @Test("does not find an unknown appointment nor one of another organization")
  func notFound() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let id = try await coaching.create(Samples.appointment()).appointmentID
      for (id, organization) in [
        (Samples.unknownID, ServiceFixture.acme), (id, ServiceFixture.globex),
      ] {
        let error = await #expect(throws: RPCStatus.self) {
          try await coaching.appointments.scheduleAppointment(
            request(id, startSeconds: 4_000_000_000),
            options: try await coaching.asOperator(in: organization))
        }
        #expect(error?.reason == "APPOINTMENT_NOT_FOUND")
      }
    }
  }

  @Test("lets one of many requests win")
  func concurrent() async throws {
    try await ServiceFixture.withCoaching { coaching in
      let id = try await coaching.create(Samples.appointment()).appointmentID
      let options = try await coaching.asOperator()
      let wins = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask {
            let response = try? await coaching.appointments.scheduleAppointment(
              request(id, startSeconds: 4_000_000_000), options: options)
            return response != nil
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(wins == 1)
    }
  }
}
