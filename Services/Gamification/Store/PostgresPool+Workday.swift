internal import GamificationDomain
internal import Kernel
internal import Postgres

extension PostgresPool {
  /// The workday that is asked for, or today in the organisation's time zone.
  func workday(
    _ requested: Workday?, in organization: OrganizationID, at now: Timestamp
  ) async throws -> Workday {
    if let requested { return requested }
    let today = try await first(
      SelectWorkday(organization: organization, now: now), in: .organization(organization))
    guard let today else { throw GamificationError.organizationUnknown }
    return today
  }
}
