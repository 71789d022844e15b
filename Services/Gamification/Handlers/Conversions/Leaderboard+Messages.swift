internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

/// What all requests about leaderboards have in common.
protocol BoardRequest {
  var startWorkday: GoogleType.Date? { get }
  var endWorkday: GoogleType.Date? { get }
  var metricID: String { get }
  var boardScope: LeaderboardScope { get throws(ValidationError) }
  var includeWithoutPoints: Bool { get }
}

/// A request about a leaderboard of people.
protocol PeopleBoardRequest: BoardRequest {
  var divisionID: String { get }
  var teamID: String { get }
  var profileID: String { get }
}

extension PeopleBoardRequest {
  var boardScope: LeaderboardScope {
    get throws(ValidationError) {
      LeaderboardScope(
        division: try DivisionID.optional(divisionID, field: "division_id"),
        team: try TeamID.optional(teamID, field: "team_id"),
        profile: profileID.isEmpty ? nil : try ProfileID(parsing: profileID, field: "profile_id"))
    }
  }
}

extension GamificationV1.ListLeaderboardEntriesRequest: PeopleBoardRequest {}
extension GamificationV1.GetLeaderboardRankRequest: PeopleBoardRequest {}
extension GamificationV1.WatchLeaderboardRequest: PeopleBoardRequest {}

extension GamificationV1.ListTeamLeaderboardEntriesRequest: BoardRequest {
  var boardScope: LeaderboardScope {
    get throws(ValidationError) {
      LeaderboardScope(division: try DivisionID.optional(divisionID, field: "division_id"))
    }
  }
}

extension LeaderboardQuery {
  init(_ request: some BoardRequest) throws(ValidationError) {
    self.init(
      key: BoardKey(
        range: try WorkdayRange(
          startWorkday: request.startWorkday, endWorkday: request.endWorkday),
        metric: request.metricID.isEmpty
          ? nil : try BoardMetric(parsing: request.metricID, field: "metric_id")),
      scope: try request.boardScope, includesWithoutPoints: request.includeWithoutPoints)
  }
}

extension TiePolicy {
  init(_ policy: GamificationV1.TiePolicy, field: String) throws(ValidationError) {
    switch policy {
    case .unspecified, .competition: self = .competition
    case .modifiedCompetition: self = .modifiedCompetition
    case .dense: self = .dense
    case .ordinal: self = .ordinal
    case .unrecognized: throw ValidationError(field: field, reason: "is not a known policy")
    }
  }
}

extension TeamScore {
  init(_ score: GamificationV1.TeamScore, members: Int32) throws(ValidationError) {
    switch score {
    case .unspecified, .mean: self = .mean
    case .sum: self = .sum
    case .meanOfBest: self = .meanOfBest(members)
    case .smoothedMean: self = .smoothedMean(weight: members)
    case .unrecognized:
      throw ValidationError(field: "team_score", reason: "is not a known score")
    }
    switch self {
    case .sum, .mean:
      guard members == 0 else {
        throw ValidationError(field: "team_score_members", reason: "must be 0 with this score")
      }
    case .meanOfBest, .smoothedMean:
      guard (1...Self.membersMax).contains(members) else {
        throw ValidationError(
          field: "team_score_members", reason: "must be from 1 to \(Self.membersMax)")
      }
    }
  }
}

extension LeaderboardAccess {
  /// The places as the caller sees them.
  func entries(
    _ places: [Ranking.Place], of population: RankedPopulation
  ) -> [GamificationV1.LeaderboardEntry] {
    let showsPeople = showsPeople(of: population)
    return places.map { place in
      GamificationV1.LeaderboardEntry(
        place, showsPerson: shows(place.contender.person, showsPeople: showsPeople))
    }
  }
}

extension GamificationV1.LeaderboardEntry {
  fileprivate init(_ place: Ranking.Place, showsPerson: Bool) {
    let contender = place.contender
    self.init(
      rank: Int32(clamping: place.rank), personID: showsPerson ? contender.person.rawValue : "",
      displayName: showsPerson ? contender.displayName : "",
      pointsHundredths: contender.points.hundredths,
      reachTime: showsPerson ? contender.reachTime.map { GoogleProtobuf.Timestamp($0) } : nil)
  }
}

extension GamificationV1.TeamLeaderboardEntry {
  init(_ place: TeamStandings.Place) {
    self.init(
      rank: Int32(clamping: place.rank), teamID: place.team.rawValue,
      pointsHundredths: place.score.hundredths, memberCount: Int32(clamping: place.memberCount))
  }
}

extension CallContext {
  /// What a page token of a leaderboard is bound to.
  func pageQuery(_ query: LeaderboardQuery, _ ties: TiePolicy) -> [String] {
    pageQuery(
      query.key.range.start.description, query.key.range.end.description,
      query.key.metric?.text ?? "", query.scope.division?.rawValue ?? "",
      query.scope.team?.rawValue ?? "", query.scope.profile?.description ?? "", ties.rawValue,
      query.includesWithoutPoints ? "all" : "")
  }
}
