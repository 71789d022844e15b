package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps what people and their supervisors agree on.
package struct ObjectiveAgreementService: GamificationV1.ObjectiveAgreementService {
  let agreements: any AgreementRepository
  let subjects: any AccessSubjects
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    agreements: any AgreementRepository, subjects: any AccessSubjects,
    pageTokens: PageTokenSealer, clock: any WallClock, ids: any IDGenerator
  ) {
    self.agreements = agreements
    self.subjects = subjects
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }

  /// Reads an agreement with a person whom the caller may see by the permission of the call.
  ///
  /// - Throws: ``GamificationError/objectiveAgreementNotFound(_:)``, or what says that the caller
  ///   may not.
  func agreement(_ text: String, _ call: CallContext) async throws -> ObjectiveAgreement {
    let organization = call.caller.organization
    let id = try ObjectiveAgreementID(parsing: text, field: "objective_agreement_id")
    let agreement = try await agreements.agreement(in: organization, id)
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(agreement.terms.person, in: organization))
    return agreement
  }
}
