import DirectoryDomain
import Kernel
import Testing

@Suite("DisplayName")
struct DisplayNameTests {
  @Test(
    "accepts up to 100 characters of any script",
    arguments: ["A", "עמית", "Zoë O’Neil-Smith", String(repeating: "é", count: 100)])
  func accepts(text: String) throws {
    #expect(try DisplayName(parsing: text, field: "display_name").rawValue == text)
  }

  @Test(
    "refuses what is blank, long or not printable",
    arguments: [
      ("", "is required"), (String(repeating: "a", count: 101), "must have at most 100 characters"),
      ("a\u{0}b", "must not contain control characters"),
      ("a\nb", "must not contain control characters"), (" \u{A0} ", "must not be blank"),
    ])
  func refuses(text: String, reason: String) {
    #expect(throws: ValidationError(field: "person.display_name", reason: reason)) {
      try DisplayName(parsing: text, field: "person.display_name")
    }
  }

  @Test("counts what one sees as one character by its parts, so that the length has a bound")
  func combining() {
    let text = "a" + String(repeating: "\u{301}", count: 100)
    #expect(text.count == 1)
    #expect(throws: ValidationError.self) { try DisplayName(parsing: text, field: "name") }
  }
}

@Suite("TimeZoneName")
struct TimeZoneNameTests {
  @Test(
    "accepts the form of a zone's name",
    arguments: ["UTC", "Asia/Jerusalem", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])
  func accepts(text: String) throws {
    #expect(try TimeZoneName(parsing: text, field: "time_zone").rawValue == text)
  }

  @Test(
    "refuses what cannot be a zone or means another one elsewhere",
    arguments: [
      "Asia/Jeru salem", "localtime", "posixrules", "Factory", "posix/UTC", "right/UTC",
      "Asia/Jérusalem", String(repeating: "a", count: 65), "'; DROP",
    ])
  func refuses(text: String) {
    #expect(throws: TimeZoneName.unknown(field: "time_zone")) {
      try TimeZoneName(parsing: text, field: "time_zone")
    }
  }

  @Test("asks for a missing zone")
  func missing() {
    #expect(throws: ValidationError(field: "time_zone", reason: "is required")) {
      try TimeZoneName(parsing: "", field: "time_zone")
    }
  }
}

@Suite("DataScope")
struct DataScopeTests {
  @Test(
    "comes back from its kind and target",
    arguments: [
      .own, .reports, .all, .team(TeamID(stored: "t1")), .division(DivisionID(stored: "d1")),
      .queue(QueueID(stored: "q1")),
    ] as [DataScope])
  func roundTrip(scope: DataScope) throws {
    #expect(
      try DataScope(kind: scope.kind, target: scope.target ?? "", field: "scope") == scope)
  }

  @Test("refuses a target where none belongs", arguments: [DataScope.Kind.own, .reports, .all])
  func superfluousTarget(kind: DataScope.Kind) {
    #expect(
      throws: ValidationError(
        field: "grant.scope.target_id", reason: "must be empty for this kind of scope")
    ) {
      try DataScope(kind: kind, target: "t1", field: "grant.scope")
    }
  }

  @Test("asks for a missing target", arguments: [DataScope.Kind.team, .division, .queue])
  func missingTarget(kind: DataScope.Kind) {
    #expect(throws: ValidationError(field: "grant.scope.target_id", reason: "is required")) {
      try DataScope(kind: kind, target: "", field: "grant.scope")
    }
  }
}

@Suite("GrantPosition")
struct GrantPositionTests {
  @Test("comes back from its texts")
  func roundTrip() {
    let position = GrantPosition(
      createTime: Timestamp(microseconds: -7), id: GrantID(uuid: UUIDBits(high: 1, low: 2)))
    #expect(GrantPosition(position.texts) == position)
  }

  @Test("is not made from other texts", arguments: [[], ["1"], ["x", "y"], ["1", "2"]])
  func refuses(texts: [String]) {
    #expect(GrantPosition(texts) == nil)
  }
}

@Suite("Organization.agrees")
struct OrganizationAgreementTests {
  private let acme = Organization(
    id: OrganizationID(stored: "acme"), displayName: DisplayName(stored: "Acme"),
    timeZone: TimeZoneName(stored: "UTC"), createTime: Timestamp(microseconds: 1))

  @Test("does not look at the time of creation")
  func time() {
    var later = acme
    later.createTime = Timestamp(microseconds: 2)
    #expect(acme.agrees(with: later))
  }

  @Test("looks at name and zone")
  func values() {
    var renamed = acme
    renamed.displayName = DisplayName(stored: "Other")
    var moved = acme
    moved.timeZone = TimeZoneName(stored: "Asia/Jerusalem")
    #expect(!acme.agrees(with: renamed))
    #expect(!acme.agrees(with: moved))
  }
}
