import GamificationDomain
import Kernel
import Testing

/// A made-up organisation in which somebody may read many boards, and what they are told.
private struct World {
  let people: BoardPeople
  let boards: [StoredLeaderboard]
  let reader: BoardReader
  let groups: ShownGroups

  private static let profiles = (1...3).map { ProfileID(uuid: UUIDBits(high: 9, low: $0)) }

  init(seed: UInt64) {
    var random = SplitMix(seed: seed)
    // In a third of them all have names; in another one all have pseudonyms, and teams lie within
    // divisions.
    let modes: [BoardPrivacy.Mode] =
      switch seed % 3 {
      case 0: [.names]
      case 1: [.pseudonyms]
      default: [.names, .pseudonyms, .pseudonyms, .teamsOnly, .hidden]
      }
    let count = seed % 3 == 1 ? 200 : 60
    let divisions = (0..<4).map { number in
      (DivisionID(stored: "d\(number)"), modes.randomElement(using: &random) ?? .names)
    }
    let members = (0..<count).map { number in
      let team = Int.random(in: 0..<8, using: &random)
      let division = divisions[
        seed % 3 == 1 ? team / 2 : Int.random(in: 0..<4, using: &random)]
      return BoardMember(
        person: PersonID(stored: "p\(number)"), displayName: "Name \(number)",
        division: division.0, team: TeamID(stored: "t\(team)"),
        isActive: Int.random(in: 0..<10, using: &random) > 0,
        profile: Self.profiles.randomElement(using: &random), privacy: division.1)
    }
    people = BoardPeople(members, visibleRanks: [Self.profiles[0]: 5, Self.profiles[1]: 300])
    var boards: [StoredLeaderboard] = []
    for number in 0..<12 {
      let kind = Int.random(in: 0..<4, using: &random)
      let scope = LeaderboardScope(
        division: kind == 0 ? divisions.randomElement(using: &random)?.0 : nil,
        team: kind == 1
          ? TeamID(stored: "t\(Int.random(in: 0..<8, using: &random))") : nil,
        profile: kind == 2 ? Self.profiles.randomElement(using: &random) : nil)
      boards.append(
        StoredLeaderboard(
          id: LeaderboardID(uuid: UUIDBits(high: 1, low: UInt64(number))),
          settings: LeaderboardSettings(
            stored: "Board", metrics: [], scope: scope, period: .today, ties: .competition,
            visibleRanks: Int32.random(in: 1...60, using: &random),
            includesWithoutPoints: Bool.random(using: &random), schedule: .realTime,
            audience: BoardAudience(stored: true, teams: [], roles: [], people: [])),
          createTime: Timestamp(microseconds: 0), updateTime: Timestamp(microseconds: 0)))
    }
    self.boards = boards
    let person = PersonID(stored: "p\(Int.random(in: 0..<60, using: &random))")
    let supervises = Int.random(in: 0..<3, using: &random) == 0
    reader = BoardReader(
      person: person,
      visibility: Visibility(
        everything: false, people: [person],
        teams: supervises ? [TeamID(stored: "t\(Int.random(in: 0..<8, using: &random))")] : [],
        divisions: [], managers: [], queues: []))
    groups = ShownGroups(of: people, for: reader, boards)
  }

  /// What everybody has on three days; some have nothing, but the reader has no other's points.
  func points(_ random: inout SplitMix) -> [PersonID: [Int64]] {
    var points: [PersonID: [Int64]] = [:]
    for person in people.active.map(\.person).sorted() {
      points[person] = (0..<3).map { _ in
        let isNothing = Int.random(in: 0..<4, using: &random) == 0 && person != reader.person
        return isNothing ? 0 : Int64.random(in: 1...1_000_000_000, using: &random)
      }
    }
    return points
  }

  private func population(
    _ members: [BoardMember], _ points: [PersonID: [Int64]], _ days: Range<Int>, all: Bool
  ) -> RankedPopulation {
    RankedPopulation(
      members.compactMap { member in
        let sum = (points[member.person] ?? [])[days].reduce(0, +)
        return sum == 0 && !all
          ? nil
          : Contender(
            person: member.person, displayName: member.displayName,
            points: Points(hundredths: sum), reachTime: Timestamp(microseconds: sum))
      })
  }

