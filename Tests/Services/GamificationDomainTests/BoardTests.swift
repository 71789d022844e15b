import GamificationDomain
import Kernel
import Testing

private func contender(_ id: String, _ points: Int64, name: String? = nil, at time: Int64? = nil)
  -> Contender
{
  Contender(
    person: PersonID(stored: id), displayName: name ?? id, points: Points(whole: points),
    reachTime: time.map { Timestamp(microseconds: $0) })
}

@Suite("Ranking")
struct RankingTests {
  @Test(
    "ranks ties by the policy",
    arguments: [
      (.competition, [1, 2, 2, 4]), (.modifiedCompetition, [1, 3, 3, 4]), (.dense, [1, 2, 2, 3]),
      (.ordinal, [1, 2, 3, 4]),
    ] as [(TiePolicy, [Int])])
  func ties(policy: TiePolicy, ranks: [Int]) {
    let ranking = Ranking(
      [contender("d", 1), contender("b", 5), contender("a", 9), contender("c", 5)], ties: policy)
    #expect(ranking.places.map(\.rank) == ranks)
    #expect(ranking.places.map(\.contender.person.rawValue) == ["a", "b", "c", "d"])
  }

  @Test("puts first who was there first, then goes by name, then by id")
  func tieBreak() {
    let ranking = Ranking(
      [
        contender("4", 5), contender("3", 5, name: "B", at: 2), contender("2", 5, name: "A", at: 2),
        contender("1", 5, name: "A", at: 2), contender("5", 5, at: 1),
      ], ties: .competition)
    #expect(ranking.places.map(\.contender.person.rawValue) == ["5", "1", "2", "3", "4"])
    #expect(Set(ranking.places.map(\.rank)) == [1])
  }

  @Test("the order of the contenders does not show", arguments: 0..<20)
  func stable(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let contenders = (0..<40).map { number in
      contender(
        "\(number)", Int64.random(in: 0...5, using: &random),
        at: Bool.random(using: &random) ? Int64.random(in: 0...3, using: &random) : nil)
    }
    let policy = TiePolicy.allCases.randomElement(using: &random) ?? .dense
    #expect(
      Ranking(contenders, ties: policy)
        == Ranking(contenders.shuffled(using: &random), ties: policy))
  }

  @Test(
    "shows the places around somebody",
    arguments: [
      ("a", 1, ["a", "b"]), ("c", 1, ["b", "c", "d"]), ("e", 2, ["c", "d", "e"]), ("c", 0, ["c"]),
      ("c", 99, ["a", "b", "c", "d", "e"]), ("nobody", 1, []),
    ] as [(String, Int, [String])])
  func around(person: String, radius: Int, expected: [String]) {
    let ranking = Ranking(
      ["a", "b", "c", "d", "e"].enumerated().map { contender($1, 10 - Int64($0)) },
      ties: .competition)
    let places = ranking.places(around: PersonID(stored: person), radius: radius)
    #expect(places.map(\.contender.person.rawValue) == expected)
  }

  @Test("nobody on the board is an empty board")
  func empty() { #expect(Ranking([], ties: .dense).places.isEmpty) }
}

@Suite("TeamScore")
struct TeamScoreTests {
  @Test(
    "makes teams of different sizes comparable",
    arguments: [
      (.sum, [10, 20], 30_00), (.mean, [10, 15, 15], 13_33), (.mean, [], 0),
      (.meanOfBest(2), [10, 30, 20], 25_00), (.meanOfBest(4), [10, 30], 10_00),
      (.smoothedMean(weight: 2), [40, 40], 25_00), (.smoothedMean(weight: 0), [], 0),
      (.mean, [-1, 0, 0], -33),
    ] as [(TeamScore, [Int64], Int64)])
  func scores(score: TeamScore, members: [Int64], hundredths: Int64) {
    let points = members.map { Points(whole: $0) }
    #expect(score.score(of: points, overallMean: 1_000) == Points(hundredths: hundredths))
  }
}

@Suite("Disclosure")
struct DisclosureTests {
  private func people(_ numbers: Range<Int>) -> Set<PersonID> {
    Set(numbers.map { PersonID(stored: "person-\($0)") })
  }

  @Test("shows no group of fewer than five")
  func small() {
    #expect(Disclosure.standard.shown(of: [people(0..<4), people(0..<5), []]) == [1])
  }

  @Test("shows no two groups that tell one person apart")
  func difference() {
    #expect(Disclosure.standard.shown(of: [people(0..<20), people(0..<19)]) == [0])
    #expect(Disclosure.standard.shown(of: [people(0..<20), people(0..<15)]) == [0, 1])
    #expect(Disclosure.standard.shown(of: [people(0..<10), people(9..<20)]) == [0])
    #expect(Disclosure.standard.shown(of: [people(0..<10), people(5..<20)]) == [0, 1])
    #expect(Disclosure.standard.shown(of: [people(0..<9), people(0..<9)]) == [0, 1])
  }

  @Test("shows no whole of which all parts but one person are shown")
  func parts() {
    let groups = [people(0..<10), people(10..<20), people(0..<21)]
    #expect(Disclosure.standard.shown(of: groups) == [0, 1])
    #expect(Disclosure.standard.shown(of: groups.reversed()) == [0, 1])
  }

  @Test("what is shown tells of nobody less than the threshold", arguments: 0..<30)
  func property(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let disclosure = try Disclosure(
      membersMin: Int32.random(in: 2...7, using: &random), field: "members_min")
    let groups = (0..<25).map { _ in
      let start = Int.random(in: 0...20, using: &random)
      return people(start..<start + Int.random(in: 0...25, using: &random))
    }
    let shown = disclosure.shown(of: groups).map { groups[$0] }
    // People whom no shown group tells apart.
    let cells = Dictionary(grouping: people(0..<50)) { person in
      shown.map { $0.contains(person) }
    }
    for (memberships, cell) in cells where memberships.contains(true) {
      #expect(cell.count >= disclosure.membersMin)
    }
    #expect(disclosure.shown(of: groups) == disclosure.shown(of: groups))
  }

  @Test("a threshold of one is none", arguments: [0, 1, 101] as [Int32])
  func threshold(membersMin: Int32) {
    #expect(
      throws: ValidationError(field: "members_min", reason: "must be from 2 to 100")
    ) { try Disclosure(membersMin: membersMin, field: "members_min") }
  }
}
