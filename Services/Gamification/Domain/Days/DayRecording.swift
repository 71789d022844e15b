package import Kernel

/// Applies changes to workdays and makes points of them.
///
/// Nothing here depends on anything but its parameters, so whoever collides with somebody else
/// simply does it again.
package struct DayRecording: Sendable {
  package let book: RuleBook
  package let cause: LedgerPosting.Cause
  /// What brought the changes.
  package let source: String
  package let now: Timestamp
  package let today: Workday
  /// The last workday whose points are final.
  package let finalThrough: Workday
  /// Whether changes are taken that come after the window: for whoever loads past months.
  package let takesLateChanges: Bool

  package init(
    book: RuleBook, cause: LedgerPosting.Cause, source: String, now: Timestamp, today: Workday,
    finalThrough: Workday, takesLateChanges: Bool = false
  ) {
    self.book = book
    self.cause = cause
    self.source = source
    self.now = now
    self.today = today
    self.finalThrough = finalThrough
    self.takesLateChanges = takesLateChanges
  }

  /// Applies changes in their order to the records of their workdays.
  ///
  /// - Returns: The workdays that are other now, in the order of the records, and what became of
  ///   each change.
  package func applying(
    _ changes: [WorkdayChange], to records: [DayRecord], ids: any IDGenerator
  ) -> (updates: [DayUpdate], outcomes: [ChangeOutcome]) {
    var places: [PersonDay: Int] = [:]
    for (place, record) in records.enumerated() { places[record.day] = place }
    var sheets = records.map(\.sheet)
    var earnTimes: [Int: Timestamp] = [:]
    let outcomes = changes.map { change -> ChangeOutcome in
      guard let place = places[change.day] else {
        preconditionFailure("there is a record for every workday that changes")
      }
      if let days = tooLate(change, records[place]) { return .tooLate(days: days) }
      let entries = sheets[place].entryCount
      do throws(ValidationError) {
        guard try sheets[place].apply(change.change, field: change.field) else {
          return .unchanged
        }
        if let time = change.earnTime {
          earnTimes[place] = min(earnTimes[place] ?? time, time)
        }
        return sheets[place].entryCount > entries ? .added : .changed
      } catch {
        return .refused(error)
      }
    }
    let updates = records.indices.compactMap { place in
      sheets[place] == records[place].sheet
        ? nil : scoring(records[place], sheets[place], ids, earnTime: earnTimes[place])
    }
    return (updates, outcomes)
  }

  /// Scores workdays again by the rules that hold now.
  ///
  /// - Returns: The workdays whose points or rules are other now.
  package func scoringAgain(_ records: [DayRecord], ids: any IDGenerator) -> [DayUpdate] {
    records.compactMap { record in
      guard record.version > 0, !record.isSealed else { return nil }
      let update = scoring(record, record.sheet, ids)
      let same =
        update.posting == nil && update.profile == record.profile
        && update.result.metrics.map { StoredPoints($0) } == record.points
      return same ? nil : update
    }
  }

  /// What a workday earns by its sheet, and the profile whose rules say so.
  package func result(
    of record: DayRecord, _ sheet: DaySheet
  ) -> (result: DayResult, profile: ProfileID?) {
    let profile = book.profile(assigned: record.assignedProfile, on: record.day.workday)
    let result = DayScoring.score(
      DayFacts(sheet: sheet, placement: record.placement),
      by: book.rules(of: profile, on: record.day.workday))
    return (result, profile)
  }

  private func scoring(
    _ record: DayRecord, _ sheet: DaySheet, _ ids: any IDGenerator, earnTime: Timestamp? = nil
  ) -> DayUpdate {
    let workday = record.day.workday
    let (result, profile) = result(of: record, sheet)
    let lines = result.lines(from: record.points)
    let posting = LedgerPosting(
      id: ids.makeID(), day: record.day, cause: cause, source: source, awardTime: now,
      // Clocks differ: nothing is awarded before it was earned.
      earnTime: earnTime.map { min($0, now) },
      finality: workday <= finalThrough ? .final : .provisional,
      expiry: book.settings.settings(on: workday).decay.expiry(of: workday), lines: lines)
    return DayUpdate(
      record: record, sheet: sheet, profile: profile, result: result,
      posting: lines.isEmpty ? nil : posting)
  }

  /// A workday of which values were removed takes no changes: its points could not follow them.
  private func tooLate(_ change: WorkdayChange, _ record: DayRecord) -> Int32? {
    let window = book.settings.settings(on: today).factWindow
    if record.isSealed { return window.days }
    guard !takesLateChanges else { return nil }
    return window.isOpen(for: change.day.workday, on: today) ? nil : window.days
  }
}
