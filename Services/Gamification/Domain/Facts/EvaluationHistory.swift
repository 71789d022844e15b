package import Kernel

/// All that was told of an evaluation, and the score of it that counts.
///
/// Events may come late and in any order. The score that counts follows from all of them in the
/// order of their versions, so it is the same in whatever order they came.
///
/// Source: domain.md 1.2.4, rows X01 and X18.
package struct EvaluationHistory: Hashable, Sendable {
  /// A score on the workday of its release.
  package struct Score: Hashable, Sendable {
    /// Whose work was evaluated.
    package let agent: PersonID
    package let form: String
    package let workday: Workday
    /// 10000 is 100.00 %.
    package let basisPoints: Int32

    package init(agent: PersonID, form: String, workday: Workday, basisPoints: Int32) {
      self.agent = agent
      self.form = form
      self.workday = workday
      self.basisPoints = basisPoints
    }
  }

  /// What happened to the evaluation.
  package enum Change: Hashable, Sendable {
    /// Released, for the first time or again.
    case released(Score)
    /// A rescore was saved and not submitted; the workday is that of the change.
    case reopened(Workday)
    /// Retracted or deleted.
    case withdrawn
  }

  /// A change with the version of the evaluation that it made.
  package struct Entry: Hashable, Sendable {
    /// From 1.
    package let version: Int64
    package let change: Change

    package init(version: Int64, change: Change) {
      self.version = version
      self.change = change
    }
  }

  /// What follows from news.
  package enum Outcome: Hashable, Sendable {
    case changed
    /// The version was known, or a newer one leaves it without effect.
    case outdated
    /// The rescore came after the window; what was before stands.
    case tooLate
  }

  package let id: UUIDBits
  /// In the order of the versions.
  package private(set) var entries: [Entry]
  /// The score that counts; `nil` while it is being rescored, or was withdrawn.
  package private(set) var counted: Score?

  /// Adopts what was stored; entries may come in any order.
  package init(id: UUIDBits, entries: [Entry] = [], counted: Score? = nil) {
    self.id = id
    self.entries = entries.sorted { $0.version < $1.version }
    self.counted = counted
  }

  /// Adds what was told.
  ///
  /// - Parameters:
  ///   - entry: What has happened.
  ///   - window: How late a rescore counts of an evaluation that was first released on a workday.
  /// - Returns: What follows, and the changes of workdays that it needs.
  package mutating func add(
    _ entry: Entry, window: (Workday) -> AttributionWindow
  ) -> (outcome: Outcome, changes: [WorkdayChange]) {
    guard !entries.contains(where: { $0.version == entry.version }) else {
      return (.outdated, [])
    }
    let place = entries.firstIndex { $0.version > entry.version } ?? entries.endIndex
    let isNewest = place == entries.endIndex
    entries.insert(entry, at: place)
    let before = counted
    let late: Set<Int64>
    (counted, late) = standing(window)
    let changes = changes(from: before)
    if late.contains(entry.version) { return (.tooLate, changes) }
    return (isNewest || !changes.isEmpty ? .changed : .outdated, changes)
  }

  /// The score that counts by all entries, and the versions that came after the window, which
  /// begins with the first release.
  private func standing(
    _ window: (Workday) -> AttributionWindow
  ) -> (counted: Score?, late: Set<Int64>) {
    var (counted, settled): (Score?, Score?) = (nil, nil)
    var first: Workday?
    var late: Set<Int64> = []
    for entry in entries {
      switch entry.change {
      case .withdrawn: (counted, settled) = (nil, nil)
      case .reopened(let workday):
        if isOpen(on: workday, first, window) { counted = nil } else { late.insert(entry.version) }
      case .released(let score):
        if isOpen(on: score.workday, first, window) {
          first = first ?? score.workday
          (counted, settled) = (score, score)
        } else {
          counted = settled
          late.insert(entry.version)
        }
      }
    }
    return (counted, late)
  }

  private func isOpen(
    on workday: Workday, _ first: Workday?, _ window: (Workday) -> AttributionWindow
  ) -> Bool {
    first.map { window($0).isOpen(for: $0, on: workday) } ?? true
  }

  private func changes(from before: Score?) -> [WorkdayChange] {
    guard before != counted else { return [] }
    var changes: [WorkdayChange] = []
    if let before {
      changes.append(
        WorkdayChange(day: before.day, change: .unhappened(.evaluation, id), field: "evaluation"))
    }
    if let counted {
      let event = DayEvent(
        .evaluation, id: id, value: Double(counted.basisPoints) / 100, form: counted.form)
      changes.append(
        WorkdayChange(day: counted.day, change: .happened(event), field: "evaluation"))
    }
    return changes
  }
}

extension EvaluationHistory.Score {
  fileprivate var day: PersonDay { PersonDay(person: agent, workday: workday) }
}
