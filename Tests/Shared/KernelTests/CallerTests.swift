import Kernel
import Testing

@Suite("Caller.allows")
struct CallerTests {
  private static let view = Permission("quality:evaluation:view")
  private static let edit = Permission("quality:form:edit")
  private let ada = PersonID(stored: "ada")

  private func caller(_ scope: DataScope, permission: Permission = view) -> Caller {
    Caller(
      organization: OrganizationID(stored: "acme"), identity: .person(ada),
      grants: [AccessGrant(permissions: [permission], scope: scope)])
  }

  private let subject = AccessSubject(
    person: PersonID(stored: "bea"), division: DivisionID(stored: "d"),
    team: TeamID(stored: "t"), managers: [PersonID(stored: "cyd"), PersonID(stored: "ada")])

  @Test("covers somebody by division, team, reporting line and everything")
  func covers() {
    for scope in [
      DataScope.all, .division(DivisionID(stored: "d")), .team(TeamID(stored: "t")), .reports,
    ] {
      #expect(caller(scope).allows(Self.view, on: subject))
    }
  }

  @Test("does not cover somebody by another division or team, a queue, or the own scope")
  func doesNotCover() {
    for scope in [
      DataScope.own, .division(DivisionID(stored: "e")), .team(TeamID(stored: "u")),
      .queue(QueueID(stored: "d")),
    ] {
      #expect(!caller(scope).allows(Self.view, on: subject))
    }
    #expect(caller(.own).allows(Self.view, on: AccessSubject(person: ada)))
  }

  @Test("needs the permission whatever the scope")
  func permission() {
    #expect(!caller(.all, permission: Self.edit).allows(Self.view, on: subject))
    #expect(!caller(.all, permission: Self.edit).holds(Self.view))
    #expect(!caller(.own).holdsEverywhere(Self.view))
    #expect(caller(.all).holdsEverywhere(Self.view))
  }

  @Test("adds the scopes of all grants up for lists")
  func visibility() {
    let caller = Caller(
      organization: OrganizationID(stored: "acme"), identity: .person(ada),
      grants: [
        AccessGrant(permissions: [Self.view], scope: .own),
        AccessGrant(permissions: [Self.view], scope: .team(TeamID(stored: "t"))),
        AccessGrant(permissions: [Self.view], scope: .reports),
        AccessGrant(permissions: [Self.edit], scope: .all),
      ])
    let visibility = caller.visibility(for: Self.view)
    #expect(!visibility.everything)
    #expect(visibility.people == [ada])
    #expect(visibility.teams == [TeamID(stored: "t")])
    #expect(visibility.managers == [ada])
    #expect(visibility.divisions.isEmpty)
  }

  @Test(
    "reads permissions of three parts only",
    arguments: ["", "a:b", "a:b:c:d", "a::c", "a:b:1", "a:b:c "])
  func permissions(text: String) {
    #expect(throws: ValidationError.self) { try Permission(parsing: text, field: "permission") }
  }
}

@Suite("Timestamp")
struct TimestampTests {
  @Test("splits into seconds and nanoseconds, also before 1970")
  func parts() {
    let before = Timestamp(microseconds: -1)
    #expect(before.seconds == -1)
    #expect(before.nanoseconds == 999_999_000)
    #expect(Timestamp(seconds: -1, nanoseconds: 999_999_999) == before)
  }

  @Test("refuses instants outside the years 1 to 9999 and wrong nanoseconds")
  func range() {
    #expect(Timestamp(seconds: -62_135_596_801, nanoseconds: 0) == nil)
    #expect(Timestamp(seconds: 253_402_300_800, nanoseconds: 0) == nil)
    #expect(Timestamp(seconds: 0, nanoseconds: -1) == nil)
    #expect(Timestamp(seconds: 0, nanoseconds: 1_000_000_000) == nil)
  }

  @Test(
    "is written as RFC 3339",
    arguments: [
      (915_141_631_000_000, "1998-12-31T22:00:31.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (951_868_799_000_001, "2000-02-29T23:59:59.000001Z"),
    ] as [(Int64, String)])
  func rfc3339(microseconds: Int64, text: String) {
    #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
  }
}
