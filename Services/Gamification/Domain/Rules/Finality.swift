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
  package static var standard: SettlementLag { SettlementLag(stored: 120) }

  /// Adopts a lag that was checked when it was stored.
  package init(stored minutes: Int32) { self.minutes = minutes }

  /// Checks a lag.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package init(minutes: Int32, field: String) throws(ValidationError) {
    guard (0...Self.minutesMax).contains(minutes) else {
      throw ValidationError(field: field, reason: "must be from 0 to \(Self.minutesMax) minutes")
    }
    self.init(stored: minutes)
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
  package static var rescore: AttributionWindow { AttributionWindow(stored: 6) }
  /// For facts of a workday.
  package static var facts: AttributionWindow { AttributionWindow(stored: 7) }

  /// Adopts a window that was checked when it was stored.
  package init(stored days: Int32) { self.days = days }

  /// Checks a window.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package init(days: Int32, field: String) throws(ValidationError) {
    guard (0...Self.daysMax).contains(days) else {
      throw ValidationError(field: field, reason: "must be from 0 to \(Self.daysMax) days")
    }
    self.init(stored: days)
  }

  /// Whether what belongs to a workday may still change on another day.
  package func isOpen(for workday: Workday, on day: Workday) -> Bool {
    day.daysSinceEpoch - workday.daysSinceEpoch <= days
  }
}
