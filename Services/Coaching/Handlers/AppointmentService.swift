package import CoachingDomain
package import Kernel
internal import Messages
internal import RPC

/// Plans coaching appointments.
package struct AppointmentService: CoachingV1.AppointmentService {
  let appointments: any AppointmentRepository
  let subjects: any AccessSubjects
  let clock: any WallClock
  let ids: any IDGenerator
  let pageTokens: PageTokenSealer

  package init(
    appointments: any AppointmentRepository, subjects: any AccessSubjects, clock: any WallClock,
    ids: any IDGenerator, pageTokens: PageTokenSealer
  ) {
    self.appointments = appointments
    self.subjects = subjects
    self.clock = clock
    self.ids = ids
    self.pageTokens = pageTokens
  }
}
