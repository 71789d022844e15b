package import Kernel

/// What is known of an evaluation, and whose it is.
package struct EvaluationRecord: Hashable, Sendable {
  package let id: UUIDBits
  package private(set) var agent: PersonID
  package private(set) var form: String
  package private(set) var standing: EvaluationStanding

  package init(id: UUIDBits, agent: PersonID, form: String, standing: EvaluationStanding) {
    self.id = id
    self.agent = agent
    self.form = form
    self.standing = standing
  }

  /// Applies news.
  ///
  /// - Returns: What follows, and the changes of workdays that it needs.
  package mutating func apply(
    _ news: EvaluationNews, window: AttributionWindow
  ) -> (outcome: EvaluationStanding.Outcome, changes: [WorkdayChange]) {
    let before = self
    let outcome = standing.apply(news.change, version: news.version, window: window)
    guard outcome != .outdated else { return (outcome, []) }
    if outcome == .changed {
      agent = news.agent
      form = news.form
    }
    var changes: [WorkdayChange] = []
    if let old = before.counted, old != counted {
      changes.append(
        WorkdayChange(day: old.day, change: .unhappened(.evaluation, id), field: "evaluation"))
    }
    if let new = counted, new != before.counted {
      changes.append(
        WorkdayChange(day: new.day, change: .happened(new.event), field: "evaluation"))
    }
    return (outcome, changes)
  }

  private struct Counted: Hashable {
    let day: PersonDay
    let event: DayEvent
  }

  private var counted: Counted? {
    standing.counted.map { score in
      Counted(
        day: PersonDay(person: agent, workday: score.workday),
        event: DayEvent(
          .evaluation, id: id, value: Double(score.basisPoints) / 100, form: form))
    }
  }
}
