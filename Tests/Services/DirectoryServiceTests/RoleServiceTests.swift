import Kernel
import Messages
import RPC
import TestSupport
import Testing

@Suite("RoleService.ListRoles")
struct ListRolesTests {
  @Test("lists the roles by id with their permissions, page by page")
  func pages() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let options = try await fixture.service.asPerson("nora")
      let first = try await fixture.roles.listRoles(
        DirectoryV1.ListRolesRequest(pageSize: 5), options: options)
      let second = try await fixture.roles.listRoles(
        DirectoryV1.ListRolesRequest(pageSize: 5, pageToken: first.nextPageToken),
        options: options)
      #expect(
        (first.roles + second.roles).map(\.roleID) == [
          "administrator", "agent", "integration", "learning_author", "performance_manager",
          "quality_administrator", "quality_evaluator", "supervisor",
        ])
      #expect(second.nextPageToken.isEmpty)
      #expect(first.roles[1].permissions.contains("gamification:leaderboard:view"))
    }
  }

  @Test("denies an agent and refuses a negative page size")
  func refusals() async throws {
    try await DirectoryFixture.withPeople { fixture in
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.roles.listRoles(
          DirectoryV1.ListRolesRequest(), options: try await fixture.service.asPerson("amy"))
      }
      await expectFailure(.invalidArgument, field: "page_size") {
        try await fixture.roles.listRoles(
          DirectoryV1.ListRolesRequest(pageSize: -1),
          options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("RoleService.ListGrants")
struct ListGrantsTests {
  @Test("lists the grants that the caller may see, page by page")
  func pages() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let options = try await fixture.service.asPerson("boss")
      var request = DirectoryV1.ListGrantsRequest(pageSize: 2)
      let first = try await fixture.roles.listGrants(request, options: options)
      request.pageToken = first.nextPageToken
      let second = try await fixture.roles.listGrants(request, options: options)
      let grants = first.grants + second.grants
      #expect(first.grants.count == 2)
      #expect(Set(grants.map(\.personID)) == ["amy", "nora", "boss"])
      #expect(grants.map(\.grantID) == grants.map(\.grantID).sorted())
      #expect(second.nextPageToken.isEmpty)
      let reports = try await fixture.roles.listGrants(
        DirectoryV1.ListGrantsRequest(), options: try await fixture.service.asPerson("nora"))
      #expect(reports.grants.map(\.personID) == ["amy"])
    }
  }

  @Test("lists the grants of one person")
  func ofPerson() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let response = try await fixture.roles.listGrants(
        DirectoryV1.ListGrantsRequest(personID: "nora"),
        options: try await fixture.service.asOperator())
      #expect(response.grants.map(\.roleID) == ["supervisor"])
      #expect(response.grants.map(\.scope) == [DirectoryV1.Scope(kind: .reports)])
    }
  }

  @Test("shows nothing of another organisation, denies an agent, refuses a malformed id")
  func refusals() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let elsewhere = try await fixture.roles.listGrants(
        DirectoryV1.ListGrantsRequest(),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(elsewhere.grants.isEmpty)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.roles.listGrants(
          DirectoryV1.ListGrantsRequest(), options: try await fixture.service.asPerson("amy"))
      }
      await expectFailure(.invalidArgument, field: "person_id") {
        try await fixture.roles.listGrants(
          DirectoryV1.ListGrantsRequest(personID: "a b"),
          options: try await fixture.service.asOperator())
      }
    }
  }
}

@Suite("RoleService.CreateGrant")
struct CreateGrantTests {
  private static let requestID = "0190b5a0-0000-7000-8000-000000000002"

