import DirectoryDomain
import Kernel
import Messages
import Postgres
import TestSupport
import Testing

@testable import DirectoryStore

@Suite("PostgresImportRepository.apply", .timeLimit(.minutes(2)))
struct ImportRaceTests {
  @Test("waits for another import, so that the two cannot close a circle of managers")
  func circle() async throws {
    try await DirectoryFixture.withOrganizations { fixture in
      _ = try await fixture.importing([Sample.person("one"), Sample.person("two")])
      let pool = fixture.service.pool
      let response = try await withThrowingTaskGroup(
        of: DirectoryV1.ImportDirectoryResponse.self
      ) { group in
        try await pool.withTransaction(.organization(ServiceFixture.acme)) { transaction in
          _ = try await transaction.first(LockOrganization(organization: ServiceFixture.acme))
          group.addTask { try await fixture.importing([Sample.person("two", manager: "one")]) }
          while try await pool.first(CountWaiters(), in: .allOrganizations) != 1 {
            await Task.yield()
          }
          try await transaction.run(
            UpsertPeople(
              organization: ServiceFixture.acme,
              people: [
                PersonProfile(
                  id: PersonID(stored: "one"), displayName: DisplayName(stored: "One"),
                  manager: PersonID(stored: "two"))
              ], now: DirectoryFixture.now))
        }
        return try await group.next()
      }
      #expect(response?.failures.map(\.field) == ["person.manager_id"])
    }
  }
}
