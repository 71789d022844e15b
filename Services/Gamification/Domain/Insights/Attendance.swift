package import Kernel

/// What is known of somebody's presence on a workday.
///
/// Source: domain.md row G33.
package enum AttendanceStatus: String, Hashable, Sendable, CaseIterable {
  /// Something was measured.
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
  /// - Parameters:
  ///   - sheet: What is known of the workday.
  ///   - isScheduled: Whether the schedule has work for it.
  ///   - isOver: Whether the workday has ended.
  package init(of sheet: DaySheet, isScheduled: Bool, isOver: Bool) {
    if !sheet.measurements.isEmpty {
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

/// A scheduled activity and when the person was there.
///
/// Source: domain.md row G34 and 1.2.1.
package struct PunctualityEvent: Hashable, Sendable {
  package let activity: UUIDBits
  package let scheduledStart: Timestamp
  package let start: Timestamp
  /// Whether somebody has accepted why the person came late.
  package let isExcused: Bool

  package init(
    activity: UUIDBits, scheduledStart: Timestamp, start: Timestamp, isExcused: Bool = false
  ) {
    self.activity = activity
    self.scheduledStart = scheduledStart
    self.start = start
    self.isExcused = isExcused
  }

  /// How many seconds after the schedule the person came; negative before it.
  package var deltaSeconds: Double {
    Double(start.microseconds - scheduledStart.microseconds) / 1_000_000
  }

  /// The most seconds that are on the spot.
  package static var bullseyeSeconds: Double { 30 }

  /// Whether the person was on the spot.
  package var isBullseye: Bool { abs(deltaSeconds) <= Self.bullseyeSeconds }

  /// What points are made of: the lateness, 0 for whoever came early or is excused.
  package var event: DayEvent {
    DayEvent(.activity, id: activity, value: isExcused ? 0 : max(deltaSeconds, 0))
  }
}