  private static let ranges = (0..<3).flatMap { start in (start + 1...3).map { start..<$0 } }

  /// Everything that the reader can be told of others, of all boards and all ranges of days.
  func told(_ points: [PersonID: [Int64]]) -> [String] {
    var told: [String] = []
    for days in Self.ranges {
      for (scope, access, all) in accesses {
        let population = population(people.ranked(in: scope), points, days, all: all)
        told.append("\(access.totalCount(of: population))")
        let indices = access.indices(in: population, from: 0)
        let around = access.neighborsMax
        let index = reader.person.flatMap { population.index(of: $0) }
        for indices in [indices, index.map { max(0, $0 - around)..<($0 + around + 1) } ?? 0..<0] {
          let indices = indices.clamped(to: 0..<population.count)
          for policy in TiePolicy.allCases {
            let places = population.places(at: indices, ties: policy)
            for place in access.shown(places, from: indices.lowerBound) {
              told.append(
                "\(place.rank) \(place.displayName) \(place.points.hundredths) \(days) \(policy)")
            }
          }
        }
      }
      let everybody = population(people.active, points, days, all: false)
      for score in [TeamScore.sum, .mean, .smoothedMean(weight: 3), .smoothedMean(weight: 9)] {
        let standings = TeamStandings(
          of: people, in: nil, everybody, score: score, ties: .dense, shown: groups)
        told += standings.places.map {
          "\($0.rank) \($0.team) \($0.score.hundredths) \($0.memberCount)"
        }
      }
    }
    return told
  }

  /// The boards that the reader is on and may read, without covering everybody on them.
  var accesses: [(LeaderboardScope, LeaderboardAccess, all: Bool)] {
    var accesses: [(LeaderboardScope, LeaderboardAccess, all: Bool)] = []
    if let profile = reader.person.flatMap({ people.member($0)?.profile }) {
      let scope = LeaderboardScope(profile: profile)
      if let access = people.access(to: scope, of: reader, groups) {
        accesses += [(scope, access, all: false), (scope, access, all: true)]
      }
    }
    for board in boards {
      if let access = board.settings.access(of: reader, people, groups) {
        accesses.append(
          (board.settings.scope, access, all: board.settings.includesWithoutPoints))
      }
    }
    return accesses.filter { $0.1 != .everybody }
  }

  /// Whom the reader knows by name with points, by grants or by boards with names.
  var known: Set<PersonID> {
    var known = Set(
      people.active.filter { member in
        member.team.map { reader.visibility?.teams.contains($0) == true } ?? false
      }.map(\.person))
    for (scope, access, _) in accesses {
      if case .participant(_, _, .named) = access {
        known.formUnion(people.ranked(in: scope).map(\.person))
      }
    }
    return known.subtracting([reader.person].compactMap(\.self))
  }

  /// The groups that something is told of without names.
  var anonymousGroups: [Set<PersonID>] {
    accesses.filter { access in
      if case .participant(_, _, .pseudonyms) = access.1 { true } else { false }
    }.map { Set(people.ranked(in: $0.0).map(\.person)) }
      + groups.teams.map { Set((people.byTeam[$0] ?? []).map(\.person)) }
  }
}

