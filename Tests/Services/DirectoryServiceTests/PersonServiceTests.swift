import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("PersonService.GetPerson")
struct GetPersonTests {
  @Test("answers a person that the caller may see")
  func found() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let time = GoogleProtobuf.Timestamp(seconds: 1_790_000_000, nanos: 123_456_000)
      for caller in ["amy", "nora", "boss"] {
        let response = try await fixture.people.getPerson(
          DirectoryV1.GetPersonRequest(personID: "amy"),
          options: try await fixture.service.asPerson(caller))
        #expect(
          response.person
            == DirectoryV1.Person(
              personID: "amy", displayName: "Person amy", divisionID: "north", teamID: "n1",
              managerID: "nora", state: .active, createTime: time, updateTime: time))
      }
    }
  }

  @Test("denies what is outside the caller's scope, whether there is such a person or not")
  func denied() async throws {
    try await DirectoryFixture.withPeople { fixture in
      for (caller, person) in [
        ("amy", "nora"), ("amy", "nobody"), ("nora", "sam"), ("nora", "boss"), ("nora", "nora"),
      ] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.people.getPerson(
            DirectoryV1.GetPersonRequest(personID: person),
            options: try await fixture.service.asPerson(caller))
        }
      }
    }
  }

  @Test("opens a team or a division to who holds a role there")
  func structureScopes() async throws {
    try await DirectoryFixture.withPeople { fixture in
      try await fixture.grant("supervisor", to: "sam", .team, "n1")
      try await fixture.grant("supervisor", to: "amy", .division, "south")
      for (caller, person) in [("sam", "amy"), ("amy", "sam")] {
        let response = try await fixture.people.getPerson(
          DirectoryV1.GetPersonRequest(personID: person),
          options: try await fixture.service.asPerson(caller))
        #expect(response.person?.personID == person)
      }
    }
  }

  @Test("returns NOT_FOUND for a person who does not exist or works elsewhere")
  func notFound() async throws {
    try await DirectoryFixture.withPeople { fixture in
      await expectFailure(.notFound, "PERSON_NOT_FOUND") {
        try await fixture.people.getPerson(
          DirectoryV1.GetPersonRequest(personID: "nobody"),
          options: try await fixture.service.asPerson("boss"))
      }
      await expectFailure(.notFound, "PERSON_NOT_FOUND") {
        try await fixture.people.getPerson(
          DirectoryV1.GetPersonRequest(personID: "amy"),
          options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
    }
  }

  @Test("names the field of a missing or malformed id", arguments: ["", "a b"])
  func malformed(id: String) async throws {
    try await DirectoryFixture.withOrganizations { fixture in
      await expectFailure(.invalidArgument, field: "person_id") {
        try await fixture.people.getPerson(
          DirectoryV1.GetPersonRequest(personID: id),
          options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("PersonService.ListPeople")
struct ListPeopleTests {
  @Test("lists whom the caller may see, by id")
  func visible() async throws {
    try await DirectoryFixture.withPeople { fixture in
      for (caller, expected) in [
        ("boss", ["amy", "boss", "nora", "sam"]), ("nora", ["amy"]), ("amy", ["amy"]),
      ] {
        let response = try await fixture.people.listPeople(
          DirectoryV1.ListPeopleRequest(),
          options: try await fixture.service.asPerson(caller))
        #expect(response.people.map(\.personID) == expected)
        #expect(response.nextPageToken.isEmpty)
      }
    }
  }

  @Test("follows the chain of managers down")
  func reports() async throws {
    try await DirectoryFixture.withPeople { fixture in
      _ = try await fixture.importing([
        Sample.person("zoe", manager: "amy"), Sample.person("top"),
        Sample.person("boss", manager: "top"),
      ])
      try await fixture.grant("supervisor", to: "top", .reports)
      let response = try await fixture.people.listPeople(
        DirectoryV1.ListPeopleRequest(), options: try await fixture.service.asPerson("top"))
      #expect(response.people.map(\.personID) == ["amy", "boss", "nora", "sam", "zoe"])
    }
  }

  @Test("lists only the division and team that are asked for")
  func filtered() async throws {
    try await DirectoryFixture.withPeople { fixture in
      for (request, expected) in [
        (DirectoryV1.ListPeopleRequest(divisionID: "north"), ["amy", "nora"]),
        (DirectoryV1.ListPeopleRequest(teamID: "s1"), ["sam"]),
        (DirectoryV1.ListPeopleRequest(divisionID: "north", teamID: "s1"), []),
      ] {
        let response = try await fixture.people.listPeople(
          request, options: try await fixture.service.asPerson("boss"))
        #expect(response.people.map(\.personID) == expected)
      }
    }
  }

  @Test("goes through the pages without gaps and refuses a token of another query")
  func pages() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let options = try await fixture.service.asPerson("boss")
      var request = DirectoryV1.ListPeopleRequest(pageSize: 3)
      let first = try await fixture.people.listPeople(request, options: options)
      #expect(first.people.map(\.personID) == ["amy", "boss", "nora"])
      request.pageToken = first.nextPageToken
      let second = try await fixture.people.listPeople(request, options: options)
      #expect(second.people.map(\.personID) == ["sam"])
      #expect(second.nextPageToken.isEmpty)
      request.teamID = "n1"
      let other = request
      await expectFailure(.invalidArgument, field: "page_token") {
        try await fixture.people.listPeople(other, options: options)
      }
    }
  }

  @Test("refuses a negative page size and malformed ids")
  func malformed() async throws {
    try await DirectoryFixture.withOrganizations { fixture in
      for (request, field) in [
        (DirectoryV1.ListPeopleRequest(pageSize: -1), "page_size"),
        (DirectoryV1.ListPeopleRequest(divisionID: "a b"), "division_id"),
        (DirectoryV1.ListPeopleRequest(teamID: "a b"), "team_id"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.people.listPeople(
            request, options: try await fixture.service.asOperator())
        }
      }
    }
  }

  @Test("shows nothing of another organisation and denies who holds no role")
  func others() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let response = try await fixture.people.listPeople(
        DirectoryV1.ListPeopleRequest(),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(response.people.isEmpty)
      await expectFailure(.permissionDenied) {
        try await fixture.people.listPeople(
          DirectoryV1.ListPeopleRequest(), options: try await fixture.service.asPerson("sam"))
      }
    }
  }
}
