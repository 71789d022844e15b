package import Kernel
package import LearningDomain
internal import Messages
internal import RPC

/// Assigns modules and records their completion.
package struct AssignmentService: LearningV1.AssignmentService {
  let assignments: any AssignmentRepository
  let subjects: any AccessSubjects
  let clock: any WallClock
  let ids: any IDGenerator
  let pageTokens: PageTokenSealer

  package init(
    assignments: any AssignmentRepository, subjects: any AccessSubjects, clock: any WallClock,
    ids: any IDGenerator, pageTokens: PageTokenSealer
  ) {
    self.assignments = assignments
    self.subjects = subjects
    self.clock = clock
    self.ids = ids
    self.pageTokens = pageTokens
  }
}
