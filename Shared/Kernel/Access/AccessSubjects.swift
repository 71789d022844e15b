/// Finds what access decisions need to know about a person.
package protocol AccessSubjects: Sendable {
  /// Looks a person up in the service's copy of the directory.
  ///
  /// - Returns: `nil` when the directory has not told of the person.
  func subject(of person: PersonID, in organization: OrganizationID) async throws -> AccessSubject?
}

extension AccessSubjects {
  /// Looks a person up; somebody unknown is a person outside every team and division.
  package func subjectOrStranger(
    _ person: PersonID, in organization: OrganizationID
  ) async throws -> AccessSubject {
    try await subject(of: person, in: organization) ?? AccessSubject(person: person)
  }
}

/// Finds everything that access decisions need.
package protocol AccessDirectory: AccessSubjects {
  /// The roles that a person holds, with their permissions and scopes; none for somebody unknown.
  func grants(
    of person: PersonID, in organization: OrganizationID
  ) async throws -> [AccessGrant]
}
