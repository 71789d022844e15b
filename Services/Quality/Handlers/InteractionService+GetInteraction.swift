internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension InteractionService {
  package static let getInteractionPolicy = MethodPolicy(
    access: .subject(Permission("quality:interaction:view")), deadlineMax: .seconds(5))

  package func getInteraction(
    _ request: QualityV1.GetInteractionRequest, _ call: CallContext
  ) async throws -> QualityV1.GetInteractionResponse {
    let organization = call.caller.organization
    let id = try InteractionID(parsing: request.interactionID, field: "interaction_id")
    let interaction = try await interactions.interaction(in: organization, id: id)
    if !call.visibility.queues.contains(interaction.facts.queue) {
      if let agent = interaction.facts.agent {
        try call.requireAccess(
          to: try await subjects.subjectOrStranger(agent, in: organization))
      } else {
        try call.requireAccessToEverything()
      }
    }
    return QualityV1.GetInteractionResponse(interaction: QualityV1.Interaction(interaction))
  }
}
