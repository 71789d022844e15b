package import Kernel
package import CoachingDomain
internal import Messages
internal import RPC

/// Receives the events of the quality service.
package struct EventService: EventsV1.EventService {
  let appointments: any AppointmentRepository
  let clock: any WallClock

  package init(appointments: any AppointmentRepository, clock: any WallClock) {
    self.appointments = appointments
    self.clock = clock
  }
}
