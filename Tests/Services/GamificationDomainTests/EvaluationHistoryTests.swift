import GamificationDomain
import Kernel
import Testing

@Suite("EvaluationHistory.add")
struct EvaluationHistoryTests {
  private typealias Change = EvaluationHistory.Change

  private func score(
    _ day: Int32, _ basisPoints: Int32 = 9_000, agent: String = "ada"
  ) -> EvaluationHistory.Score {
    EvaluationHistory.Score(
      agent: PersonID(stored: agent), form: "form", workday: monday.adding(days: day),
      basisPoints: basisPoints)
  }

  private func add(
    _ history: inout EvaluationHistory, _ change: EvaluationHistory.Change, _ version: Int64
  ) -> EvaluationHistory.Outcome {
    let entry = EvaluationHistory.Entry(version: version, change: change)
    return history.add(entry) { _ in .rescore }.outcome
  }

  private func event(_ percent: Double) -> DayEvent {
    DayEvent(.evaluation, id: someUUID, value: percent, form: "form")
  }

  @Test("counts on the day of its release")
  func release() {
    var history = EvaluationHistory(id: someUUID)
    #expect(add(&history, .released(score(0)), 1) == .changed)
    #expect(history.counted == score(0))
  }

  @Test("moves with a release within six days", arguments: [0, 1, 6] as [Int32])
  func move(day: Int32) {
    var history = EvaluationHistory(id: someUUID)
    _ = add(&history, .released(score(0)), 1)
    #expect(add(&history, .released(score(day, 5_000)), 2) == .changed)
    #expect(history.counted == score(day, 5_000))
  }

  @Test("the six days begin with the first release, however often it moved")
  func firstRelease() {
    var history = EvaluationHistory(id: someUUID)
    _ = add(&history, .released(score(0)), 1)
    _ = add(&history, .released(score(5, 6_000)), 2)
    #expect(add(&history, .released(score(7, 1_000)), 3) == .tooLate)
    #expect(history.counted == score(5, 6_000))
  }

  @Test("the window is the one that held on the day of the first release")
  func window() {
    var history = EvaluationHistory(id: someUUID)
    let window: (Workday) -> AttributionWindow = {
      AttributionWindow(stored: $0 == monday ? 2 : 30)
    }
    for (version, day, outcome) in [
      (1, 0, .changed), (2, 2, .changed), (3, 3, .tooLate),
    ] as [(Int64, Int32, EvaluationHistory.Outcome)] {
      let entry = EvaluationHistory.Entry(version: version, change: .released(score(day)))
      #expect(history.add(entry, window: window).outcome == outcome)
    }
  }

  @Test("has no points while a rescore is saved and not submitted")
  func reopened() {
    var history = EvaluationHistory(id: someUUID)
    _ = add(&history, .released(score(0)), 1)
    #expect(add(&history, .reopened(monday.adding(days: 2)), 2) == .changed)
    #expect(history.counted == nil)
    #expect(add(&history, .released(score(3, 7_000)), 3) == .changed)
    #expect(history.counted == score(3, 7_000))
  }

  @Test("gets its points back when the rescore comes too late")
  func tooLate() {
    var history = EvaluationHistory(id: someUUID)
    _ = add(&history, .released(score(0)), 1)
    _ = add(&history, .reopened(monday.adding(days: 6)), 2)
    #expect(add(&history, .released(score(7, 100)), 3) == .tooLate)
    #expect(history.counted == score(0))
    #expect(add(&history, .reopened(monday.adding(days: 8)), 4) == .tooLate)
    #expect(history.counted == score(0))
  }

  @Test("never counts once it is withdrawn, until it is released again")
  func withdrawn() {
    var history = EvaluationHistory(id: someUUID)
    _ = add(&history, .released(score(0)), 1)
    #expect(add(&history, .withdrawn, 2) == .changed)
    #expect(history.counted == nil)
    #expect(add(&history, .released(score(8)), 3) == .tooLate)
    #expect(history.counted == nil)
  }

  @Test("a version that is known changes nothing")
  func known() {
    var history = EvaluationHistory(id: someUUID)
    _ = add(&history, .released(score(2, 7_000)), 2)
    #expect(add(&history, .released(score(0)), 2) == .outdated)
    #expect(history.counted == score(2, 7_000))
    #expect(history.entries.count == 1)
  }

  @Test("an older release that comes later leaves the newer score, and begins the window")
  func olderRelease() {
    var history = EvaluationHistory(id: someUUID)
    _ = add(&history, .released(score(5, 7_000)), 2)
    #expect(add(&history, .released(score(0)), 1) == .outdated)
    #expect(history.counted == score(5, 7_000))
    #expect(add(&history, .released(score(7, 1_000)), 3) == .tooLate)
    #expect(history.counted == score(5, 7_000))
  }

  @Test("an older release that comes after it was reopened counts when the rescore is too late")
  func olderThanReopened() {
    var history = EvaluationHistory(id: someUUID)
    _ = add(&history, .reopened(monday.adding(days: 2)), 2)
    #expect(add(&history, .released(score(0)), 1) == .outdated)
    #expect(history.counted == nil)
    #expect(add(&history, .released(score(9, 100)), 3) == .tooLate)
    #expect(history.counted == score(0))
  }

  @Test("the same score counts in whatever order the same changes come")
  func anyOrder() {
    let changes: [Change] = [
      .released(score(0, 9_000)), .reopened(monday.adding(days: 3)), .released(score(4, 5_000)),
      .reopened(monday.adding(days: 6)), .released(score(9, 100)),
      .released(score(6, 6_000, agent: "bob")), .withdrawn, .released(score(5, 4_000)),
    ]
    for length in 1...changes.count {
      let entries = changes.prefix(length).enumerated().map {
        EvaluationHistory.Entry(version: Int64($0.offset) + 1, change: $0.element)
      }
      var ordered = EvaluationHistory(id: someUUID)
      for entry in entries { _ = ordered.add(entry) { _ in .rescore } }
      var random = SplitMix(seed: UInt64(length))
      for _ in 0..<50 {
        var history = EvaluationHistory(id: someUUID)
        var sheets: [PersonDay: DaySheet] = [:]
        for entry in entries.shuffled(using: &random) {
          for change in history.add(entry, window: { _ in .rescore }).changes {
            _ = try? sheets[change.day, default: DaySheet()]
              .apply(change.change, field: change.field)
          }
        }
        #expect(history == ordered)
        // The workdays hold the score that counts, and no other.
        #expect(sheets.values.flatMap(\.events).count == (ordered.counted == nil ? 0 : 1))
      }
    }
  }

  @Test("moves its event between workdays and agents")
  func changes() {
    var history = EvaluationHistory(id: someUUID)
    let first = history.add(.init(version: 1, change: .released(score(0)))) { _ in .rescore }
    #expect(
      first.changes == [
        WorkdayChange(day: day(), change: .happened(event(90)), field: "evaluation")
      ])
    let moved = history.add(
      .init(version: 2, change: .released(score(6, 8_000, agent: "bob")))
    ) { _ in .rescore }
    #expect(
      moved.changes == [
        WorkdayChange(day: day(), change: .unhappened(.evaluation, someUUID), field: "evaluation"),
        WorkdayChange(day: day("bob", 6), change: .happened(event(80)), field: "evaluation"),
      ])
    let late = history.add(.init(version: 3, change: .released(score(7)))) { _ in .rescore }
    #expect(late.changes.isEmpty)
  }
}
