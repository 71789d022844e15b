internal import Kernel
internal import Postgres
internal import QualityDomain

extension Transaction {
  /// Records who changed what, and how many things at once.
  func audit(
    _ context: ChangeContext, id ids: any IDGenerator, _ action: String, subject: String,
    count: Int = 1
  ) throws {
    try audit(
      AuditRecord(
        organization: context.organization, id: ids.makeUUID(), caller: context.actor,
        action: action, subject: subject, detail: JSONText("{\"count\": \(count)}")))
  }
}
