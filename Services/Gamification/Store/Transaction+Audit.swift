internal import GamificationDomain
internal import Kernel
internal import Postgres

extension Transaction {
  /// Records who changed what; the detail is a JSON object.
  func audit(
    _ context: AuditContext, _ action: String, _ subject: String,
    in organization: OrganizationID, detail: String = "{}"
  ) throws {
    try audit(
      AuditRecord(
        organization: organization, id: context.id, caller: context.caller, action: action,
        subject: subject, detail: JSONText(detail)))
  }
}
