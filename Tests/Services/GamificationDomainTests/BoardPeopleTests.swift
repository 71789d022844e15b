import GamificationDomain
import Kernel
import Testing

@Suite("LeaderboardScope.isNamed")
struct LeaderboardScopeTests {
  static let red = TeamID(stored: "red")
  static let north = DivisionID(stored: "north")

  private func visibility(
    everything: Bool = false, teams: Set<TeamID> = [], divisions: Set<DivisionID> = []
  ) -> Visibility {
    Visibility(
      everything: everything, people: [ada], teams: teams, divisions: divisions, managers: [ada],
      queues: [])
  }

  @Test("opens every board to whoever sees everything")
  func everything() {
    #expect(
      LeaderboardScope(division: nil, team: nil).isNamed(by: visibility(everything: true)))
  }

  @Test("opens the board of a team or division to whoever holds a grant for it")
  func named() {
    let board = LeaderboardScope(division: Self.north, team: Self.red)
    #expect(board.isNamed(by: visibility(teams: [Self.red])))
    #expect(board.isNamed(by: visibility(divisions: [Self.north])))
  }

  @Test("opens neither another team's board nor everybody's")
  func others() {
    let seesBlue = visibility(teams: [TeamID(stored: "blue")])
    #expect(!LeaderboardScope(division: nil, team: Self.red).isNamed(by: seesBlue))
    #expect(!LeaderboardScope(division: nil, team: nil).isNamed(by: seesBlue))
  }
}

private let sales = ProfileID(uuid: UUIDBits(high: 1, low: 1))
private let service = ProfileID(uuid: UUIDBits(high: 1, low: 2))

private func visibility(people: Set<String>) -> Visibility {
  Visibility(
    everything: false, people: Set(people.map { PersonID(stored: $0) }), teams: [],
    divisions: [], managers: [], queues: [])
}

private func member(
  _ id: String, _ division: String = "north", _ team: String = "red", manager: String? = nil,
  active: Bool = true, profile: ProfileID? = nil
) -> BoardMember {
  BoardMember(
    person: PersonID(stored: id), displayName: id, division: DivisionID(stored: division),
    team: TeamID(stored: team), manager: manager.map { PersonID(stored: $0) }, isActive: active,
    profile: profile)
}

@Suite("BoardPeople.access")
struct BoardPeopleAccessTests {
  private let people = BoardPeople(
    [
      member("top", "south", "green"), member("boss", "north", "blue", manager: "top"),
      member("ada", manager: "boss", profile: sales),
      member("bob", manager: "boss", profile: sales),
      member("eve", "south", "green", profile: service),
      member("joe", "south", "red", active: false, profile: sales),
    ], visibleRanks: [sales: 3, service: 500])

  private func access(
    _ scope: LeaderboardScope, as caller: String?, everything: Bool = false,
    teams: [String] = [], manages: Bool = false
  ) -> LeaderboardAccess? {
    let person = caller.map { PersonID(stored: $0) }
    let visibility = Visibility(
      everything: everything, people: person.map { [$0] } ?? [],
      teams: Set(teams.map { TeamID(stored: $0) }), divisions: [],
      managers: manages ? person.map { [$0] } ?? [] : [], queues: [])
    return people.access(
      to: scope, of: BoardReader(person: person, visibility: visibility), .none)
  }

  private let red = LeaderboardScope(team: TeamID(stored: "red"))
  private let north = LeaderboardScope(division: DivisionID(stored: "north"))

  @Test("whoever may see each single active member sees the board")
  func everybody() {
    #expect(access(LeaderboardScope(), as: nil, everything: true) == .everybody)
    #expect(access(red, as: "boss", manages: true) == .everybody)
    #expect(access(red, as: "top", manages: true) == .everybody, "also through others")
    #expect(access(north, as: "top", manages: true) == .everybody)
    #expect(access(north, as: "boss", manages: true) == .everybody, "their own place is no matter")
    #expect(access(north, as: "eve", teams: ["red"]) == nil, "boss is not in it")
    #expect(access(LeaderboardScope(profile: sales), as: "eve", teams: ["red"]) == .everybody)
    #expect(access(LeaderboardScope(), as: "top", manages: true) == nil)
    let nobody = LeaderboardScope(team: TeamID(stored: "nobody"))
    #expect(access(nobody, as: "top", manages: true) == nil)
  }

  @Test("members see as many places of their own profile as it says, and nothing else")
  func participants() {
    let ada = PersonID(stored: "ada")
    let own = access(LeaderboardScope(profile: sales), as: "ada")
    #expect(own == .participant(ada, placesMax: 3, others: .notShown), "they are only two")
    #expect(access(LeaderboardScope(profile: service), as: "ada") == nil)
    #expect(access(red, as: "ada") == nil)
    #expect(access(LeaderboardScope(team: red.team, profile: sales), as: "ada") == nil)
    #expect(access(LeaderboardScope(profile: sales), as: "joe") == nil, "who is not active")
    #expect(access(LeaderboardScope(profile: sales), as: nil) == nil)
  }