  @Test("gives a role, and answers the existing grant when it is given again")
  func created() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let first = try await fixture.grant(
        "quality_evaluator", to: "sam", .division, "north", requestID: Self.requestID)
      #expect(first.personID == "sam")
      #expect(first.roleID == "quality_evaluator")
      #expect(first.scope == DirectoryV1.Scope(kind: .division, targetID: "north"))
      #expect(UUIDBits(first.grantID) != nil)
      let retry = try await fixture.grant(
        "quality_evaluator", to: "sam", .division, "north", requestID: Self.requestID)
      let again = try await fixture.grant("quality_evaluator", to: "sam", .division, "north")
      #expect(retry == first)
      #expect(again == first)
      let other = try await fixture.grant("quality_evaluator", to: "sam", .division, "south")
      #expect(other.grantID != first.grantID)
    }
  }

  @Test("returns NOT_FOUND for an unknown person or role")
  func notFound() async throws {
    try await DirectoryFixture.withPeople { fixture in
      await expectFailure(.notFound, "PERSON_NOT_FOUND") {
        try await fixture.grant("agent", to: "nobody", .own)
      }
      await expectFailure(.notFound, "ROLE_NOT_FOUND") {
        try await fixture.grant("root", to: "amy", .own)
      }
    }
  }

  @Test("names the field of a scope that is wrong")
  func scopes() async throws {
    try await DirectoryFixture.withPeople { fixture in
      for (kind, target, field) in [
        (.team, "nowhere", "grant.scope.target_id"), (.team, "", "grant.scope.target_id"),
        (.division, "n1", "grant.scope.target_id"), (.queue, "n1", "grant.scope.target_id"),
        (.all, "n1", "grant.scope.target_id"), (.unspecified, "", "grant.scope.kind"),
        (.unrecognized(99), "", "grant.scope.kind"),
      ] as [(DirectoryV1.Scope.Kind, String, String)] {
        await expectFailure(.invalidArgument, field: field) {
          try await fixture.grant("agent", to: "amy", kind, target)
        }
      }
    }
  }

  @Test("names the fields that are missing")
  func missing() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let options = try await fixture.service.asOperator()
      await expectFailure(.invalidArgument, field: "grant") {
        try await fixture.roles.createGrant(
          DirectoryV1.CreateGrantRequest(), options: options)
      }
      await expectFailure(.invalidArgument, field: "grant.scope") {
        try await fixture.roles.createGrant(
          DirectoryV1.CreateGrantRequest(
            grant: DirectoryV1.Grant(personID: "amy", roleID: "agent")),
          options: options)
      }
    }
  }

  @Test("lets an administrator grant and denies a supervisor, in any organisation")
  func access() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let request = DirectoryV1.CreateGrantRequest(
        grant: DirectoryV1.Grant(
          personID: "sam", roleID: "agent", scope: DirectoryV1.Scope(kind: .own)))
      for options in [
        try await fixture.service.asPerson("nora"),
        try await fixture.service.asPerson("boss", in: ServiceFixture.globex),
      ] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.roles.createGrant(request, options: options)
        }
      }
      let response = try await fixture.roles.createGrant(
        request, options: try await fixture.service.asPerson("boss"))
      #expect(response.grant?.personID == "sam")
      await expectFailure(.notFound, "PERSON_NOT_FOUND") {
        try await fixture.roles.createGrant(
          request, options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
    }
  }
}

@Suite("RoleService.DeleteGrant")
struct DeleteGrantTests {
  private static let requestID = "0190b5a0-0000-7000-8000-000000000003"

  @Test("takes the role away at once, and a retry succeeds too")
  func deleted() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let grant = try await fixture.grant("supervisor", to: "sam", .team, "n1")
      let request = DirectoryV1.DeleteGrantRequest(
        grantID: grant.grantID, requestID: Self.requestID)
      let options = try await fixture.service.asOperator()
      _ = try await fixture.roles.deleteGrant(request, options: options)
      _ = try await fixture.roles.deleteGrant(request, options: options)
      await expectFailure(.permissionDenied) {
        try await fixture.people.listPeople(
          DirectoryV1.ListPeopleRequest(), options: try await fixture.service.asPerson("sam"))
      }
      let again = try await fixture.grant("supervisor", to: "sam", .team, "n1")
      #expect(again.grantID != grant.grantID)
    }
  }

  @Test("returns NOT_FOUND for a grant that is not there, not there any more, or elsewhere")
  func notFound() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let grant = try await fixture.grant("supervisor", to: "sam", .team, "n1")
      let request = DirectoryV1.DeleteGrantRequest(grantID: grant.grantID)
      let unknown = DirectoryV1.DeleteGrantRequest(grantID: Self.requestID)
      let options = try await fixture.service.asOperator()
      await expectFailure(.notFound, "GRANT_NOT_FOUND") {
        try await fixture.roles.deleteGrant(unknown, options: options)
      }
      await expectFailure(.notFound, "GRANT_NOT_FOUND") {
        try await fixture.roles.deleteGrant(
          request, options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      }
      _ = try await fixture.roles.deleteGrant(request, options: options)
      await expectFailure(.notFound, "GRANT_NOT_FOUND") {
        try await fixture.roles.deleteGrant(request, options: options)
      }
    }
  }

  @Test("denies a supervisor and names a malformed id")
  func refusals() async throws {
    try await DirectoryFixture.withPeople { fixture in
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.roles.deleteGrant(
          DirectoryV1.DeleteGrantRequest(grantID: Self.requestID),
          options: try await fixture.service.asPerson("nora"))
      }
      await expectFailure(.invalidArgument, field: "grant_id") {
        try await fixture.roles.deleteGrant(
          DirectoryV1.DeleteGrantRequest(grantID: "42"),
          options: try await fixture.service.asOperator())
      }
    }
  }
}
