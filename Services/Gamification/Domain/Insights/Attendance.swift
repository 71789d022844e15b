package import Kernel

/// What is known of somebody's presence on a workday.
///
/// Source: domain.md row G33.
package enum AttendanceStatus: String, Hashable, Sendable, CaseIterable {
  /// Work was measured.
  case measured
  /// Was at work, as far as the schedule's activities tell, and nothing was measured.
  case present
  /// Was to work, and did not.
  case absent
  /// Is to work on a day that is not over.
  case scheduled
  /// Was not to work.
  case unscheduled
}

extension AttendanceStatus {
  /// Tells what a workday was, or is to be.
  ///
  /// The time that the schedule wants on queue tells that there is work, and nothing of whether
  /// somebody came; neither does an amount of 0 that the platform has told.
  ///
  /// - Parameters:
  ///   - sheet: What is known of the workday.
  ///   - isOver: Whether the workday has ended.
  package init(of sheet: DaySheet, isOver: Bool) {
    let isMeasured = sheet.measurements.contains { measurement in
      measurement.measure.externalMetric != nil
        || measurement.measure != .scheduledOnQueueSeconds && measurement.amount > 0
    }
    let isScheduled = sheet.measurements.contains {
      $0.measure == .scheduledOnQueueSeconds && $0.amount > 0
    }
    if isMeasured {
      self = .measured
    } else if sheet.events.contains(where: { $0.kind == .activity }) {
      self = .present
    } else if isScheduled {
      self = isOver ? .absent : .scheduled
    } else {
      self = .unscheduled
    }
  }
}

/// A workday in somebody's attendance.
package struct AttendanceDay: Hashable, Sendable {
  package let workday: Workday
  package let status: AttendanceStatus
  package let hasQualityEvaluation: Bool

  /// Tells what a workday was; one that is before `today` is over.
  package init(workday: Workday, sheet: DaySheet, today: Workday) {
    self.workday = workday
    status = AttendanceStatus(of: sheet, isOver: workday < today)
    hasQualityEvaluation = sheet.events.contains { $0.kind == .evaluation }
  }
}

extension DayEvent {
  /// The most seconds that are on the spot.
  package static var bullseyeSeconds: Double { 30 }

  /// What points are made of: of an activity the lateness, which is 0 for whoever came early.
  ///
  /// Source: domain.md row G34 and 1.2.1.
  package var scoredValue: Double { kind == .activity ? max(value, 0) : value }

  /// How many seconds after the schedule the person came to an activity; negative before it.
  package var deltaSeconds: Double? { kind == .activity ? value : nil }

  /// Whether the person came to an activity when the schedule wanted it.
  package var isBullseye: Bool {
    deltaSeconds.map { abs($0) <= Self.bullseyeSeconds } ?? false
  }
}