  @Test("nobody sees more than 300 places")
  func limits() {
    #expect(LeaderboardAccess.everybody.placesMax == 300)
    #expect(LeaderboardAccess.everybody.neighborsMax == 10)
    let participant = LeaderboardAccess.participant(ada, placesMax: 500, others: .named)
    #expect(participant.placesMax == 300)
    #expect(participant.neighborsMax == 1)
    #expect(participant.showsPlace(of: ada))
    #expect(!participant.showsPlace(of: PersonID(stored: "bob")))
  }

  @Test("names depend on who is in the profile, not on points or days", arguments: [4, 5])
  func anonymity(count: Int) {
    let people = BoardPeople(
      (0..<count).map { member("p\($0)", profile: sales) }
        + [member("gone", active: false, profile: sales)], visibleRanks: [sales: 3])
    let own = people.access(
      to: LeaderboardScope(profile: sales),
      of: BoardReader(
        person: PersonID(stored: "p1"), visibility: visibility(people: ["p1"])), .none)
    #expect(
      own
        == .participant(
          PersonID(stored: "p1"), placesMax: 3, others: count == 5 ? .named : .notShown))
  }

  @Test("others have numbers instead of names, or are not shown at all")
  func others() {
    let population = RankedPopulation(
      [("ada", 3), ("bob", 2), ("cleo", 2)].map { person, points in
        Contender(
          person: PersonID(stored: person), displayName: person, points: Points(whole: points),
          reachTime: Timestamp(microseconds: 1))
      })
    func shown(_ others: LeaderboardAccess.Others, as person: String) -> [String] {
      let access = LeaderboardAccess.participant(
        PersonID(stored: person), placesMax: 2, others: others)
      let indices = access.indices(in: population, from: 0)
      let places = population.places(at: indices, ties: .competition)
      return access.shown(places, from: indices.lowerBound).map {
        "\($0.rank) \($0.person?.rawValue ?? "-") \($0.displayName) \($0.points.hundredths)"
          + ($0.reachTime == nil ? " -" : "")
      } + ["\(access.totalCount(of: population))"]
    }
    #expect(shown(.named, as: "cleo") == ["1 ada ada 300", "2 bob bob 200", "3"])
    #expect(shown(.pseudonyms, as: "ada") == ["1 ada ada 300", "2 - Player 2 200 -", "3"])
    #expect(shown(.notShown, as: "cleo") == ["0 cleo cleo 200", "0"])
    #expect(shown(.notShown, as: "eve") == ["0"])
    #expect(LeaderboardAccess.participant(ada, placesMax: 9, others: .notShown).neighborsMax == 0)
  }
}

@Suite("TeamStandings")
struct TeamStandingsTests {
  /// Red has 5 members with 50 points, blue 6 with 54, and green 4 with many.
  private let people: BoardPeople
  private let population: RankedPopulation

  init() {
    let sizes = [("red", 5, 10), ("blue", 6, 9), ("green", 4, 900), ("gold", 5, 0)]
    let members = sizes.flatMap { team, size, _ in
      (0..<size).map { member("\(team)-\($0)", $0 == 0 ? "south" : "north", team) }
    }
    people = BoardPeople(members, visibleRanks: [:])
    population = RankedPopulation(
      sizes.flatMap { team, size, points in
        (0..<(points == 0 ? 0 : size)).map {
          Contender(
            person: PersonID(stored: "\(team)-\($0)"), displayName: "",
            points: Points(whole: Int64(points)))
        }
      })
  }

  private func places(_ score: TeamScore, _ division: String? = nil) -> [String] {
    TeamStandings(
      of: people, in: division.map { DivisionID(stored: $0) }, population, score: score,
      ties: .competition
    ).places.map { "\($0.rank) \($0.team) \($0.score.hundredths) \($0.memberCount)" }
  }

  @Test("ranks teams that are big enough by their scores")
  func scores() {
    #expect(places(.sum) == ["1 blue 5400 6", "2 red 5000 5"])
    #expect(places(.mean) == ["1 red 1000 5", "2 blue 900 6"])
    #expect(places(.meanOfBest(6)) == ["1 blue 900 6", "2 red 833 5"])
    #expect(places(.smoothedMean(weight: 1_000)).map { $0.prefix(5) } == ["1 red", "2 blu"])
  }

  @Test("counts only who is in the division, also for the size")
  func division() { #expect(places(.sum, "north") == ["1 blue 4500 5"]) }

  @Test("pages go on behind a score and a team")
  func pages() throws {
    let standings = TeamStandings(
      of: people, in: nil, population, score: .meanOfBest(1), ties: .dense)
    let first = try #require(standings.places.first)
    let position = try TeamStandings.Position(texts: first.position)
    #expect(standings.places(behind: position).map(\.team.rawValue) == ["blue"])
    #expect(throws: ValidationError.self) { try TeamStandings.Position(texts: ["x", "red"]) }
  }
}
