package import Kernel
internal import Messages
package import QualityDomain
internal import RPC

/// Evaluates interactions.
package struct EvaluationService: QualityV1.EvaluationService {
  let evaluations: any EvaluationRepository
  let forms: any FormRepository
  let subjects: any AccessSubjects
  let clock: any WallClock
  let pageTokens: PageTokenSealer

  package init(
    evaluations: any EvaluationRepository, forms: any FormRepository,
    subjects: any AccessSubjects, clock: any WallClock, pageTokens: PageTokenSealer
  ) {
    self.evaluations = evaluations
    self.forms = forms
    self.subjects = subjects
    self.clock = clock
    self.pageTokens = pageTokens
  }

  /// Checks that the caller may use the policy's permission on the agent of an evaluation.
  func requireAccess(to evaluation: Evaluation, _ call: CallContext) async throws {
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(
        evaluation.agent, in: call.caller.organization))
  }
}
