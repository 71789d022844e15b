/// How the points of a team's members become those of the team, so that big teams and small ones
/// can play against each other.
///
/// Source: domain.md row G48.
package enum TeamScore: Hashable, Sendable {
  /// The sum; big teams win.
  case sum
  case mean
  /// The mean of the best so many; who is missing counts as 0.
  case meanOfBest(Int32)
  /// The mean, drawn towards the mean of all teams' members as if so many of them were in the team.
  ///
  /// So a team of two does not win by luck (additive smoothing).
  case smoothedMean(weight: Int32)

  /// The most members that a score may speak of.
  package static var membersMax: Int32 { 1_000 }

  /// Whether scores with other numbers of members would tell of single ones.
  package var tellsOfSingleMembers: Bool {
    switch self {
    case .meanOfBest: true
    case .sum, .mean, .smoothedMean: false
    }
  }

  /// The score of one team, rounded to hundredths half away from zero.
  ///
  /// The mean is that of the members of all teams, in hundredths.
  package func score(of members: [Points], overallMean: Double) -> Points {
    let sum = members.reduce(.zero, +)
    switch self {
    case .sum: return sum
    case .mean: return Points.mean(of: members) ?? .zero
    case .meanOfBest(let count):
      let best = members.sorted(by: >).prefix(Int(count)).reduce(.zero, +)
      return Self.quotient(Double(best.hundredths), Int(count))
    case .smoothedMean(let weight):
      return Self.quotient(
        Double(sum.hundredths) + Double(weight) * overallMean, members.count + Int(weight))
    }
  }

  private static func quotient(_ hundredths: Double, _ count: Int) -> Points {
    guard count > 0 else { return .zero }
    return Points(
      hundredths: Int64((hundredths / Double(count)).rounded(.toNearestOrAwayFromZero)))
  }
}
