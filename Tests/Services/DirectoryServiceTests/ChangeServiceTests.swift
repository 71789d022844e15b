import DirectoryDomain
import Kernel
import Messages
import Postgres
import RPC
import TestSupport
import Testing

@testable import DirectoryStore

@Suite("ChangeService.WatchChanges", .timeLimit(.minutes(2)))
struct WatchChangesTests {
  @Test("tells every change of all organisations in order")
  func everything() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let changes = try await fixture.changes(count: 9)
      #expect(changes.map(\.sequence) == changes.map(\.sequence).sorted())
      #expect(Set(changes.map(\.sequence)).count == 9)
      #expect(
        changes.map(Self.summary) == [
          "acme organization", "globex organization", "acme boss", "acme nora", "acme amy",
          "acme sam", "acme amy is agent", "acme nora is supervisor",
          "acme boss is administrator",
        ])
    }
  }

  @Test("gives a grant with the permissions of its role")
  func effectiveGrant() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let changes = try await fixture.changes(count: 9)
      guard case .grant(let grant) = changes[6].change else {
        Issue.record("the seventh change is not a grant")
        return
      }
      #expect(grant.permissions == Role.agent.permissions.map(\.rawValue))
      #expect(grant.grant?.scope == DirectoryV1.Scope(kind: .own))
    }
  }

  @Test("goes on after the sequence that is asked for, with what happens while it is watched")
  func resumed() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let last = try #require(try await fixture.changes(count: 9).last)
      let options = try await fixture.service.asService("learning", in: .every)
      let summaries = try await fixture.changes.watchChanges(
        DirectoryV1.WatchChangesRequest(afterSequence: last.sequence), options: options
      ) { responses in
        var summaries: [String] = []
        for try await response in responses {
          if response.changes.isEmpty {
            // The sign of life at the start: from here on everything is new.
            let grant = try await fixture.grant("agent", to: "sam", .own)
            _ = try await fixture.importing([Sample.person("sam"), Sample.person("amy")])
            _ = try await fixture.roles.deleteGrant(
              DirectoryV1.DeleteGrantRequest(grantID: grant.grantID),
              options: try await fixture.service.asOperator())
          }
          summaries += response.changes.map(Self.summary)
          if summaries.count >= 4 { break }
        }
        return summaries
      }
      #expect(
        summaries == ["acme sam is agent", "acme sam", "acme amy", "acme deleted grant"])
    }
  }

  @Test("does not tell of entries that changed nothing")
  func unchanged() async throws {
    try await DirectoryFixture.withPeople { fixture in
      _ = try await fixture.importing(Sample.entries)
      try await fixture.grant("agent", to: "amy", .own)
      _ = try await fixture.importing([Sample.person("last")])
      let changes = try await fixture.changes(count: 10)
      #expect(changes.map(Self.summary).suffix(1) == ["acme last"])
      #expect(changes.count == 10)
    }
  }

  @Test("denies people, even administrators, and refuses a negative sequence")
  func refusals() async throws {
    try await DirectoryFixture.withPeople { fixture in
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.changes.watchChanges(
          DirectoryV1.WatchChangesRequest(),
          options: try await fixture.service.asPerson("boss")
        ) { responses in try await responses.first { _ in true } }
      }
      await expectFailure(.invalidArgument, field: "after_sequence") {
        try await fixture.changes.watchChanges(
          DirectoryV1.WatchChangesRequest(afterSequence: -1),
          options: try await fixture.service.asService("quality", in: .every)
        ) { responses in try await responses.first { _ in true } }
      }
    }
  }

  private static func summary(_ change: DirectoryV1.Change) -> String {
    let organization = change.organizationID
    return switch change.change {
    case .organization: "\(organization) organization"
    case .person(let person): "\(organization) \(person.personID)"
    case .grant(let grant):
      "\(organization) \(grant.grant?.personID ?? "") is \(grant.grant?.roleID ?? "")"
    case .deletedGrantID: "\(organization) deleted grant"
    case nil: "\(organization) nothing"
    }
  }
}

