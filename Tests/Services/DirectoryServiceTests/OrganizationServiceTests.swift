import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

@Suite("OrganizationService.GetOrganization")
struct GetOrganizationTests {
  @Test("answers the organisation of the credential, to anybody who holds a role")
  func found() async throws {
    try await DirectoryFixture.withPeople { fixture in
      let response = try await fixture.organizations.getOrganization(
        DirectoryV1.GetOrganizationRequest(), options: try await fixture.service.asPerson("amy"))
      #expect(
        response.organization
          == DirectoryV1.Organization(
            organizationID: "acme", displayName: "Company acme", timeZone: "Asia/Jerusalem",
            createTime: GoogleProtobuf.Timestamp(seconds: 1_790_000_000, nanos: 123_456_000)))
    }
  }

  @Test("returns NOT_FOUND before the organisation was created")
  func notFound() async throws {
    try await DirectoryFixture.empty { fixture in
      await expectFailure(.notFound, "ORGANIZATION_NOT_FOUND") {
        try await fixture.organizations.getOrganization(
          DirectoryV1.GetOrganizationRequest(), options: try await fixture.service.asOperator())
      }
    }
  }

  @Test("denies somebody without a role and somebody of another organisation")
  func denied() async throws {
    try await DirectoryFixture.withPeople { fixture in
      for options in [
        try await fixture.service.asPerson("sam"), try await fixture.service.asPerson("stranger"),
        try await fixture.service.asPerson("boss", in: ServiceFixture.globex),
        try await fixture.service.asService("quality"),
      ] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.organizations.getOrganization(
            DirectoryV1.GetOrganizationRequest(), options: options)
        }
      }
    }
  }

  @Test("denies somebody who has left, whatever roles they hold")
  func left() async throws {
    try await DirectoryFixture.withPeople { fixture in
      _ = try await fixture.importing([
        Sample.person(
          "amy", division: "north", team: "n1", manager: "nora", state: .inactive)
      ])
      await expectFailure(.permissionDenied) {
        try await fixture.organizations.getOrganization(
          DirectoryV1.GetOrganizationRequest(),
          options: try await fixture.service.asPerson("amy"))
      }
    }
  }
}

@Suite("OrganizationService.CreateOrganization")
struct CreateOrganizationTests {
  private static let requestID = "0190b5a0-0000-7000-8000-000000000001"

  private static func request(
    name: String = "Acme", timeZone: String = "Europe/Lisbon", requestID: String = ""
  ) -> DirectoryV1.CreateOrganizationRequest {
    DirectoryV1.CreateOrganizationRequest(
      organization: DirectoryV1.Organization(
        organizationID: "ignored", displayName: name, timeZone: timeZone),
      requestID: requestID)
  }

  @Test("creates the organisation of the credential and answers it again")
  func created() async throws {
    try await DirectoryFixture.empty { fixture in
      let options = try await fixture.service.asOperator()
      let first = try await fixture.organizations.createOrganization(
        Self.request(requestID: Self.requestID), options: options)
      #expect(first.organization?.organizationID == "acme")
      #expect(first.organization?.timeZone == "Europe/Lisbon")
      let retry = try await fixture.organizations.createOrganization(
        Self.request(requestID: Self.requestID), options: options)
      let again = try await fixture.organizations.createOrganization(
        Self.request(), options: options)
      #expect(retry == first)
      #expect(again == first)
      #expect(try await fixture.changes(count: 1).count == 1)
    }
  }

  @Test("returns ALREADY_EXISTS when it exists with other values")
  func exists() async throws {
    try await DirectoryFixture.empty { fixture in
      let options = try await fixture.service.asOperator()
      _ = try await fixture.organizations.createOrganization(Self.request(), options: options)
      for request in [Self.request(name: "Other"), Self.request(timeZone: "UTC")] {
        await expectFailure(.alreadyExists, "ORGANIZATION_EXISTS") {
          try await fixture.organizations.createOrganization(request, options: options)
        }
      }
    }
  }

  @Test(
    "refuses a time zone that does not exist",
    arguments: ["Mars/Olympus", "asia/jerusalem", "localtime", "UTC+3"])
  func unknownTimeZone(timeZone: String) async throws {
    try await DirectoryFixture.empty { fixture in
      let options = try await fixture.service.asOperator()
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "organization.time_zone") {
        try await fixture.organizations.createOrganization(
          Self.request(timeZone: timeZone), options: options)
      }
      await expectFailure(.notFound) {
        try await fixture.organizations.getOrganization(
          DirectoryV1.GetOrganizationRequest(), options: options)
      }
    }
  }

  @Test("refuses a request without its fields")
  func missingFields() async throws {
    try await DirectoryFixture.empty { fixture in
      let options = try await fixture.service.asOperator()
      await expectFailure(.invalidArgument, field: "organization") {
        try await fixture.organizations.createOrganization(
          DirectoryV1.CreateOrganizationRequest(), options: options)
      }
      await expectFailure(.invalidArgument, field: "organization.display_name") {
        try await fixture.organizations.createOrganization(
          Self.request(name: ""), options: options)
      }
      await expectFailure(.invalidArgument, field: "request_id") {
        try await fixture.organizations.createOrganization(
          Self.request(requestID: "not a UUID"), options: options)
      }
    }
  }

  @Test("refuses the same request id for another request")
  func reusedRequestID() async throws {
    try await DirectoryFixture.empty { fixture in
      let options = try await fixture.service.asOperator()
      _ = try await fixture.organizations.createOrganization(
        Self.request(requestID: Self.requestID), options: options)
      await expectFailure(.invalidArgument, "REQUEST_ID_REUSED") {
        try await fixture.organizations.createOrganization(
          Self.request(name: "Other", requestID: Self.requestID), options: options)
      }
    }
  }

  @Test("denies everybody who is neither operator nor administrator, and other services")
  func denied() async throws {
    try await DirectoryFixture.withPeople { fixture in
      for options in [
        try await fixture.service.asPerson("nora"),
        try await fixture.service.asService("gamification"),
        try await fixture.service.asOperator(in: .every),
      ] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.organizations.createOrganization(Self.request(), options: options)
        }
      }
    }
  }
}
