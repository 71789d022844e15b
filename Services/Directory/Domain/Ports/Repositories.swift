package import Kernel

/// Keeps the organisations.
package protocol OrganizationRepository: Sendable {
  /// Finds an organisation.
  ///
  /// - Throws: ``DirectoryError/organizationNotFound``.
  func organization(_ id: OrganizationID) async throws -> Organization

  /// Creates an organisation, or finds the one that agrees with it.
  ///
  /// `caller` is the ``Caller/key`` of who creates it, `timeZoneField` the request field of the
  /// time zone.
  ///
  /// - Throws: ``DirectoryError/organizationExists`` when it exists with other values;
  ///   ``ValidationError`` when PostgreSQL does not know the time zone.
  func create(
    _ organization: Organization, by caller: String, timeZoneField: String,
    request: IdempotentRequest<Organization>
  ) async throws -> IdempotentOutcome<Organization>
}

/// Which people a list is about.
package struct PersonFilter: Hashable, Sendable {
  /// Only people of this division.
  package var division: DivisionID?
  /// Only people of this team.
  package var team: TeamID?
  /// Only people that the caller may see.
  package var visibility: Visibility

  package init(division: DivisionID? = nil, team: TeamID? = nil, visibility: Visibility) {
    self.division = division
    self.team = team
    self.visibility = visibility
  }
}

/// Reads people.
package protocol PersonRepository: Sendable {
  /// Finds a person.
  ///
  /// - Throws: ``DirectoryError/personNotFound``.
  func person(_ id: PersonID, in organization: OrganizationID) async throws -> Person

  /// Lists people by id. The position of a page is the id of its last person.
  func people(
    in organization: OrganizationID, matching filter: PersonFilter, after: PersonID?,
    size: PageSize
  ) async throws -> Page<Person>
}

/// Reads divisions, teams and queues, each by id.
///
/// The position of a page is the id of its last element.
package protocol StructureRepository: Sendable {
  func divisions(
    in organization: OrganizationID, after: DivisionID?, size: PageSize
  ) async throws -> Page<Division>

  func teams(
    in organization: OrganizationID, after: TeamID?, size: PageSize
  ) async throws -> Page<Team>

  func queues(
    in organization: OrganizationID, after: QueueID?, size: PageSize
  ) async throws -> Page<Queue>
}

/// Takes people and structure over.
package protocol ImportRepository: Sendable {
  /// Applies a batch of entries in one transaction, as ``ImportPlan`` decides.
  ///
  /// `caller` is the ``Caller/key`` of who imports; `now` becomes the time of creation or change.
  ///
  /// - Throws: ``DirectoryError/organizationNotFound``.
  func apply(
    _ entries: [NumberedEntry], in organization: OrganizationID, by caller: String,
    now: Timestamp
  ) async throws -> ImportOutcome
}
