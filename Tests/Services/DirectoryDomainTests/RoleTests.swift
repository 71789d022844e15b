import DirectoryDomain
import Kernel
import Testing

@Suite("Role")
struct RoleTests {
  @Test("gives the administrator every permission of every role")
  func administrator() {
    let everything = Set(Role.administrator.permissions)
    for role in Role.all { #expect(everything.isSuperset(of: role.permissions)) }
    #expect(
      everything.map(\.rawValue).sorted() == [
        "coaching:appointment:edit", "coaching:appointment:view", "directory:grant:edit",
        "directory:import:add", "directory:organization:edit", "directory:organization:view",
        "directory:person:view", "directory:role:view", "directory:structure:view",
        "gamification:agreement:propose", "gamification:agreement:sign",
        "gamification:agreement:view", "gamification:externalData:edit",
        "gamification:externalData:view",
        "gamification:externalMetric:edit", "gamification:fact:add",
        "gamification:heldPoints:review", "gamification:heldPoints:view",
        "gamification:insights:view", "gamification:leaderboard:edit",
        "gamification:leaderboard:view", "gamification:ledger:view",
        "gamification:metric:edit", "gamification:metric:view",
        "gamification:points:export", "gamification:profile:update",
        "gamification:profile:view", "gamification:scorecard:view", "learning:assignment:add",
        "learning:assignment:complete", "learning:assignment:view", "learning:module:edit",
        "learning:module:view", "quality:evaluation:assign",
        "quality:evaluation:release", "quality:evaluation:score", "quality:evaluation:view",
        "quality:form:edit", "quality:form:view", "quality:interaction:add",
        "quality:interaction:view",
      ])
  }

  @Test("allows only what a service can read", arguments: Role.all)
  func form(role: Role) throws {
    for permission in role.permissions {
      #expect(try Permission(parsing: permission.rawValue, field: "permission") == permission)
    }
  }

  /// Copies of grants elsewhere are only renewed with a new version: whoever changes what roles
  /// allow, and so the first number, changes the second one too.
  @Test("has a version that goes with what the roles allow")
  func version() {
    let text = Role.all.map { role in
      "\(role.rawValue): \(role.permissions.map(\.rawValue).joined(separator: " "))"
    }.joined(separator: "\n")
    // FNV-1a.
    let digest = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    #expect(digest == 3_050_731_403_722_031_607)
    #expect(Role.catalogVersion == 7)
  }

  @Test("gives only the administrator what changes access and the organisation")
  func administration() {
    for permission in [
      Permission("directory:grant:edit"), Permission("directory:organization:edit"),
    ] {
      #expect(Role.all.filter { $0.permissions.contains(permission) } == [.administrator])
    }
  }

  @Test("lists the permissions of a role in alphabetical order", arguments: Role.all)
  func order(role: Role) {
    let texts = role.permissions.map(\.rawValue)
    #expect(texts == texts.sorted())
    #expect(Set(texts).count == texts.count)
    #expect(!role.displayName.isEmpty)
  }

  @Test("lists the roles by id")
  func roles() {
    #expect(
      Role.all.map(\.rawValue) == [
        "administrator", "agent", "integration", "learning_author", "performance_manager",
        "quality_administrator", "quality_evaluator", "supervisor",
      ])
  }

  @Test("lets an agent read and complete, but change nothing of others")
  func agent() {
    #expect(
      Role.agent.permissions.map(\.rawValue) == [
        "coaching:appointment:view", "directory:organization:view", "directory:person:view",
        "directory:structure:view", "gamification:agreement:sign",
        "gamification:agreement:view", "gamification:leaderboard:view", "gamification:ledger:view",
        "gamification:metric:view", "gamification:scorecard:view",
        "learning:assignment:complete", "learning:assignment:view", "learning:module:view",
        "quality:evaluation:view",
      ])
  }

  @Test("refuses the id of a role that is not built in", arguments: ["", "Agent", "root"])
  func unknown(id: String) {
    #expect(throws: DirectoryError.roleNotFound) { try Role(id: id) }
  }

  @Test("gives a grant the permissions of its role")
  func access() {
    let grant = Grant(
      id: GrantID(uuid: UUIDBits(high: 1, low: 2)), person: PersonID(stored: "amy"),
      role: .integration, scope: .all, createTime: Timestamp(microseconds: 0))
    #expect(
      grant.access
        == AccessGrant(permissions: Set(Role.integration.permissions), scope: .all))
  }
}
