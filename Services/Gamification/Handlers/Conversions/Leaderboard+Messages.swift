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
  /// Whether teams are ranked.
  static var isForTeams: Bool { get }
}

/// A request about a leaderboard of people.
protocol PeopleBoardRequest: BoardRequest {
  var divisionID: String { get }
  var teamID: String { get }
  var profileID: String { get }
}

extension PeopleBoardRequest {
  static var isForTeams: Bool { false }
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
  static var isForTeams: Bool { true }
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
      scope: try request.boardScope, includesWithoutPoints: request.includeWithoutPoints,
      isForTeams: type(of: request).isForTeams)
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

/// A page of a board as somebody sees it.
struct BoardPage: Sendable {
  let entries: [GamificationV1.LeaderboardEntry]
  /// What the page ends with; `nil` on the last one.
  let next: [String]?
}

/// The place of somebody and those around it as somebody sees them.
struct PlacesAround: Sendable {
  let own: GamificationV1.LeaderboardEntry?
  let before: [GamificationV1.LeaderboardEntry]
  let after: [GamificationV1.LeaderboardEntry]
}

extension LeaderboardAccess {
  /// The places as the caller sees them; the first has an index in the order.
  func entries(
    _ places: [Ranking.Place], from index: Int
  ) -> [GamificationV1.LeaderboardEntry] {
    shown(places, from: index).map { GamificationV1.LeaderboardEntry($0) }
  }

  /// The places behind the one that a page ended with.
  func page(
    of population: RankedPopulation, behind position: Contender?, size: PageSize, ties: TiePolicy
  ) -> BoardPage {
    let start = position.map { population.index(behind: $0) } ?? 0
    let indices = indices(in: population, from: start)
    let places = population.places(at: indices.prefix(size.rows), ties: ties)
    return BoardPage(
      entries: entries(places, from: indices.lowerBound),
      next: places.count < indices.count ? places.last?.contender.position : nil)
  }

  /// The place of somebody and so many before and behind it, as far as the caller may see them.
  func entries(
    around person: PersonID, of population: RankedPopulation, radius: Int, ties: TiePolicy
  ) -> PlacesAround {
    let radius = min(radius, neighborsMax)
    let places = population.places(around: person, radius: radius, ties: ties)
    guard let own = places.firstIndex(where: { $0.contender.person == person }),
      let index = population.index(of: person)
    else { return PlacesAround(own: nil, before: [], after: []) }
    let entries = entries(places, from: index - own)
    return PlacesAround(
      own: entries[own], before: Array(entries[..<own]), after: Array(entries[(own + 1)...]))
  }
}

extension GamificationV1.LeaderboardEntry {
  fileprivate init(_ place: ShownPlace) {
    self.init(
      rank: Int32(clamping: place.rank), personID: place.person?.rawValue ?? "",
      displayName: place.displayName, pointsHundredths: place.points.hundredths,
      reachTime: place.reachTime.map { GoogleProtobuf.Timestamp($0) })
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
      query.key.metrics.map(\.text).sorted().joined(separator: " "),
      query.scope.division?.rawValue ?? "",
      query.scope.team?.rawValue ?? "", query.scope.profile?.description ?? "", ties.rawValue,
      query.includesWithoutPoints ? "all" : "")
  }
}
