import DirectoryDomain
import Kernel
import Testing

@Suite("ImportPlan")
struct ImportPlanTests {
  @Test("creates what is not known, in the order of the entries")
  func creates() throws {
    let plan = try plan(
      [
        .division(division("north")), .team(team("t1", in: "north")),
        .queue(queue("q1", in: "north")), .person(person("boss")),
        .person(person("amy", division: "north", team: "t1", manager: "boss")),
      ])
    #expect(counts(plan) == [5, 0, 0, 0])
    #expect(plan.divisions == [try division("north")])
    #expect(plan.teams == [try team("t1", in: "north")])
    #expect(plan.queues == [try queue("q1", in: "north")])
    #expect(plan.people.map(\.id.rawValue) == ["boss", "amy"])
    #expect(!plan.isEmpty)
  }

  @Test("changes nothing when the same entries come again")
  func unchanged() throws {
    var knowledge = ImportKnowledge()
    knowledge.divisions = [DivisionID(stored: "north"): try division("north")]
    knowledge.people = [PersonID(stored: "amy"): try person("amy", division: "north")]
    let plan = try plan(
      [.division(division("north")), .person(person("amy", division: "north"))],
      knowing: knowledge)
    #expect(counts(plan) == [0, 0, 2, 0])
    #expect(plan.isEmpty)
  }

  @Test("counts each entry of a person who comes twice and writes the last state once")
  func twice() throws {
    let plan = try plan([
      .person(person("amy")), .person(person("amy", state: .inactive)),
      .person(person("amy", state: .inactive)),
    ])
    #expect(counts(plan) == [1, 1, 1, 0])
    #expect(plan.people == [try person("amy", state: .inactive)])
  }

  @Test("refuses a reference to what is not known and keeps the other entries")
  func unknownReferences() throws {
    let plan = try plan([
      .team(team("t1", in: "south")), .queue(queue("q1", in: "south")),
      .person(person("amy", division: "south")), .person(person("ben", team: "t1")),
      .person(person("cid", manager: "amy")), .person(person("dee")),
    ])
    #expect(counts(plan) == [1, 0, 0, 5])
    #expect(
      plan.outcome.failures.map(\.error.field) == [
        "team.division_id", "queue.division_id", "person.division_id", "person.team_id",
        "person.manager_id",
      ])
    #expect(plan.outcome.failures.map(\.index) == [0, 1, 2, 3, 4])
    #expect(plan.people.map(\.id.rawValue) == ["dee"])
    #expect(plan.teams.isEmpty)
  }

  @Test("refuses somebody as their own manager")
  func selfManaged() throws {
    let plan = try plan([.person(person("amy")), .person(person("amy", manager: "amy"))])
    #expect(counts(plan) == [1, 0, 0, 1])
    #expect(
      plan.outcome.failures == [
        ImportFailure(
          index: 1,
          error: ValidationError(field: "person.manager_id", reason: "must not be the person"))
      ])
    #expect(plan.people == [try person("amy")])
  }

  @Test("refuses a circle of managers, whether the chain is stored or in the batch")
  func circle() throws {
    var knowledge = ImportKnowledge()
    knowledge.people = [
      PersonID(stored: "top"): try person("top"),
      PersonID(stored: "mid"): try person("mid", manager: "top"),
      PersonID(stored: "low"): try person("low", manager: "mid"),
    ]
    let plan = try plan(
      [
        .person(person("new", manager: "low")), .person(person("top", manager: "low")),
        .person(person("top", manager: "new")),
      ], knowing: knowledge)
    #expect(counts(plan) == [1, 0, 0, 2])
    #expect(
      plan.outcome.failures.map(\.error.reason)
        == Array(repeating: "names somebody who reports to the person", count: 2))
  }

  @Test("lets a chain be turned around one step after the other")
  func turnedAround() throws {
    var knowledge = ImportKnowledge()
    knowledge.people = [
      PersonID(stored: "top"): try person("top"),
      PersonID(stored: "low"): try person("low", manager: "top"),
    ]
    let plan = try plan(
      [.person(person("low")), .person(person("top", manager: "low"))], knowing: knowledge)
    #expect(counts(plan) == [0, 2, 0, 0])
    #expect(plan.people.map(\.id.rawValue) == ["low", "top"])
  }

  @Test("ends on a circle that is stored already")
  func storedCircle() throws {
    var knowledge = ImportKnowledge()
    knowledge.people = [
      PersonID(stored: "one"): try person("one", manager: "two"),
      PersonID(stored: "two"): try person("two", manager: "one"),
    ]
    let plan = try plan([.person(person("new", manager: "one"))], knowing: knowledge)
    #expect(counts(plan) == [1, 0, 0, 0])
  }
}

