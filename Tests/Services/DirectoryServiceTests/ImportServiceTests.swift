import Kernel
import Messages
import RPC
import TestSupport
import Testing

@Suite("ImportService.ImportDirectory")
struct ImportDirectoryTests {
  @Test("creates everything once, and changes nothing the second time")
  func idempotent() async throws {
    try await DirectoryFixture.withOrganizations { fixture in
      let first = try await fixture.importing(Sample.entries)
      #expect(first == DirectoryV1.ImportDirectoryResponse(createdCount: 9))
      let second = try await fixture.importing(Sample.entries)
      #expect(second == DirectoryV1.ImportDirectoryResponse(unchangedCount: 9))
    }
  }

  @Test("counts what is changed and stores it")
  func updated() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let response = try await fixture.importing([
        Sample.division("north", name: "Up there"),
        Sample.person("sam", division: "north", team: "n1", manager: "nora"),
        Sample.person("amy", division: "north", team: "n1", manager: "nora"),
      ])
      #expect(response == DirectoryV1.ImportDirectoryResponse(updatedCount: 2, unchangedCount: 1))
      let people = try await fixture.people.listPeople(
        DirectoryV1.ListPeopleRequest(), options: try await fixture.service.asPerson("nora"))
      #expect(people.people.map(\.personID) == ["amy", "sam"])
    }
  }

  @Test("reports bad entries with their number in the whole stream and keeps the others")
  func failures() async throws {
    try await DirectoryFixture.withOrganizations { fixture in
      let options = try await fixture.service.asOperator()
      let response = try await fixture.imports.importDirectory(options: options) { requests in
        try await requests.write(
          DirectoryV1.ImportDirectoryRequest(entries: [
            Sample.division("north"), DirectoryV1.DirectoryEntry(),
            Sample.team("a b"), Sample.person("amy", team: "nowhere"),
          ]))
        try await requests.write(
          DirectoryV1.ImportDirectoryRequest(entries: [
            Sample.person("amy", manager: "amy"), Sample.person("amy", name: "Amy\u{7}"),
            Sample.person("amy", state: .unrecognized(7)), Sample.person("amy"),
          ]))
      }
      #expect(response.createdCount == 2)
      #expect(response.failedCount == 6)
      #expect(response.failures.map(\.entryIndex) == [1, 2, 3, 4, 5, 6])
      #expect(
        response.failures.map(\.field) == [
          "entry", "team.team_id", "person.team_id", "person.manager_id",
          "person.display_name", "person.state",
        ])
      #expect(response.failures.allSatisfy { !$0.reason.isEmpty })
    }
  }

  @Test("refuses a circle of managers that is closed by a later message")
  func circle() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let response = try await fixture.importing([Sample.person("boss", manager: "amy")])
      #expect(response.failedCount == 1)
      #expect(response.failures.map(\.field) == ["person.manager_id"])
    }
  }

  @Test("takes a thousand entries in one message and no more")
  func limit() async throws {
    try await DirectoryFixture.withOrganizations { fixture in
      let people = (0...1_000).map { Sample.person("p\($0)") }
      let response = try await fixture.importing(Array(people.dropLast()))
      #expect(response == DirectoryV1.ImportDirectoryResponse(createdCount: 1_000))
      await expectFailure(.invalidArgument, field: "entries") {
        try await fixture.importing(people)
      }
      await expectFailure(.invalidArgument, field: "entries") { try await fixture.importing([]) }
    }
  }

  @Test("returns NOT_FOUND before the organisation was created")
  func noOrganization() async throws {
    try await DirectoryFixture.empty { fixture in
      await expectFailure(.notFound, "ORGANIZATION_NOT_FOUND") {
        try await fixture.importing([Sample.person("amy")])
      }
    }
  }

  @Test("keeps the organisations apart, even with the same ids")
  func organizations() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let response = try await fixture.importing(
        [Sample.person("amy", name: "Another Amy")], in: ServiceFixture.globex)
      #expect(response.createdCount == 1)
      let refused = try await fixture.importing(
        [Sample.person("bob", manager: "nora")], in: ServiceFixture.globex)
      #expect(refused.failedCount == 1)
      let amy = try await fixture.people.getPerson(
        DirectoryV1.GetPersonRequest(personID: "amy"),
        options: try await fixture.service.asPerson("boss"))
      #expect(amy.person?.displayName == "Person amy")
    }
  }

  @Test("denies a supervisor and lets an integration import")
  func access() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let request = DirectoryV1.ImportDirectoryRequest(entries: [Sample.person("new")])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.imports.importDirectory(
          options: try await fixture.service.asPerson("nora")
        ) { try await $0.write(request) }
      }
      try await fixture.grant("integration", to: "sam", .all)
      let response = try await fixture.imports.importDirectory(
        options: try await fixture.service.asPerson("sam")
      ) { try await $0.write(request) }
      #expect(response.createdCount == 1)
    }
  }
}
