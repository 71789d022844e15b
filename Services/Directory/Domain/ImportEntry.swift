package import Kernel

/// One thing to take over from the platform.
package enum ImportEntry: Hashable, Sendable {
  case division(Division)
  case team(Team)
  case queue(Queue)
  case person(PersonProfile)
}

/// An entry with its place in the stream that it came in.
package struct NumberedEntry: Hashable, Sendable {
  /// The number of the entry in the whole stream, from 0.
  package var index: Int64
  package var entry: ImportEntry

  package init(index: Int64, entry: ImportEntry) {
    self.index = index
    self.entry = entry
  }
}

/// An entry that was refused.
package struct ImportFailure: Hashable, Sendable {
  /// The number of the entry in the whole stream, from 0.
  package var index: Int64
  /// The path inside the entry and the reason.
  package var error: ValidationError

  package init(index: Int64, error: ValidationError) {
    self.index = index
    self.error = error
  }
}

/// What became of the entries of an import.
package struct ImportOutcome: Hashable, Sendable {
  /// The number of failures that are reported one by one.
  package static var failuresMax: Int { 100 }

  /// Entries that did not exist before.
  package var createdCount: Int64 = 0
  /// Entries that were changed.
  package var updatedCount: Int64 = 0
  /// Entries that were there already.
  package var unchangedCount: Int64 = 0
  /// Entries that were refused.
  package private(set) var failedCount: Int64 = 0
  /// The refused entries with the lowest numbers, in order, at most ``failuresMax``.
  package private(set) var failures: [ImportFailure] = []

  package init() {}

  /// Counts a refused entry.
  package mutating func refuse(_ index: Int64, _ error: ValidationError) {
    failedCount += 1
    insert(ImportFailure(index: index, error: error))
  }

  /// Adds what became of other entries.
  package mutating func add(_ other: ImportOutcome) {
    createdCount += other.createdCount
    updatedCount += other.updatedCount
    unchangedCount += other.unchangedCount
    failedCount += other.failedCount
    for failure in other.failures { insert(failure) }
  }

  private mutating func insert(_ failure: ImportFailure) {
    let place = failures.lastIndex { $0.index <= failure.index }.map { $0 + 1 } ?? 0
    guard place < Self.failuresMax else { return }
    failures.insert(failure, at: place)
    if failures.count > Self.failuresMax { failures.removeLast() }
  }
}

/// The parts of the directory that a batch of entries touches or refers to.
package struct ImportNeeds: Hashable, Sendable {
  package var divisions: Set<DivisionID> = []
  package var teams: Set<TeamID> = []
  package var queues: Set<QueueID> = []
  /// The people themselves and their managers; everybody above them is needed too.
  package var people: Set<PersonID> = []

  package init(_ entries: [NumberedEntry]) {
    for numbered in entries {
      switch numbered.entry {
      case .division(let division):
        divisions.insert(division.id)
      case .team(let team):
        teams.insert(team.id)
        if let division = team.division { divisions.insert(division) }
      case .queue(let queue):
        queues.insert(queue.id)
        if let division = queue.division { divisions.insert(division) }
      case .person(let person):
        people.insert(person.id)
        if let manager = person.manager { people.insert(manager) }
        if let division = person.division { divisions.insert(division) }
        if let team = person.team { teams.insert(team) }
      }
    }
  }
}

/// What the directory knows of the ``ImportNeeds`` of a batch.
package struct ImportKnowledge: Hashable, Sendable {
  package var divisions: [DivisionID: Division] = [:]
  package var teams: [TeamID: Team] = [:]
  package var queues: [QueueID: Queue] = [:]
  /// The people, their managers and everybody above.
  package var people: [PersonID: PersonProfile] = [:]

  package init() {}
}
