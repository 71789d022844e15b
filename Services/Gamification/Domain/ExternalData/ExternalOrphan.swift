package import Kernel

/// A value that came for an unknown metric or person, and is kept until they are known.
///
/// Source: domain.md row G26.
package struct ExternalOrphan: Hashable, Sendable {
  package let id: ExternalOrphanID
  package let item: ExternalDataItem
  /// What was unknown.
  package let reason: ExternalDataRefusal.Reason
  /// ``Caller/key`` of who sent it.
  package let caller: String
  package let createTime: Timestamp

  /// How many an organisation may have.
  package static var countMax: Int { 10_000 }
  /// How long they are kept.
  package static var ageMax: Duration { .seconds(90 * 24 * 3_600) }
  /// How many may be attached in one request.
  package static var attachMax: Int { 100 }
  /// How many may be deleted in one request.
  package static var deleteMax: Int { 1_000 }

  package init(
    id: ExternalOrphanID, item: ExternalDataItem, reason: ExternalDataRefusal.Reason,
    caller: String, createTime: Timestamp
  ) {
    self.id = id
    self.item = item
    self.reason = reason
    self.caller = caller
    self.createTime = createTime
  }

  /// When the oldest of those came that are still kept.
  package static func oldestTime(at now: Timestamp) -> Timestamp { now.adding(.zero - ageMax) }

  /// Checks the ids of a request.
  ///
  /// - Throws: ``ValidationError`` for `external_orphan_ids` when there is none, one is no id, one
  ///   is there twice, or there are more than `limit`.
  package static func ids(
    parsing texts: [String], limit: Int
  ) throws(ValidationError) -> [ExternalOrphanID] {
    let field = "external_orphan_ids"
    guard (1...limit).contains(texts.count) else {
      throw ValidationError(field: field, reason: "must have 1 to \(limit) ids")
    }
    var ids: [ExternalOrphanID] = []
    var known: Set<ExternalOrphanID> = []
    for (index, text) in texts.enumerated() {
      let id = try ExternalOrphanID(parsing: text, field: "\(field)[\(index)]")
      guard known.insert(id).inserted else {
        throw ValidationError(field: "\(field)[\(index)]", reason: "must not be there twice")
      }
      ids.append(id)
    }
    return ids
  }
}

/// Orphans that are to be stored now, with another metric or person if they were wrong.
package struct OrphanAttachment: Hashable, Sendable {
  /// No two the same.
  package let ids: [ExternalOrphanID]
  /// `nil` for that of the orphan.
  package let metric: ExternalMetricID?
  /// `nil` for that of the orphan.
  package let person: PersonID?

  package init(ids: [ExternalOrphanID], metric: ExternalMetricID?, person: PersonID?) {
    self.ids = ids
    self.metric = metric
    self.person = person
  }

  /// What is to be stored, in the order of ``ids``.
  package func upload(of orphans: [ExternalOrphan]) -> ExternalUpload {
    let items = Dictionary(orphans.map { ($0.id, $0.item) }) { first, _ in first }
    return ExternalUpload(
      ids.map { id in
        guard let item = items[id] else {
          return .failure(
            ExternalDataRefusal(
              .orphanUnknown,
              ValidationError(
                field: "external_orphan_ids", reason: "has an id of which there is no orphan")))
        }
        return .success(
          ExternalDataItem(
            metric: metric ?? item.metric, person: person ?? item.person, workday: item.workday,
            report: item.report))
      }, keepsOrphans: false)
  }
}
