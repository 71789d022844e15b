package import Kernel

/// Scores past workdays by other rules and keeps nothing but sums.
///
/// Source: domain.md row G01.
package struct DryRun: Sendable {
  /// What somebody would have earned.
  package struct Person: Hashable, Sendable {
    package let person: PersonID
    package let displayName: String
    package let points: Points
    package let pointsMax: Points
    /// The points that they have for the same workdays.
    package let earned: Points
    package let workdayCount: Int
  }

  private let recording: DayRecording
  private let sums: TeamSums
  private var contenders: [Contender] = []
  /// How many people would have points other than 0.
  package private(set) var personCount = 0
  package private(set) var points = Points.zero
  package private(set) var earned = Points.zero

  /// Begins with the rules of the plan's day, with other settings.
  package init(_ plan: SimulationPlan, _ settings: GamificationSettings) {
    var settings = settings
    settings.isActive = true
    sums = plan.sums
    recording = DayRecording(
      plan.book.frozen(on: plan.rulesDay, settings).withDefaultProfile(), plan)
  }

  /// Adds a person, of whom all workdays are given at once.
  package mutating func add(_ simulated: SimulatedPerson) -> Person {
    var (sum, most, before) = (Points.zero, Points.zero, Points.zero)
    for day in simulated.days {
      let result = recording.draft(of: day.record).result(sums)
      sum = sum + result.points
      most = most + result.pointsMax
      before = before + day.earned
    }
    points = points + sum
    earned = earned + before
    if sum != .zero {
      personCount += 1
      if simulated.isActive {
        contenders.append(
          Contender(
            person: simulated.person, displayName: simulated.displayName, points: sum))
      }
    }
    return Person(
      person: simulated.person, displayName: simulated.displayName, points: sum, pointsMax: most,
      earned: before, workdayCount: simulated.days.count)
  }

  /// Who would lead, at most so many.
  package func leaders(max count: Int) -> [Ranking.Place] {
    Array(Ranking(contenders, ties: .competition).places.prefix(count))
  }
}

extension DayRecording {
  /// Scores the workdays of a plan by a book and records nothing.
  init(_ book: RuleBook, _ plan: SimulationPlan) {
    self.init(
      book: book, cause: .rules, source: "", now: plan.now, today: plan.rulesDay,
      finalThrough: plan.range.end)
  }
}
