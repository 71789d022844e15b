package import Kernel

/// Points that another system gives somebody at an instant, once for each of its sessions.
///
/// Source: domain.md row G25.
package struct ExternalPoints: Hashable, Sendable {
  package let metric: ExternalMetricID
  package let person: PersonID
  package let time: Timestamp
  package let report: ExternalReport
  /// The name of the other system; may be empty.
  package let source: String
  /// What the other system calls the occasion: with metric and person it counts once.
  package let session: String

  package static var sourceCharactersMax: Int { 100 }
  package static var sessionCharactersMax: Int { 100 }

  /// Checks points.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    metric: ExternalMetricID, person: PersonID, time: Timestamp, score: Double, source: String,
    session: String, field: String
  ) throws(ValidationError) {
    do throws(ValidationError) {
      report = try ExternalReport(value: score, count: 1, mode: .cumulative, field: "")
    } catch {
      throw ValidationError(field: "\(field).score", reason: error.reason)
    }
    self.source = try CheckedText.check(
      source, characters: 0...Self.sourceCharactersMax, field: "\(field).metadata.source")
    self.session = try CheckedText.check(
      session, characters: 1...Self.sessionCharactersMax, field: "\(field).metadata.session_id")
    self.metric = metric
    self.person = person
    self.time = time
  }

  /// The points as what was measured on the workday of their time.
  package func item(on workday: Workday) -> ExternalDataItem {
    ExternalDataItem(metric: metric, person: person, workday: workday, report: report)
  }

  /// Tells the one who sent the points why they are refused.
  ///
  /// - Returns: ``GamificationError`` for the metric, ``ValidationError`` for all else.
  package func error(of refusal: ExternalDataRefusal, field: String) -> any Error {
    func wrong(_ name: String) -> ValidationError {
      ValidationError(field: "\(field).\(name)", reason: refusal.error.reason)
    }
    return switch refusal.reason {
    case .metricUnknown: GamificationError.externalMetricNotFound(metric)
    case .metricDisabled: GamificationError.externalMetricDisabled(metric)
    case .personUnknown: wrong("user_id")
    case .workdayTooOld, .workdayTooLate: wrong("timestamp")
    case .invalidField, .orphanUnknown: wrong("score")
    }
  }
}

/// What became of ``ExternalPoints``.
package struct ExternalPointsReceipt: Hashable, Sendable {
  /// Where the points went, now or when they came first.
  package let workday: Workday
  /// Whether they had come before.
  package let isRepeated: Bool

  package init(workday: Workday, isRepeated: Bool) {
    self.workday = workday
    self.isRepeated = isRepeated
  }
}
