internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC

/// Makes sure that the operator's organization exists.
enum Organizations {
  /// Gets the organization, after creating it in the time zone if it is new.
  static func findOrCreate(
    _ suite: SuiteClient, timeZone: OrganizationTimeZone
  ) async throws -> (organization: DirectoryV1.Organization, isNew: Bool) {
    if let present = try await find(suite) { return (present, false) }
    let response = try await suite.organizations.createOrganization(
      DirectoryV1.CreateOrganizationRequest(
        organization: DirectoryV1.Organization(
          organizationID: suite.organization.rawValue,
          displayName: suite.organization.rawValue, timeZone: timeZone.identifier)),
      options: suite.options())
    return (response.organization ?? DirectoryV1.Organization(), true)
  }

  /// Gets the organization; `nil` when it does not exist.
  static func find(_ suite: SuiteClient) async throws -> DirectoryV1.Organization? {
    do {
      return try await suite.organizations.getOrganization(
        DirectoryV1.GetOrganizationRequest(), options: suite.options()
      ).organization
    } catch let status as RPCStatus where status.code == .notFound {
      return nil
    }
  }
}
