package import Kernel

/// The best day, week or month of somebody, or of a group.
///
/// Source: domain.md row G32.
package struct BestPoints: Hashable, Sendable {
  /// How long a record takes.
  package enum Granularity: String, Hashable, Sendable, CaseIterable {
    case day
    /// Seven days, of records from Monday on.
    case week
    /// A calendar month.
    case month
  }

  /// Somebody who has had such a day, week or month.
  package struct Holder: Hashable, Sendable {
    package let person: PersonID
    package let displayName: String
    /// The first day of the first one.
    package let start: Workday
    /// Whether the caller may see the results of the person.
    package let isVisible: Bool

    package init(person: PersonID, displayName: String, start: Workday, isVisible: Bool) {
      self.person = person
      self.displayName = displayName
      self.start = start
      self.isVisible = isVisible
    }
  }

  package let granularity: Granularity
  package let points: Points
  /// The first workday of the period; of equal ones the earliest.
  package let start: Workday
  package let holderCount: Int
  /// Those who may be named, in the order of their ids: at most ``holdersMax``.
  package let holders: [Holder]

  package static var holdersMax: Int { 100 }

  package var end: Workday { granularity.end(ofPeriodFrom: start) }

  /// Makes a record of all who hold it; `nil` when nobody does.
  fileprivate init?(
    _ granularity: Granularity, _ points: Points, of holders: [Holder], namesAll: Bool
  ) {
    guard let start = holders.map(\.start).min() else { return nil }
    self.granularity = granularity
    self.points = points
    self.start = start
    holderCount = holders.count
    let named = holders.filter { namesAll || $0.isVisible }.sorted { $0.person < $1.person }
    self.holders = Array(named.prefix(Self.holdersMax))
  }
}

extension BestPoints.Granularity {
  /// The first workday of the period that a workday lies in.
  ///
  /// A week begins with `weekStart`: 1 for Monday to 7 for Sunday (ISO 8601).
  package func start(of workday: Workday, weekStart: Int = 1) -> Workday {
    switch self {
    case .day: return workday
    case .week: return workday.adding(days: -Int32((workday.dayOfWeek - weekStart + 7) % 7))
    case .month: return workday.adding(days: Int32(1 - workday.components.day))
    }
  }

  /// The last workday of a period.
  package func end(ofPeriodFrom start: Workday) -> Workday {
    switch self {
    case .day: return start
    case .week: return start.adding(days: 6)
    case .month:
      // The 1st is at most 31 days before the next 1st.
      let month = start.components.month
      let last = (27...30).last { start.adding(days: $0).components.month == month }
      return start.adding(days: last ?? 0)
    }
  }
}

/// Whose best points are asked for.
package enum BestPointsScope: Hashable, Sendable {
  case person(PersonID)
  /// The active people who are in it now.
  case profile(ProfileID)
  /// All active people.
  case organization
}

/// The best points of a scope, as they are stored.
package struct BestPointsResults: Sendable {
  /// Everybody who has the most points of a period.
  package struct Record: Hashable, Sendable {
    package let granularity: BestPoints.Granularity
    package let points: Points
    package let holder: BestPoints.Holder
    /// How many people have points at all.
    package let personCount: Int

    package init(
      granularity: BestPoints.Granularity, points: Points, holder: BestPoints.Holder,
      personCount: Int
    ) {
      self.granularity = granularity
      self.points = points
      self.holder = holder
      self.personCount = personCount
    }
  }

  package let records: [Record]
  /// The first day that counts; `nil` for all.
  package let start: Workday?
  /// How many people are in the scope.
  package let memberCount: Int
  /// How many of them the caller may not see.
  package let hiddenCount: Int
  /// Whether it is the profile that the caller is in now.
  package let isOwnProfile: Bool
  /// Whether the people of a profile may be named to each other: domain.md row G64.
  package let namesPeers: Bool

  package init(
    records: [Record], start: Workday?, memberCount: Int, hiddenCount: Int, isOwnProfile: Bool,
    namesPeers: Bool = true
  ) {
    self.namesPeers = namesPeers
    self.records = records
    self.start = start
    self.memberCount = memberCount
    self.hiddenCount = hiddenCount
    self.isOwnProfile = isOwnProfile
  }

  /// Whether the caller may ask for the scope.
  ///
  /// The organisation is open to everybody, a profile to who is in it or may see everybody in it.
  package func permits(_ scope: BestPointsScope) -> Bool {
    switch scope {
    case .person, .organization: true
    case .profile: isOwnProfile || memberCount > 0 && hiddenCount == 0
    }
  }

  /// Whether they are left out, because too few people have points for somebody who may not see
  /// each of them.
  ///
  /// Source: domain.md row G44.
  package func isSuppressed(by disclosure: Disclosure = .standard) -> Bool {
    let personCount = records.map(\.personCount).max() ?? 0
    return hiddenCount > 0 && personCount > 0
      && !disclosure.permits(memberCount: personCount)
  }

  /// The best day, week and month, unless they are left out.
  package var best: [BestPoints] {
    guard !isSuppressed() else { return [] }
    return BestPoints.Granularity.allCases.compactMap { granularity in
      let own = records.filter { $0.granularity == granularity }
      return own.first.flatMap {
        BestPoints(
          granularity, $0.points, of: own.map(\.holder), namesAll: isOwnProfile && namesPeers)
      }
    }
  }
}
