package import Kernel
package import LearningDomain
internal import Messages
internal import RPC

/// Receives the events of the quality service.
package struct EventService: EventsV1.EventService {
  let assignments: any AssignmentRepository
  let clock: any WallClock

  package init(assignments: any AssignmentRepository, clock: any WallClock) {
    self.assignments = assignments
    self.clock = clock
  }
}
