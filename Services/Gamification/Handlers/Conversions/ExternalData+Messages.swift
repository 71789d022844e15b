internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension GamificationV1.OrphanHandling {
  /// Whether items of unknown metrics and people are kept.
  ///
  /// - Throws: ``ValidationError`` naming `field` for a value that this version does not know.
  func keepsOrphans(field: String) throws(ValidationError) -> Bool {
    switch self {
    case .unspecified, .reject: false
    case .quarantine: true
    case .unrecognized:
      throw ValidationError(field: field, reason: "must be reject or quarantine")
    }
  }
}

extension ExternalUpload {
  /// Reads items, of which each may be wrong by itself.
  ///
  /// - Throws: ``ValidationError`` for `items` when they are too many, and for `orphans`.
  init(
    _ items: [GamificationV1.ExternalDataItem], limit: Int,
    orphans: GamificationV1.OrphanHandling
  ) throws(ValidationError) {
    guard items.count <= limit else {
      throw ValidationError(field: "items", reason: "must have at most \(limit) items")
    }
    self.init(
      items.map { ExternalDataEntry($0) },
      keepsOrphans: try orphans.keepsOrphans(field: "orphans"))
  }
}

extension ExternalDataEntry {
  init(_ message: GamificationV1.ExternalDataItem) {
    do throws(ValidationError) {
      self = .success(try ExternalDataItem(message))
    } catch {
      self = .failure(ExternalDataRefusal(.invalidField, error))
    }
  }
}

extension ExternalDataItem {
  fileprivate init(_ message: GamificationV1.ExternalDataItem) throws(ValidationError) {
    let mode: ExternalReport.Mode
    switch message.mode {
    case .total: mode = .total
    case .cumulative: mode = .cumulative
    case .unspecified, .unrecognized:
      throw ValidationError(
        field: ExternalDataField.mode.rawValue, reason: "must be total or cumulative")
    }
    self.init(
      metric: try ExternalMetricID(
        parsing: message.externalMetricID, field: ExternalDataField.metric.rawValue),
      person: try PersonID(parsing: message.personID, field: ExternalDataField.person.rawValue),
      workday: try Workday(message.workday, field: ExternalDataField.workday.rawValue),
      report: try ExternalReport(
        value: message.value, count: message.count, mode: mode, field: ""))
  }
}

extension ExternalPoints {
  /// Reads points as another system sends them.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  init(
    _ message: GamificationV1.ExternalPoints?, metric: ExternalMetricID, field: String
  ) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    try self.init(
      metric: metric,
      person: try PersonID(parsing: message.userID, field: "\(field).user_id"),
      time: try Timestamp(message.timestamp, field: "\(field).timestamp"),
      score: message.score, source: message.metadata?.source ?? "",
      session: message.metadata?.sessionID ?? "", field: field)
  }
}

extension GamificationV1.ExternalDataItem {
  init(_ item: ExternalDataItem) {
    self.init(
      externalMetricID: item.metric.description, personID: item.person.rawValue,
      workday: GoogleType.Date(item.workday), value: item.report.value, count: item.report.count,
      mode: item.report.mode == .total ? .total : .cumulative)
  }
}

extension GamificationV1.ExternalOrphan {
  init(_ orphan: ExternalOrphan) {
    self.init(
      externalOrphanID: orphan.id.description,
      item: GamificationV1.ExternalDataItem(orphan.item),
      reason: GamificationV1.ExternalDataFailure.Reason(orphan.reason), caller: orphan.caller,
      createTime: GoogleProtobuf.Timestamp(orphan.createTime))
  }
}

extension GamificationV1.ExternalDataFailure.Reason {
  init(_ reason: ExternalDataRefusal.Reason) {
    self =
      switch reason {
      case .invalidField: .invalidField
      case .metricUnknown: .externalMetricNotFound
      case .metricDisabled: .externalMetricDisabled
      case .personUnknown: .personNotFound
      case .workdayTooOld: .workdayTooOld
      case .workdayTooLate: .workdayTooLate
      case .orphanUnknown: .externalOrphanNotFound
      }
  }
}

extension GamificationV1.ExternalDataSummary {
  /// How many items are named that were not stored.
  private static var failuresMax: Int { 100 }

  /// Counts items.
  ///
  /// - Parameters:
  ///   - outcomes: What became of them.
  ///   - locate: Where a field of an item stands in a file.
  init(
    _ outcomes: [ExternalDataOutcome],
    locate: (_ index: Int, _ field: String) -> TextPosition? = { _, _ in nil }
  ) {
    self.init()
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .changed: changedCount += 1
      case .unchanged: unchangedCount += 1
      case .quarantined: quarantinedCount += 1
      case .refused(let refusal):
        failedCount += 1
        guard failures.count < Self.failuresMax else { continue }
        let position = locate(index, refusal.error.field)
        failures.append(
          GamificationV1.ExternalDataFailure(
            itemIndex: Int64(index), field: refusal.error.field,
            reason: GamificationV1.ExternalDataFailure.Reason(refusal.reason),
            message: refusal.error.reason, line: position?.line ?? 0,
            column: position?.column ?? 0))
      }
    }
  }

  /// Counts the items of the next message of a stream too.
  mutating func add(_ part: GamificationV1.ExternalDataSummary) {
    let before = changedCount + unchangedCount + quarantinedCount + failedCount
    changedCount += part.changedCount
    unchangedCount += part.unchangedCount
    quarantinedCount += part.quarantinedCount
    failedCount += part.failedCount
    for var failure in part.failures.prefix(Self.failuresMax - failures.count) {
      failure.itemIndex += before
      failures.append(failure)
    }
  }
}
