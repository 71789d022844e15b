import Kernel
import Postgres
import TestSupport
import Testing

private struct SelectVisible: Statement {
  static let sql = """
    SELECT v.person_id FROM sample.visible_member($1, $2, $3, $4, $5, $6) AS v ORDER BY 1
    """

  var visibility: Visibility

  func bind(to bindings: inout Bindings) {
    bindings.append(Fixture.organization)
    bindings.append(visibility)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String {
    try row.read()
  }
}

@Suite("DirectoryReplica")
struct ReplicaTests {
  private let organization = Fixture.organization
  private let scope = TransactionScope.organization(Fixture.organization)
  private let grantID = ServerID<ReplicaGrant>(uuid: UUIDBits(high: 7, low: 7))

  private func person(_ id: String) -> PersonID { PersonID(stored: id) }

  private func member(
    _ id: String, manager: String? = nil, team: String? = nil, division: String? = nil,
    isActive: Bool = true, version: Int64 = 1
  ) -> ReplicaChange {
    .member(
      ReplicaMember(
        organization: organization, person: person(id), displayName: "Name of \(id)",
        division: division.map(DivisionID.init(stored:)), team: team.map(TeamID.init(stored:)),
        manager: manager.map(PersonID.init(stored:)), isActive: isActive, version: version))
  }

  private func grant(
    _ id: String, _ permissions: Set<Permission>, _ scope: DataScope, version: Int64 = 1
  ) -> ReplicaChange {
    .grant(
      ReplicaGrant(
        organization: organization, id: grantID, person: person(id), roleID: "supervisor",
        access: AccessGrant(permissions: permissions, scope: scope), version: version))
  }

  @Test("knows where a person belongs and who is above, the nearest first")
  func subject() async throws {
    try await Fixture.withPool { pool in
      let replica = DirectoryReplica(pool: pool)
      try await replica.apply(
        [
          member("top"), member("middle", manager: "top"),
          member("agent", manager: "middle", team: "t", division: "d"),
        ], cursor: 3)
      let subject = try await replica.subject(of: person("agent"), in: organization)
      #expect(
        subject
          == AccessSubject(
            person: person("agent"), division: DivisionID(stored: "d"), team: TeamID(stored: "t"),
            managers: [person("middle"), person("top")]))
      #expect(try await replica.subject(of: person("nobody"), in: organization) == nil)
      let other = OrganizationID(stored: "other")
      #expect(try await replica.subject(of: person("agent"), in: other) == nil)
      #expect(try await replica.cursor() == 3)
    }
  }

  @Test("ends with a chain of managers that goes in a circle or has no end")
  func circle() async throws {
    try await Fixture.withPool { pool in
      let replica = DirectoryReplica(pool: pool)
      let chain = (0..<50).map { member("p\($0)", manager: "p\($0 + 1)") }
      try await replica.apply(
        chain + [member("a", manager: "b"), member("b", manager: "a")], cursor: 1)
      let circle = try await replica.subject(of: person("a"), in: organization)
      #expect(circle?.managers == [person("b")])
      let long = try await replica.subject(of: person("p0"), in: organization)
      #expect(long?.managers.count == DirectoryReplica.managerLevelsMax)
    }
  }

  @Test("keeps the newest version, in whatever order and however often changes come")
  func versions() async throws {
    try await Fixture.withPool { pool in
      let replica = DirectoryReplica(pool: pool)
      let old = member("a", team: "old", version: 1)
      let new = member("a", team: "new", version: 2)
      try await replica.apply([new, old], cursor: 2)
      try await replica.apply([old], cursor: 1)
      let subject = try await replica.subject(of: person("a"), in: organization)
      #expect(subject?.team == TeamID(stored: "new"))
      #expect(try await replica.cursor() == 2)
      let removal = ReplicaChange.memberRemoved(
        organization: organization, person: person("a"), version: 3)
      try await replica.apply([removal], cursor: 3)
      try await replica.apply([new], cursor: 3)
      #expect(try await replica.subject(of: person("a"), in: organization) == nil)
      try await replica.apply([member("a", team: "back", version: 4)], cursor: 4)
      let again = try await replica.subject(of: person("a"), in: organization)
      #expect(again?.team == TeamID(stored: "back"))
    }
  }

