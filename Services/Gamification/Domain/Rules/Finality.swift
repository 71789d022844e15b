package import Kernel

/// Whether the points of a workday may still change by themselves.
///
/// Source: domain.md row G18 and 5.3.
package enum Finality: String, Hashable, Sendable, CaseIterable {
  case provisional
  /// The settlement lag after the end of the workday is over.
  case final
}

/// How long after the end of a workday its values settle.
package struct SettlementLag: Hashable, Sendable {
  /// 0 to ``minutesMax``.
  package let minutes: Int32

  /// Two days.
  package static var minutesMax: Int32 { 2_880 }
  /// Two hours: domain.md 1.3.
  package static var standard: SettlementLag { SettlementLag(trustedMinutes: 120) }

  private init(trustedMinutes: Int32) { minutes = trustedMinutes }

  /// Checks a lag.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package init(minutes: Int32, field: String) throws(ValidationError) {
    guard (0...Self.minutesMax).contains(minutes) else {
      throw ValidationError(field: field, reason: "must be from 0 to \(Self.minutesMax) minutes")
    }
    self.init(trustedMinutes: minutes)
  }

  /// Whether the values of a workday are final, which ends at a time.
  package func finality(ofDayEndingAt end: Timestamp, now: Timestamp) -> Finality {
    let settled = end.microseconds + Int64(minutes) * 60_000_000
    return now.microseconds >= settled ? .final : .provisional
  }
}

/// How late a change still counts.
///
/// Source: domain.md 1.2.4, 1.2.6 and finding 5: 6 days for a rescore, and for facts of metrics
/// today and the 7 days before.
package struct AttributionWindow: Hashable, Sendable {
  /// 0 to ``daysMax``.
  package let days: Int32

  package static var daysMax: Int32 { 366 }
  /// For evaluations that are released again.
  package static var rescore: AttributionWindow { AttributionWindow(trustedDays: 6) }
  /// For facts of a workday.
  package static var facts: AttributionWindow { AttributionWindow(trustedDays: 7) }

  private init(trustedDays: Int32) { days = trustedDays }

  /// Checks a window.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package init(days: Int32, field: String) throws(ValidationError) {
    guard (0...Self.daysMax).contains(days) else {
      throw ValidationError(field: field, reason: "must be from 0 to \(Self.daysMax) days")
    }
    self.init(trustedDays: days)
  }

  /// Whether what belongs to a workday may still change on another day.
  package func isOpen(for workday: Workday, on day: Workday) -> Bool {
    day.daysSinceEpoch - workday.daysSinceEpoch <= days
  }
}