@Suite("ShownGroups")
struct ShownGroupsTests {
  @Test("nothing is told of fewer than five people, of one board or of several", arguments: 0..<60)
  func cells(seed: UInt64) {
    let world = World(seed: seed)
    let (known, groups) = (world.known, world.anonymousGroups)
    for (scope, access, _) in world.accesses {
      guard case .participant(_, _, let others) = access, others != .notShown else { continue }
      #expect(world.people.ranked(in: scope).count >= 5)
    }
    for team in world.groups.teams { #expect(world.people.byTeam[team]?.count ?? 0 >= 5) }
    // People whom no shown group tells apart, beside those who are known.
    let unknown = Set(groups.joined()).subtracting(known)
    let cells = Dictionary(grouping: unknown) { person in groups.map { $0.contains(person) } }
    for cell in cells.values {
      #expect(cell.count >= 5 || cell == [world.reader.person])
    }
  }

  @Test(
    "no two answers, of any boards and days, tell whose points are whose", arguments: 0..<60)
  func swaps(seed: UInt64) throws {
    let world = World(seed: seed)
    var random = SplitMix(seed: seed &+ 1_000)
    let points = world.points(&random)
    let told = world.told(points)
    let groups = world.anonymousGroups
    let secret = world.people.active.filter {
      !world.known.contains($0.person) && $0.person != world.reader.person
    }.map(\.person)
    let cells = Dictionary(grouping: secret) { person in groups.map { $0.contains(person) } }
    let picked = cells.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
      .shuffled(using: &random).prefix(6)
    for cell in picked {
      for _ in 0..<2 {
        let one = try #require(cell.randomElement(using: &random))
        let other = try #require(cell.randomElement(using: &random))
        var swapped = points
        let day = Int.random(in: 0..<3, using: &random)
        swapped[one]?[day] = try #require(points[other]?[day])
        swapped[other]?[day] = try #require(points[one]?[day])
        // Sums over several days change when single days do, so all days are swapped for boards
        // that list points one by one.
        let isListed = zip(groups, 0...).contains { group, index in
          index < groups.count - world.groups.teams.count && group.contains(one)
        }
        if isListed {
          swapped = points
          swapped[one] = points[other]
          swapped[other] = points[one]
        }
        #expect(world.told(swapped) == told)
      }
    }
  }

  @Test("the made-up organisations have all that the other tests look for")
  func variety() {
    let worlds = (0..<60).map { World(seed: $0) }
    let others = worlds.flatMap { world in
      world.accesses.compactMap { access -> LeaderboardAccess.Others? in
        if case .participant(_, _, let others) = access.1 { others } else { nil }
      }
    }
    for kind in [LeaderboardAccess.Others.named, .pseudonyms, .notShown] {
      #expect(others.filter { $0 == kind }.count >= 5)
    }
    #expect(worlds.contains { $0.groups.scopes.count > 1 }, "several boards with pseudonyms")
    #expect(worlds.contains { $0.groups.teams.count > 1 && !$0.groups.scopes.isEmpty })
    let hasLeftOut = worlds.contains { world in
      world.people.byTeam.contains { team, members in
        members.count >= 5 && members.allSatisfy { $0.privacy != .hidden }
          && !world.groups.teams.contains(team)
      }
    }
    #expect(hasLeftOut, "a team that would tell of single people")
  }

  @Test("shows no team of which all but a few are known from a board with names")
  func teams() {
    func member(_ number: Int, team: String, profile: ProfileID?) -> BoardMember {
      BoardMember(
        person: PersonID(stored: "\(team)\(number)"), displayName: "",
        team: TeamID(stored: team), profile: profile)
    }
    let sales = ProfileID(uuid: UUIDBits(high: 9, low: 1))
    let people = BoardPeople(
      (0..<6).map { member($0, team: "all", profile: sales) }
        + (0..<6).map { member($0, team: "most", profile: $0 < 5 ? sales : nil) }
        + (0..<9).map { member($0, team: "some", profile: $0 < 4 ? sales : nil) }
        + (0..<5).map { member($0, team: "none", profile: nil) }, visibleRanks: [sales: 3])
    func shown(_ person: String) -> [String] {
      let person = PersonID(stored: person)
      return ShownGroups(
        of: people,
        for: BoardReader(
          person: person,
          visibility: Visibility(
            everything: false, people: [person], teams: [], divisions: [], managers: [],
            queues: [])), []
      ).teams.map(\.rawValue).sorted()
    }
    #expect(shown("all0") == ["all", "none", "some"])
    #expect(shown("none0") == ["all", "most", "none", "some"])
  }
}
