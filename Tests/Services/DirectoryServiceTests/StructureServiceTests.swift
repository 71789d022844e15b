import Kernel
import Messages
import RPC
import TestSupport
import Testing

@Suite("StructureService.ListDivisions")
struct ListDivisionsTests {
  @Test("lists the divisions by id, page by page")
  func pages() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let options = try await fixture.service.asPerson("amy")
      let first = try await fixture.structure.listDivisions(
        DirectoryV1.ListDivisionsRequest(pageSize: 1), options: options)
      #expect(
        first.divisions == [
          DirectoryV1.Division(divisionID: "north", displayName: "Division north")
        ])
      let second = try await fixture.structure.listDivisions(
        DirectoryV1.ListDivisionsRequest(pageSize: 1, pageToken: first.nextPageToken),
        options: options)
      #expect(second.divisions.map(\.divisionID) == ["south"])
      #expect(second.nextPageToken.isEmpty)
    }
  }

  @Test("shows nothing of another organisation")
  func otherOrganization() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let response = try await fixture.structure.listDivisions(
        DirectoryV1.ListDivisionsRequest(),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(response.divisions.isEmpty)
    }
  }

  @Test("denies who holds no role and refuses a forged token")
  func refusals() async throws {
    try await DirectoryFixture.withPeople { fixture in
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.structure.listDivisions(
          DirectoryV1.ListDivisionsRequest(), options: try await fixture.service.asPerson("sam"))
      }
      await expectFailure(.invalidArgument, field: "page_token") {
        try await fixture.structure.listDivisions(
          DirectoryV1.ListDivisionsRequest(pageToken: "north"),
          options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("StructureService.ListTeams")
struct ListTeamsTests {
  @Test("lists the teams by id, page by page")
  func pages() async throws {
    try await DirectoryFixture.withPeople { fixture in
      _ = try await fixture.importing([Sample.team("n0")])
      let options = try await fixture.service.asPerson("amy")
      let first = try await fixture.structure.listTeams(
        DirectoryV1.ListTeamsRequest(pageSize: 2), options: options)
      #expect(
        first.teams == [
          DirectoryV1.Team(teamID: "n0", displayName: "Team n0"),
          DirectoryV1.Team(teamID: "n1", displayName: "Team n1", divisionID: "north"),
        ])
      let second = try await fixture.structure.listTeams(
        DirectoryV1.ListTeamsRequest(pageSize: 2, pageToken: first.nextPageToken),
        options: options)
      #expect(second.teams.map(\.teamID) == ["s1"])
    }
  }

  @Test("shows nothing of another organisation")
  func otherOrganization() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let response = try await fixture.structure.listTeams(
        DirectoryV1.ListTeamsRequest(),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(response.teams.isEmpty)
    }
  }

  @Test("denies who holds no role and refuses a negative page size")
  func refusals() async throws {
    try await DirectoryFixture.withPeople { fixture in
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.structure.listTeams(
          DirectoryV1.ListTeamsRequest(), options: try await fixture.service.asPerson("sam"))
      }
      await expectFailure(.invalidArgument, field: "page_size") {
        try await fixture.structure.listTeams(
          DirectoryV1.ListTeamsRequest(pageSize: -5),
          options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("StructureService.ListQueues")
struct ListQueuesTests {
  @Test("lists the queues by id, page by page")
  func pages() async throws {
    try await DirectoryFixture.withPeople { fixture in
      _ = try await fixture.importing([Sample.queue("q2")])
      let options = try await fixture.service.asPerson("amy")
      let first = try await fixture.structure.listQueues(
        DirectoryV1.ListQueuesRequest(pageSize: 1), options: options)
      #expect(
        first.queues == [
          DirectoryV1.Queue(queueID: "q1", displayName: "Queue q1", divisionID: "north")
        ])
      let second = try await fixture.structure.listQueues(
        DirectoryV1.ListQueuesRequest(pageSize: 1, pageToken: first.nextPageToken),
        options: options)
      #expect(second.queues == [DirectoryV1.Queue(queueID: "q2", displayName: "Queue q2")])
    }
  }

  @Test("shows nothing of another organisation")
  func otherOrganization() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let response = try await fixture.structure.listQueues(
        DirectoryV1.ListQueuesRequest(),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(response.queues.isEmpty)
    }
  }

  @Test("denies who holds no role and refuses a token of another list")
  func refusals() async throws {
    try await DirectoryFixture.withPeople { fixture in
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.structure.listQueues(
          DirectoryV1.ListQueuesRequest(), options: try await fixture.service.asPerson("sam"))
      }
      let options = try await fixture.service.asOperator()
      let divisions = try await fixture.structure.listDivisions(
        DirectoryV1.ListDivisionsRequest(pageSize: 1), options: options)
      await expectFailure(.invalidArgument, field: "page_token") {
        try await fixture.structure.listQueues(
          DirectoryV1.ListQueuesRequest(pageToken: divisions.nextPageToken), options: options)
      }
    }
  }
}