@Suite("PostgresChangeRepository", .timeLimit(.minutes(2)))
struct PostgresChangeRepositoryTests {
  @Test("never passes over a change that is committed later")
  func commitOrder() async throws {
    try await DirectoryFixture.withOrganizations { fixture in
      let pool = fixture.service.pool
      let repository = PostgresChangeRepository(pool: pool)
      let start = try await repository.changes(after: 0, limit: 10).lastSequence
      try await withThrowingTaskGroup(of: Void.self) { group in
        try await pool.withTransaction(.organization(ServiceFixture.acme)) { transaction in
          try ChangeLog.append(
            .organization, ["acme"], in: ServiceFixture.acme, now: DirectoryFixture.now,
            to: transaction)
          // What is enqueued goes with the next statement.
          _ = try await transaction.execute(CountWaiters())
          group.addTask {
            try await pool.withTransaction(.organization(ServiceFixture.globex)) {
              try ChangeLog.append(
                .organization, ["globex"], in: ServiceFixture.globex,
                now: DirectoryFixture.now, to: $0)
            }
          }
          // The second writer stands at the lock before the first one commits.
          while try await pool.first(CountWaiters(), in: .allOrganizations) != 1 {
            await Task.yield()
          }
          #expect(try await repository.changes(after: start, limit: 10).changes.isEmpty)
        }
        try await group.waitForAll()
      }
      let changes = try await repository.changes(after: start, limit: 10).changes
      #expect(changes.map(\.organization) == [ServiceFixture.acme, ServiceFixture.globex])
    }
  }

  @Test("tells of all grants again, once for each version of the roles")
  func roleVersions() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let repository = PostgresChangeRepository(pool: fixture.service.pool)
      let deleted = try await fixture.grant("agent", to: "sam", .own)
      _ = try await fixture.roles.deleteGrant(
        DirectoryV1.DeleteGrantRequest(grantID: deleted.grantID),
        options: try await fixture.service.asOperator())
      let start = try await repository.changes(after: 0, limit: 100).lastSequence
      for version: Int64 in [1_000, 1_000, 999] {
        try await repository.publishRoles(version: version, now: DirectoryFixture.now)
      }
      let changes = try await repository.changes(after: start, limit: 100).changes
      let people = changes.compactMap { change -> String? in
        guard case .grant(let grant) = change.subject else { return nil }
        return grant.person.rawValue
      }
      #expect(changes.count == 3)
      #expect(Set(people) == ["amy", "boss", "nora"])
    }
  }

  @Test("reads in batches of the size that is asked for")
  func batches() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let repository = PostgresChangeRepository(pool: fixture.service.pool)
      var position: Int64 = 0
      var counts: [Int] = []
      while true {
        let batch = try await repository.changes(after: position, limit: 4)
        guard !batch.changes.isEmpty else { break }
        counts.append(batch.changes.count)
        position = batch.lastSequence
      }
      #expect(counts == [4, 4, 1])
    }
  }
}

@Suite("PostgresAccessDirectory.subject")
struct AccessSubjectTests {
  @Test("names division, team and managers, nearest first")
  func managers() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let directory = PostgresAccessDirectory(pool: fixture.service.pool)
      let subject = try await directory.subject(
        of: PersonID(stored: "amy"), in: ServiceFixture.acme)
      #expect(
        subject
          == AccessSubject(
            person: PersonID(stored: "amy"), division: DivisionID(stored: "north"),
            team: TeamID(stored: "n1"),
            managers: [PersonID(stored: "nora"), PersonID(stored: "boss")]))
      let stranger = try await directory.subject(
        of: PersonID(stored: "amy"), in: ServiceFixture.globex)
      #expect(stranger == nil)
    }
  }
}