@Suite("ImportNeeds")
struct ImportNeedsTests {
  @Test("names the entries and everything that they refer to")
  func references() throws {
    let needs = ImportNeeds(
      try numbered([
        .division(division("north")), .team(team("t1", in: "south")),
        .queue(queue("q1", in: "west")),
        .person(person("amy", division: "east", team: "t2", manager: "boss")),
      ]))
    #expect(Set(needs.divisions.map(\.rawValue)) == ["north", "south", "west", "east"])
    #expect(Set(needs.teams.map(\.rawValue)) == ["t1", "t2"])
    #expect(Set(needs.queues.map(\.rawValue)) == ["q1"])
    #expect(Set(needs.people.map(\.rawValue)) == ["amy", "boss"])
  }
}

@Suite("ImportOutcome")
struct ImportOutcomeTests {
  @Test("keeps the first 100 failures in order and counts all")
  func failures() {
    let error = ValidationError(field: "person.person_id", reason: "is required")
    var even = ImportOutcome()
    var odd = ImportOutcome()
    for index: Int64 in 0..<240 {
      if index % 2 == 0 { even.refuse(index, error) } else { odd.refuse(index, error) }
    }
    #expect(odd.failures.count == 100)
    odd.add(even)
    #expect(odd.failedCount == 240)
    #expect(odd.failures.map(\.index) == Array(0..<100))
  }

  @Test("adds the counts of the parts")
  func counts() {
    var sum = ImportOutcome()
    var part = ImportOutcome()
    (part.createdCount, part.updatedCount, part.unchangedCount) = (1, 2, 3)
    sum.add(part)
    sum.add(part)
    #expect([sum.createdCount, sum.updatedCount, sum.unchangedCount] == [2, 4, 6])
  }
}

private func plan(
  _ entries: [ImportEntry], knowing knowledge: ImportKnowledge = ImportKnowledge()
) throws -> ImportPlan {
  ImportPlan(try numbered(entries), knowing: knowledge)
}

private func numbered(_ entries: [ImportEntry]) throws -> [NumberedEntry] {
  entries.enumerated().map { NumberedEntry(index: Int64($0.offset), entry: $0.element) }
}

/// Created, updated, unchanged and refused entries.
private func counts(_ plan: ImportPlan) -> [Int64] {
  let outcome = plan.outcome
  return [
    outcome.createdCount, outcome.updatedCount, outcome.unchangedCount, outcome.failedCount,
  ]
}

private func division(_ id: String) throws -> Division {
  Division(
    id: try DivisionID(parsing: id, field: "id"),
    displayName: try DisplayName(parsing: "Division \(id)", field: "name"))
}

private func team(_ id: String, in division: String?) throws -> Team {
  Team(
    id: try TeamID(parsing: id, field: "id"),
    displayName: try DisplayName(parsing: "Team \(id)", field: "name"),
    division: division.map { DivisionID(stored: $0) })
}

private func queue(_ id: String, in division: String?) throws -> Queue {
  Queue(
    id: try QueueID(parsing: id, field: "id"),
    displayName: try DisplayName(parsing: "Queue \(id)", field: "name"),
    division: division.map { DivisionID(stored: $0) })
}

private func person(
  _ id: String, division: String? = nil, team: String? = nil, manager: String? = nil,
  state: PersonProfile.State = .active
) throws -> PersonProfile {
  PersonProfile(
    id: try PersonID(parsing: id, field: "id"),
    displayName: try DisplayName(parsing: "Person \(id)", field: "name"),
    division: division.map { DivisionID(stored: $0) }, team: team.map { TeamID(stored: $0) },
    manager: manager.map { PersonID(stored: $0) }, state: state)
}
