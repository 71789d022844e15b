internal import DirectoryDomain
internal import Kernel
internal import Messages

extension ImportEntry {
  /// Reads an entry.
  ///
  /// - Throws: ``ValidationError`` naming the field inside the entry.
  init(_ message: DirectoryV1.DirectoryEntry) throws(ValidationError) {
    switch message.entry {
    case .division(let division):
      self = .division(try DirectoryDomain.Division(division, path: "division."))
    case .team(let team):
      self = .team(try DirectoryDomain.Team(team, path: "team."))
    case .queue(let queue):
      self = .queue(try DirectoryDomain.Queue(queue, path: "queue."))
    case .person(let person):
      self = .person(try PersonProfile(person, path: "person."))
    case nil:
      throw ValidationError(
        field: "entry", reason: "must be a division, a team, a queue or a person")
    }
  }
}

extension DirectoryV1.ImportDirectoryResponse {
  init(_ outcome: ImportOutcome) {
    self.init(
      createdCount: outcome.createdCount, updatedCount: outcome.updatedCount,
      unchangedCount: outcome.unchangedCount, failedCount: outcome.failedCount,
      failures: outcome.failures.map { failure in
        DirectoryV1.ImportFailure(
          entryIndex: failure.index, field: failure.error.field,
          reason: failure.error.reason)
      })
  }
}
