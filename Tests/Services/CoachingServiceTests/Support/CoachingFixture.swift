import Kernel
import Messages
import RPC
import TestSupport

@testable import coaching

extension ServiceFixture {
  var appointments: CoachingV1.AppointmentServiceClient {
    CoachingV1.AppointmentServiceClient(client)
  }
  var events: EventsV1.EventServiceClient { EventsV1.EventServiceClient(client) }

  /// Starts the service with agents and a coach in two teams.
  ///
  /// `agent-1` and `agent-3` are in `team-1` with `supervisor-1`, `agent-2` in `team-2` with
  /// `supervisor-2`; `coach-1` sees the own appointments only, `stranger-1` may do nothing.
  static func withCoaching(
    clock: any WallClock = SystemWallClock(), _ test: (ServiceFixture) async throws -> Void
  ) async throws {
    try await with(Coaching.self, clock: clock) { coaching in
      let view = Permission("coaching:appointment:view")
      let edit = Permission("coaching:appointment:edit")
      for (person, team) in [("agent-1", "team-1"), ("agent-2", "team-2"), ("agent-3", "team-1")] {
        try await coaching.addMember(person, team: team, grants: [(view, .own)])
      }
      for number in 1...2 {
        let team = DataScope.team(TeamID(stored: "team-\(number)"))
        try await coaching.addMember(
          "supervisor-\(number)", grants: [(view, team), (edit, team)])
      }
      try await coaching.addMember("coach-1", grants: [(view, .own)])
      try await coaching.addMember("stranger-1")
      try await test(coaching)
    }
  }

  /// Creates an appointment as the operator.
  func create(_ appointment: CoachingV1.Appointment) async throws -> CoachingV1.Appointment {
    let response = try await appointments.createAppointment(
      CoachingV1.CreateAppointmentRequest(appointment: appointment),
      options: try await asOperator())
    return response.appointment ?? CoachingV1.Appointment()
  }

  /// All appointments, as the operator sees them.
  func allAppointments(
    in organization: OrganizationID = acme
  ) async throws -> [CoachingV1.Appointment] {
    try await appointments.listAppointments(
      CoachingV1.ListAppointmentsRequest(pageSize: 1_000),
      options: try await asOperator(in: organization)
    ).appointments
  }
}
