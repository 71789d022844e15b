package import Kernel

/// What must hold for somebody to read a stored board; all of them.
///
/// Source: domain.md row G47.
package enum BoardCondition: String, Hashable, Sendable, CaseIterable {
  /// A role allows to see leaderboards.
  case permission
  /// The audience of the board names the reader.
  case audience
  /// The role covers everybody on the board, or the reader is one of them.
  case scope
}

/// Why somebody may or may not read a stored board.
package struct LeaderboardVerdict: Hashable, Sendable {
  /// The conditions that are not met, in a fixed order.
  package let missing: [BoardCondition]
  /// By what the audience names the reader.
  package let audienceEntries: [String]
  /// Whether the reader may see the results of everybody on the board.
  package let coversEverybody: Bool
  /// Whether the reader has a place on the board.
  package let participates: Bool

  package var isAllowed: Bool { missing.isEmpty }
}

extension LeaderboardSettings {
  /// Decides whether somebody may read the board; the only place that does.
  package func verdict(for reader: BoardReader, _ people: BoardPeople) -> LeaderboardVerdict {
    let entries = audience.entries(naming: reader, people)
    let covers = people.covers(scope, reader)
    let member = reader.person.flatMap { people.member($0) }
    let participates = member.map { $0.isRanked && scope.contains($0) } ?? false
    var missing: [BoardCondition] = []
    if reader.visibility == nil { missing.append(.permission) }
    if entries.isEmpty { missing.append(.audience) }
    if !covers, !participates { missing.append(.scope) }
    return LeaderboardVerdict(
      missing: missing, audienceEntries: entries, coversEverybody: covers,
      participates: participates)
  }

  /// What a reader sees of the board; `nil` for nothing.
  package func access(
    of reader: BoardReader, _ people: BoardPeople, _ groups: ShownGroups
  ) -> LeaderboardAccess? {
    let verdict = verdict(for: reader, people)
    guard verdict.isAllowed else { return nil }
    guard !verdict.coversEverybody, let person = reader.person else { return .everybody }
    return .participant(
      person, placesMax: Int(visibleRanks), others: people.others(on: scope, groups))
  }
}

/// What a stored board means for its readers: who is refused, and who sees people whom their roles
/// do not cover.
///
/// Source: domain.md row G45.
package struct LeaderboardCheck: Hashable, Sendable {
  package struct Reader: Hashable, Sendable {
    package let person: PersonID
    package let missing: [BoardCondition]
    /// How many people they may see by name whose results their roles do not cover.
    package let beyondScopeCount: Int
  }

  /// How many may read it.
  package let allowedCount: Int
  package let refused: [Reader]
  package let overseeing: [Reader]
  /// The teams of which somebody may read it, by their ids.
  package let teams: [TeamID]

  /// Looks at everybody whom the audience names; with everybody named, at those whose roles allow
  /// to see leaderboards.
  ///
  /// - Parameters:
  ///   - settings: The board.
  ///   - readers: All people who are active, by their ids.
  ///   - people: The people of the organisation.
  package init(_ settings: LeaderboardSettings, _ readers: [BoardReader], _ people: BoardPeople) {
    let scope = settings.scope
    let ranked = people.ranked(in: scope)
    let others = people.others(on: scope, .none)
    var allowedCount = 0
    var (refused, overseeing): ([Reader], [Reader]) = ([], [])
    var teams: Set<TeamID> = []
    for reader in readers {
      guard let person = reader.person else { continue }
      let verdict = settings.verdict(for: reader, people)
      if verdict.audienceEntries.isEmpty { continue }
      guard verdict.isAllowed else {
        if verdict.audienceEntries != ["everybody"] || reader.visibility != nil {
          refused.append(Reader(person: person, missing: verdict.missing, beyondScopeCount: 0))
        }
        continue
      }
      allowedCount += 1
      if let team = people.member(person)?.team { teams.insert(team) }
      guard others == .named, !verdict.coversEverybody, let visibility = reader.visibility else {
        continue
      }
      let beyond = ranked.filter { $0.person != person && !people.isVisible($0, to: visibility) }
      guard !beyond.isEmpty else { continue }
      overseeing.append(Reader(person: person, missing: [], beyondScopeCount: beyond.count))
    }
    self.allowedCount = allowedCount
    self.refused = refused
    self.overseeing = overseeing
    self.teams = teams.sorted()
  }
}
