internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ObjectiveAgreementService {
  package static let getObjectiveAgreementPolicy = MethodPolicy(
    access: .subject(Permission("gamification:agreement:view")), deadlineMax: .seconds(5))

  package func getObjectiveAgreement(
    _ request: GamificationV1.GetObjectiveAgreementRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetObjectiveAgreementResponse {
    let progress = try await agreements.progress(
      in: call.caller.organization,
      of: try await agreement(request.objectiveAgreementID, call), at: clock.now())
    return GamificationV1.GetObjectiveAgreementResponse(
      objectiveAgreement: GamificationV1.ObjectiveAgreement(progress.agreement),
      currentValue: progress.value)
  }
}
