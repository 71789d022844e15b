import GamificationDomain
import Kernel
import Testing

@Suite("SortedList")
struct SortedListTests {
  @Test("stays in order while thousands come and go", arguments: 0..<4)
  func property(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var naive = Array(0..<2_000).filter { _ in Bool.random(using: &random) }
    var list = SortedList(naive)
    for step in 0..<4_000 {
      let number = Int.random(in: 0..<4_000, using: &random)
      // Grows first and shrinks then, so that chunks split and join.
      let grows = step < 2_500
      if let place = naive.firstIndex(of: number) {
        if !grows || number.isMultiple(of: 5) {
          naive.remove(at: place)
          list.remove(number)
        }
      } else if grows {
        naive.insert(number, at: naive.firstIndex { $0 > number } ?? naive.count)
        list.insert(number)
      } else {
        list.remove(number)
      }
      guard step.isMultiple(of: 20) else { continue }
      #expect(list.count == naive.count)
      let place = naive.firstIndex { $0 >= number } ?? naive.count
      #expect(list.firstPlace { $0 >= number } == place)
    }
    #expect(list.elements(at: 0..<list.count) == naive)
    #expect(naive.indices.allSatisfy { list[$0] == naive[$0] && list.place(of: naive[$0]) == $0 })
    let middle = naive.count / 3..<naive.count / 2
    #expect(list.elements(at: middle) == Array(naive[middle]))
  }

  @Test("an empty one has no places, and takes a first element")
  func empty() {
    var list = SortedList<Int>([])
    #expect(list.firstPlace { _ in true } == 0)
    #expect(list.place(of: 1) == nil)
    #expect(list.elements(at: 0..<9).isEmpty)
    list.remove(1)
    list.insert(1)
    #expect(list[0] == 1)
    list.remove(1)
    #expect(list.count == 0)
  }
}

@Suite("RankedPopulation")
struct RankedPopulationTests {
  private func makeContender(_ number: Int, _ random: inout SplitMix) -> Contender {
    Contender(
      person: PersonID(stored: "person-\(number)"),
      displayName: ["Ada", "Zoe", "émile", ""].randomElement(using: &random) ?? "",
      points: Points(whole: Int64.random(in: -3...40, using: &random)),
      reachTime: Bool.random(using: &random)
        ? Timestamp(microseconds: Int64.random(in: 0...3, using: &random)) : nil)
  }

  @Test("ranks as sorting everybody does, whatever changed before", arguments: 0..<6)
  func property(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var naive: [PersonID: Contender] = [:]
    for number in 0..<1_500 {
      let contender = makeContender(number, &random)
      if Bool.random(using: &random) { naive[contender.person] = contender }
    }
    var population = RankedPopulation(Array(naive.values))
    for round in 0..<8 {
      for _ in 0..<400 {
        let contender = makeContender(Int.random(in: 0..<3_000, using: &random), &random)
        if Int.random(in: 0..<10, using: &random) < (round < 5 ? 8 : 2) {
          naive[contender.person] = contender
          population.update(contender)
        } else {
          naive[contender.person] = nil
          population.remove(contender.person)
        }
      }
      compare(population, Array(naive.values), &random)
    }
  }

  private func compare(
    _ population: RankedPopulation, _ contenders: [Contender], _ random: inout SplitMix
  ) {
    #expect(population.count == contenders.count)
    #expect(population.countWithPoints == contenders.count { $0.points != .zero })
    for ties in TiePolicy.allCases {
      let ranking = Ranking(contenders, ties: ties)
      #expect(population.places(at: 0..<population.count, ties: ties) == ranking.places)
      let start = Int.random(in: 0..<population.count, using: &random)
      let page = start..<min(population.count, start + 37)
      #expect(population.places(at: page, ties: ties) == Array(ranking.places[page]))
      for _ in 0..<20 {
        let person = PersonID(stored: "person-\(Int.random(in: 0..<3_000, using: &random))")
        let radius = Int.random(in: 0...3, using: &random)
        #expect(
          population.places(around: person, radius: radius, ties: ties)
            == Array(ranking.places(around: person, radius: radius)))
        #expect(
          population.index(of: person)
            == ranking.places.firstIndex { $0.contender.person == person })
      }
    }
    let behind = makeContender(9_999, &random)
    #expect(population.index(behind: behind) == contenders.count { $0 < behind })
  }

  @Test("the first and the last have neighbours on one side only")
  func ends() {
    let population = RankedPopulation(
      (1...5).map {
        Contender(
          person: PersonID(stored: "p\($0)"), displayName: "", points: Points(whole: 9 - $0))
      })
    func around(_ person: String, _ radius: Int) -> [String] {
      population.places(around: PersonID(stored: person), radius: radius, ties: .competition)
        .map(\.contender.person.rawValue)
    }
    #expect(around("p1", 2) == ["p1", "p2", "p3"])
    #expect(around("p5", 2) == ["p3", "p4", "p5"])
    #expect(around("p3", 9) == ["p1", "p2", "p3", "p4", "p5"])
    #expect(around("nobody", 1).isEmpty)
  }

  @Test("a page goes on behind somebody who is not there any more")
  func gone() throws {
    var population = RankedPopulation(
      (1...4).map {
        Contender(
          person: PersonID(stored: "p\($0)"), displayName: "", points: Points(whole: 9 - $0))
      })
    let last = try #require(population.contender(PersonID(stored: "p2")))
    population.remove(last.person)
    let position = try Contender(position: last.position)
    #expect(population.index(behind: position) == 1)
    population.update(
      Contender(person: last.person, displayName: "", points: Points(whole: 1)))
    #expect(population.index(behind: position) == 1)
  }
}

@Suite("Contender.init(position:)")
struct ContenderPositionTests {
  @Test("reads what it has written", arguments: [nil, 77] as [Int64?])
  func roundTrip(time: Int64?) throws {
    let contender = Contender(
      person: ada, displayName: "Ada", points: Points(hundredths: -150),
      reachTime: time.map { Timestamp(microseconds: $0) })
    #expect(try Contender(position: contender.position) == contender)
  }

  @Test(
    "refuses another list's position",
    arguments: [[], ["1", "", "a"], ["x", "", "a", "b"], ["1", "x", "a", "b"]])
  func refuses(texts: [String]) {
    #expect(throws: ValidationError.self) { try Contender(position: texts) }
  }
}
