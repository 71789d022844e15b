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
    _ changes: [WorkdayChange], to records: [DayRecord]
  ) -> (drafts: [DayDraft], outcomes: [ChangeOutcome]) {
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
    let drafts = records.indices.compactMap { place in
      sheets[place] == records[place].sheet
        ? nil
        : DayDraft(records[place], sheets[place], earnTime: earnTimes[place], by: book)
    }
    return (drafts, outcomes)
  }

  /// Workdays that are to be scored again by the rules that hold now; there is nothing to score
  /// where nothing is stored, or where values were removed.
  package func drafts(of records: [DayRecord]) -> [DayDraft] {
    records.filter { $0.version > 0 && !$0.isSealed }
      .map { DayDraft($0, $0.sheet, by: book) }
  }

  /// A workday as it is stored, with the rules that hold now.
  package func draft(of record: DayRecord) -> DayDraft {
    DayDraft(record, record.sheet, by: book)
  }

  /// Scores workdays with the sums of their teams.
  ///
  /// - Returns: Those with another sheet, other results or other rules than are stored, also when
  ///   their points are the same: held ones, or the most that could be earned.
  package func scoring(
    _ drafts: [DayDraft], _ sums: TeamSums, ids: any IDGenerator
  ) -> [DayUpdate] {
    drafts.compactMap { draft in
      let update = scoring(draft, sums, ids)
      return update.isOther ? update : nil
    }
  }

  /// The teams whose members earn other points by the change of a sum: the outcome of a condition
  /// is another one.
  ///
  /// Each change of a sum is seen by exactly one transaction, so no turn is missed.
  package func turned(by changes: [TeamChange]) -> [TeamDay] {
    var teams: Set<TeamDay> = []
    for change in changes where change.before != change.after {
      let key = change.key
      guard let definition = book.metric(key.metric)?.definition else { continue }
      let (before, after) = (
        change.before.value(by: definition), change.after.value(by: definition)
      )
      let turns = book.teamConditions(on: key.metric, on: key.workday).contains { condition in
        (before.map(condition.holds) ?? false) != (after.map(condition.holds) ?? false)
      }
      if turns { teams.insert(TeamDay(team: key.team, workday: key.workday)) }
    }
    return teams.sorted()
  }

  private func scoring(
    _ draft: DayDraft, _ sums: TeamSums, _ ids: any IDGenerator
  ) -> DayUpdate {
    let record = draft.record
    let workday = record.day.workday
    let result = draft.result(sums)
    let lines = result.lines(from: record.points)
    let posting = LedgerPosting(
      id: ids.makeID(), day: record.day, cause: cause, source: source, awardTime: now,
      // Clocks differ: nothing is awarded before it was earned.
      earnTime: draft.earnTime.map { min($0, now) },
      finality: workday <= finalThrough ? .final : .provisional,
      expiry: book.settings.settings(on: workday).decay.expiry(of: workday), lines: lines)
    return DayUpdate(
      record: record, sheet: draft.sheet, profile: draft.profile, result: result,
      posting: lines.isEmpty ? nil : posting, counted: draft.counted,
      reviews: draft.reviews)
  }

  /// A workday of which values were removed takes no changes: its points could not follow them.
  private func tooLate(_ change: WorkdayChange, _ record: DayRecord) -> Int32? {
    let window = book.settings.settings(on: today).factWindow
    if record.isSealed { return window.days }
    guard !takesLateChanges else { return nil }
    return window.isOpen(for: change.day.workday, on: today) ? nil : window.days
  }
}
