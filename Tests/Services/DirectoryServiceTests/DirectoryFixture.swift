import DirectoryDomain
import DirectoryStore
import Kernel
import Messages
import RPC
import ServiceHost
import TestSupport
import Testing

@testable import directory

/// A running directory with two organisations and the clients to call it.
struct DirectoryFixture: Sendable {
  let service: ServiceFixture

  var organizations: DirectoryV1.OrganizationServiceClient { .init(service.client) }
  var people: DirectoryV1.PersonServiceClient { .init(service.client) }
  var structure: DirectoryV1.StructureServiceClient { .init(service.client) }
  var roles: DirectoryV1.RoleServiceClient { .init(service.client) }
  var imports: DirectoryV1.ImportServiceClient { .init(service.client) }
  var changes: DirectoryV1.ChangeServiceClient { .init(service.client) }

  static var now: Timestamp { Timestamp(microseconds: 1_790_000_000_123_456) }

  /// Runs a test with the organisations `acme` and `globex`, both empty.
  static func withOrganizations(_ test: (DirectoryFixture) async throws -> Void) async throws {
    try await empty { fixture in
      for organization in [ServiceFixture.acme, ServiceFixture.globex] {
        _ = try await fixture.organizations.createOrganization(
          DirectoryV1.CreateOrganizationRequest(
            organization: DirectoryV1.Organization(
              displayName: "Company \(organization)", timeZone: "Asia/Jerusalem")),
          options: try await fixture.service.asOperator(in: organization))
      }
      try await test(fixture)
    }
  }

  /// Runs a test with people in `acme`: `boss` above `nora` and `sam`, `nora` above `amy`.
  ///
  /// `amy` is an agent for herself, `nora` a supervisor of her reports, `boss` an administrator;
  /// `sam` may do nothing.
  static func withPeople(_ test: (DirectoryFixture) async throws -> Void) async throws {
    try await withOrganizations { fixture in
      let response = try await fixture.importing(Sample.entries)
      try #require(response.createdCount == Int64(Sample.entries.count))
      try await fixture.grant("agent", to: "amy", .own)
      try await fixture.grant("supervisor", to: "nora", .reports)
      try await fixture.grant("administrator", to: "boss", .all)
      try await test(fixture)
    }
  }

  /// Runs a test without any organisation.
  static func empty(_ test: (DirectoryFixture) async throws -> Void) async throws {
    try await ServiceFixture.with(Directory.self, clock: FixedWallClock(now)) { service in
      // Or the first who watches would be told of all grants again, as after an upgrade.
      try await PostgresChangeRepository(pool: service.pool)
        .publishRoles(version: Role.catalogVersion, now: now)
      try await test(DirectoryFixture(service: service))
    }
  }

  /// Imports entries as the operator, in one message.
  func importing(
    _ entries: [DirectoryV1.DirectoryEntry], in organization: OrganizationID = ServiceFixture.acme
  ) async throws -> DirectoryV1.ImportDirectoryResponse {
    try await imports.importDirectory(options: try await service.asOperator(in: organization)) {
      try await $0.write(DirectoryV1.ImportDirectoryRequest(entries: entries))
    }
  }

  /// Grants a role as the operator.
  @discardableResult
  func grant(
    _ role: String, to person: String, _ kind: DirectoryV1.Scope.Kind, _ target: String = "",
    requestID: String = ""
  ) async throws -> DirectoryV1.Grant {
    let response = try await roles.createGrant(
      DirectoryV1.CreateGrantRequest(
        grant: DirectoryV1.Grant(
          personID: person, roleID: role,
          scope: DirectoryV1.Scope(kind: kind, targetID: target)),
        requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.grant)
  }

  /// Reads the changes after a sequence up to a number of them.
  func changes(
    after sequence: Int64 = 0, count: Int
  ) async throws -> [DirectoryV1.Change] {
    try await changes.watchChanges(
      DirectoryV1.WatchChangesRequest(afterSequence: sequence),
      options: try await service.asService("gamification", in: .every)
    ) { responses in
      var changes: [DirectoryV1.Change] = []
      for try await response in responses {
        changes += response.changes
        if changes.count >= count { break }
      }
      return changes
    }
  }
}

/// Entries of an import.
enum Sample {
  static var entries: [DirectoryV1.DirectoryEntry] {
    [
      division("north"), division("south"), team("n1", in: "north"), team("s1", in: "south"),
      queue("q1", in: "north"), person("boss"),
      person("nora", division: "north", team: "n1", manager: "boss"),
      person("amy", division: "north", team: "n1", manager: "nora"),
      person("sam", division: "south", team: "s1", manager: "boss"),
    ]
  }

  static func division(_ id: String, name: String? = nil) -> DirectoryV1.DirectoryEntry {
    DirectoryV1.DirectoryEntry(
      entry: .division(
        DirectoryV1.Division(divisionID: id, displayName: name ?? "Division \(id)")))
  }

  static func team(_ id: String, in division: String = "") -> DirectoryV1.DirectoryEntry {
    DirectoryV1.DirectoryEntry(
      entry: .team(
        DirectoryV1.Team(teamID: id, displayName: "Team \(id)", divisionID: division)))
  }

  static func queue(_ id: String, in division: String = "") -> DirectoryV1.DirectoryEntry {
    DirectoryV1.DirectoryEntry(
      entry: .queue(
        DirectoryV1.Queue(queueID: id, displayName: "Queue \(id)", divisionID: division)))
  }

  static func person(
    _ id: String, name: String? = nil, division: String = "", team: String = "",
    manager: String = "", state: DirectoryV1.Person.State = .unspecified
  ) -> DirectoryV1.DirectoryEntry {
    DirectoryV1.DirectoryEntry(
      entry: .person(
        DirectoryV1.Person(
          personID: id, displayName: name ?? "Person \(id)", divisionID: division,
          teamID: team, managerID: manager, state: state)))
  }
}

/// Expects a call to fail with a code, and with a reason and a refused field if given.
func expectFailure<Answer: Sendable>(
  _ code: RPCCode, _ reason: String? = nil, field: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ call: () async throws -> Answer
) async {
  let error = await #expect(throws: RPCStatus.self, sourceLocation: sourceLocation) {
    _ = try await call()
  }
  #expect(error?.code == code, sourceLocation: sourceLocation)
  if let reason { #expect(error?.reason == reason, sourceLocation: sourceLocation) }
  if let field {
    #expect(error?.fieldViolations.map(\.field) == [field], sourceLocation: sourceLocation)
  }
}