  private static let scopes: [DataScope] = [
    .own, .reports, .all, .team(TeamID(stored: "t")), .division(DivisionID(stored: "d")),
    .queue(QueueID(stored: "q")),
  ]

  @Test("gives back the grants of active people", arguments: scopes)
  func grants(scope: DataScope) async throws {
    try await Fixture.withPool { pool in
      let replica = DirectoryReplica(pool: pool)
      let permissions: Set<Permission> = [
        Permission("learning:module:view"), Permission("learning:module:edit"),
      ]
      try await replica.apply([member("a"), grant("a", permissions, scope)], cursor: 1)
      let grants = try await replica.grants(of: person("a"), in: organization)
      #expect(grants == [AccessGrant(permissions: permissions, scope: scope)])
      try await replica.apply([member("a", isActive: false, version: 2)], cursor: 2)
      #expect(try await replica.grants(of: person("a"), in: organization) == [])
    }
  }

  @Test("forgets grants that were taken away")
  func removedGrant() async throws {
    try await Fixture.withPool { pool in
      let replica = DirectoryReplica(pool: pool)
      try await replica.apply([member("a"), grant("a", [], .all)], cursor: 1)
      try await replica.apply(
        [.grantRemoved(organization: organization, grant: grantID, version: 2)], cursor: 2)
      #expect(try await replica.grants(of: person("a"), in: organization) == [])
    }
  }

  @Test("knows the time zones of organisations")
  func organizations() async throws {
    try await Fixture.withPool { pool in
      let replica = DirectoryReplica(pool: pool)
      let acme = ReplicaOrganization(
        organization: organization, displayName: "Acme", timeZone: "Europe/Vienna", version: 1)
      try await replica.apply([.organization(acme)], cursor: 1)
      #expect(try await replica.timeZone(of: organization) == "Europe/Vienna")
      #expect(try await replica.timeZone(of: OrganizationID(stored: "other")) == nil)
      #expect(try await replica.organizations() == [acme])
      try await replica.apply(
        [.organizationRemoved(organization: organization, version: 2)], cursor: 2)
      #expect(try await replica.organizations() == [])
    }
  }

  private static let visibilities: [(Visibility, [String])] = [
    (.all, ["agent", "middle", "other", "top"]),
    (visibility(), []),
    (visibility(people: ["other"]), ["other"]),
    (visibility(teams: ["t"]), ["agent"]),
    (visibility(divisions: ["d"]), ["agent", "middle"]),
    (visibility(managers: ["top"]), ["agent", "middle"]),
    (visibility(people: ["other"], managers: ["middle"]), ["agent", "other"]),
  ]

  private static func visibility(
    people: [String] = [], teams: [String] = [], divisions: [String] = [], managers: [String] = []
  ) -> Visibility {
    Visibility(
      everything: false, people: Set(people.map(PersonID.init(stored:))),
      teams: Set(teams.map(TeamID.init(stored:))),
      divisions: Set(divisions.map(DivisionID.init(stored:))),
      managers: Set(managers.map(PersonID.init(stored:))), queues: [])
  }

  @Test("lists the members that a caller may see", arguments: visibilities)
  func visible(visibility: Visibility, people: [String]) async throws {
    try await Fixture.withPool { pool in
      try await DirectoryReplica(pool: pool).apply(
        [
          member("top"), member("middle", manager: "top", division: "d"),
          member("agent", manager: "middle", team: "t", division: "d"), member("other"),
        ], cursor: 1)
      let visible = try await pool.execute(SelectVisible(visibility: visibility), in: scope)
      #expect(visible == people)
    }
  }
}
