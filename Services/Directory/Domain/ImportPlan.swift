internal import Kernel

/// Decides, entry by entry and in order, what an import changes.
///
/// Every entry sees what the entries before it have changed. A refused entry changes nothing.
package struct ImportPlan: Sendable {
  /// What becomes of the entries.
  package private(set) var outcome = ImportOutcome()
  private var knowledge: ImportKnowledge
  private var changedDivisions: Set<DivisionID> = []
  private var changedTeams: Set<TeamID> = []
  private var changedQueues: Set<QueueID> = []
  private var changedPeople: [PersonID] = []

  /// Plans a batch.
  ///
  /// - Parameters:
  ///   - entries: The entries in the order they came in.
  ///   - knowledge: What the directory knows of the entries' ``ImportNeeds``.
  package init(_ entries: [NumberedEntry], knowing knowledge: ImportKnowledge) {
    self.knowledge = knowledge
    for numbered in entries {
      do throws(ValidationError) {
        try apply(numbered.entry)
      } catch {
        outcome.refuse(numbered.index, error)
      }
    }
  }

  /// The divisions to write, by id.
  package var divisions: [Division] {
    changedDivisions.sorted().compactMap { knowledge.divisions[$0] }
  }

  /// The teams to write, by id.
  package var teams: [Team] { changedTeams.sorted().compactMap { knowledge.teams[$0] } }

  /// The queues to write, by id.
  package var queues: [Queue] { changedQueues.sorted().compactMap { knowledge.queues[$0] } }

  /// The people to write, managers before the people who came to report to them.
  package var people: [PersonProfile] {
    var seen: Set<PersonID> = []
    return changedPeople.filter { seen.insert($0).inserted }
      .compactMap { knowledge.people[$0] }
  }

  /// Whether nothing has to be written.
  package var isEmpty: Bool {
    changedDivisions.isEmpty && changedTeams.isEmpty && changedQueues.isEmpty
      && changedPeople.isEmpty
  }

  private mutating func apply(_ entry: ImportEntry) throws(ValidationError) {
    switch entry {
    case .division(let division):
      if count(division, before: knowledge.divisions.updateValue(division, forKey: division.id)) {
        changedDivisions.insert(division.id)
      }
    case .team(let team):
      try requireDivision(team.division, field: "team.division_id")
      if count(team, before: knowledge.teams.updateValue(team, forKey: team.id)) {
        changedTeams.insert(team.id)
      }
    case .queue(let queue):
      try requireDivision(queue.division, field: "queue.division_id")
      if count(queue, before: knowledge.queues.updateValue(queue, forKey: queue.id)) {
        changedQueues.insert(queue.id)
      }
    case .person(let person):
      try check(person)
      if count(person, before: knowledge.people.updateValue(person, forKey: person.id)) {
        changedPeople.append(person.id)
      }
    }
  }

  /// Counts an accepted entry and tells whether it changes anything.
  private mutating func count<Value: Equatable>(_ value: Value, before: Value?) -> Bool {
    if before == nil {
      outcome.createdCount += 1
    } else if before == value {
      outcome.unchangedCount += 1
    } else {
      outcome.updatedCount += 1
    }
    return before != value
  }

  private func check(_ person: PersonProfile) throws(ValidationError) {
    try requireDivision(person.division, field: "person.division_id")
    if let team = person.team, knowledge.teams[team] == nil {
      throw ValidationError(field: "person.team_id", reason: "names no team that is known")
    }
    guard let manager = person.manager else { return }
    let field = "person.manager_id"
    guard manager != person.id else {
      throw ValidationError(field: field, reason: "must not be the person")
    }
    guard knowledge.people[manager] != nil else {
      throw ValidationError(field: field, reason: "names no person that is known")
    }
    guard !isAbove(person.id, manager) else {
      throw ValidationError(field: field, reason: "names somebody who reports to the person")
    }
  }

  private func requireDivision(
    _ division: DivisionID?, field: String
  ) throws(ValidationError) {
    guard let division, knowledge.divisions[division] == nil else { return }
    throw ValidationError(field: field, reason: "names no division that is known")
  }

  /// Whether `person` is somewhere above `report`.
  private func isAbove(_ person: PersonID, _ report: PersonID) -> Bool {
    var passed: Set<PersonID> = [report]
    var next = knowledge.people[report]?.manager
    while let above = next, passed.insert(above).inserted {
      if above == person { return true }
      next = knowledge.people[above]?.manager
    }
    return false
  }
}
