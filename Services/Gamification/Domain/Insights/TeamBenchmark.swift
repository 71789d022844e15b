package import Kernel

/// Somebody next to their team.
///
/// Source: domain.md row G62.
package struct TeamBenchmark: Hashable, Sendable {
  package let team: TeamID
  /// The mean of the person's points on a workday with facts.
  package let ownMean: Points
  /// That of all workdays of all members.
  package let teamMean: Points
  /// How many percent of the other members have a smaller mean; those with the same count half.
  ///
  /// `nil` when no other one has facts.
  package let percentile: Double?
  /// How many members have facts, with the person.
  package let memberCount: Int

  /// The first mean less the second.
  package var difference: Points {
    Points(hundredths: ownMean.hundredths - teamMean.hundredths)
  }

  /// Compares; `nil` without facts of the person, and when there are members whom the caller may
  /// not see and nothing may be told of.
  ///
  /// - Parameters:
  ///   - own: The workdays of the person.
  ///   - team: The team of the person.
  ///   - visible: The workdays of each other member whom the caller may see.
  ///   - hidden: Those of each other member whom the caller may not see.
  ///   - disclosure: What may be told of these.
  package init?(
    _ own: [PeriodTally.Day], in team: TeamID, visible: [[PeriodTally.Day]],
    hidden: [[PeriodTally.Day]], disclosure: Disclosure = .standard
  ) {
    guard let ownMean = Points.mean(of: own.map(\.points)) else { return nil }
    guard let others = disclosure.told(visible: visible, hidden: hidden) else { return nil }
    let all = (others + [own]).flatMap { $0.map(\.points) }
    self.team = team
    self.ownMean = ownMean
    teamMean = Points.mean(of: all) ?? .zero
    let mean = Self.exactMean(own)
    let means = others.filter { !$0.isEmpty }.map { Self.exactMean($0) }
    let below = Double(means.filter { $0 < mean }.count)
    let same = Double(means.filter { $0 == mean }.count)
    percentile = means.isEmpty ? nil : 100 * (below + same / 2) / Double(means.count)
    memberCount = means.count + 1
  }

  private static func exactMean(_ days: [PeriodTally.Day]) -> Double {
    Double(days.map(\.points).reduce(.zero, +).hundredths) / Double(days.count)
  }
}

extension Disclosure {
  /// The workdays of members that means may be made of; `nil` when there are members whom the
  /// caller may not see and none of their workdays may be told of.
  ///
  /// Of them count the workdays on which enough of them have facts: so two means, of whichever
  /// days, differ by workdays of enough people.
  package func told(
    visible: [[PeriodTally.Day]], hidden: [[PeriodTally.Day]]
  ) -> [[PeriodTally.Day]]? {
    guard !hidden.isEmpty else { return visible }
    var counts: [Workday: Int] = [:]
    for day in hidden.joined() { counts[day.workday, default: 0] += 1 }
    let told = hidden.map { days in
      days.filter { permits(memberCount: counts[$0.workday] ?? 0) }
    }
    return told.allSatisfy(\.isEmpty) ? nil : visible + told
  }
}

/// The means of a group on a workday.
package struct TrendDay: Hashable, Sendable {
  package let workday: Workday
  /// Of the members with facts.
  package let meanPoints: Points
  /// Of all of them together; `nil` when nothing could be earned.
  package let percentOfGoal: Double?
  /// How many have facts.
  package let memberCount: Int

  /// The workdays of the members of a group, oldest first.
  package static func days(of members: [[PeriodTally.Day]]) -> [TrendDay] {
    Dictionary(grouping: members.joined(), by: \.workday).sorted { $0.key < $1.key }
      .map { workday, days in
        let sum = PeriodTally.Day(
          workday: workday, points: days.map(\.points).reduce(.zero, +),
          pointsMax: days.map(\.pointsMax).reduce(.zero, +))
        return TrendDay(
          workday: workday, meanPoints: Points.mean(of: days.map(\.points)) ?? .zero,
          percentOfGoal: sum.percentOfGoal, memberCount: days.count)
      }
  }
}
