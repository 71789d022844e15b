internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC

extension GamificationV1.LeaderboardCondition {
  fileprivate init(_ condition: BoardCondition) {
    self =
      switch condition {
      case .permission: .permission
      case .audience: .audience
      case .scope: .scope
      }
  }
}

extension GamificationV1.LeaderboardCheck {
  /// How many people are named.
  private static var readersMax: Int { 100 }

  init(_ check: LeaderboardCheck) {
    self.init(
      readerCount: Int32(clamping: check.allowedCount),
      refusedCount: Int32(clamping: check.refused.count),
      refusedReaders: check.refused.prefix(Self.readersMax).map {
        GamificationV1.LeaderboardReader($0)
      },
      overseeingCount: Int32(clamping: check.overseeing.count),
      overseeingReaders: check.overseeing.prefix(Self.readersMax).map {
        GamificationV1.LeaderboardReader($0)
      })
  }
}

extension GamificationV1.LeaderboardReader {
  fileprivate init(_ reader: LeaderboardCheck.Reader) {
    self.init(
      personID: reader.person.rawValue,
      missingConditions: reader.missing.map { GamificationV1.LeaderboardCondition($0) },
      beyondScopeCount: Int32(clamping: reader.beyondScopeCount))
  }
}

extension GamificationV1.ExplainLeaderboardAccessResponse {
  init(_ verdict: LeaderboardVerdict, _ access: LeaderboardAccess?, roles: Set<String>) {
    let others: Others =
      switch access {
      case nil: .unspecified
      case .everybody, .participant(_, _, .named): .named
      case .participant(_, _, .pseudonyms): .pseudonyms
      case .participant(_, _, .notShown): .notShown
      }
    self.init(
      missingConditions: verdict.missing.map { GamificationV1.LeaderboardCondition($0) },
      roleIDs: roles.sorted(), audienceEntries: verdict.audienceEntries,
      scopeCoversEverybody: verdict.coversEverybody, participant: verdict.participates,
      others: others,
      visibleRanksMax: others == .notShown ? 0 : Int32(clamping: access?.placesMax ?? 0))
  }
}
