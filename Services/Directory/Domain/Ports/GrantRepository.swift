package import Kernel

/// The place of a grant in the order of creation.
package struct GrantPosition: Hashable, Sendable {
  package var createTime: Timestamp
  package var id: GrantID

  package init(createTime: Timestamp, id: GrantID) {
    self.createTime = createTime
    self.id = id
  }

  /// Reads the position out of a page token.
  ///
  /// - Returns: `nil` when the texts are not a position.
  package init?(_ texts: [String]) {
    guard texts.count == 2, let microseconds = Int64(texts[0]),
      let uuid = UUIDBits(texts[1])
    else { return nil }
    self.init(createTime: Timestamp(microseconds: microseconds), id: GrantID(uuid: uuid))
  }

  /// The position as it goes into a page token.
  package var texts: [String] { [String(createTime.microseconds), id.description] }
}

/// Keeps who holds which role.
package protocol GrantRepository: Sendable {
  /// Lists grants of people that the caller may see, oldest first; only those of `person` if given.
  ///
  /// The position of a page is ``GrantPosition/texts``.
  func grants(
    in organization: OrganizationID, of person: PersonID?, visibleTo visibility: Visibility,
    after: GrantPosition?, size: PageSize
  ) async throws -> Page<Grant>

  /// Grants a role, or finds the same role within the same scope.
  ///
  /// `caller` is the ``Caller/key`` of who grants it, `targetField` the request field of the
  /// scope's target.
  ///
  /// - Throws: ``DirectoryError/personNotFound``; ``ValidationError`` when the team, division or
  ///   queue of the scope does not exist.
  func create(
    _ grant: Grant, in organization: OrganizationID, by caller: String, targetField: String,
    request: IdempotentRequest<Grant>
  ) async throws -> IdempotentOutcome<Grant>

  /// Takes a grant away.
  ///
  /// - Throws: ``DirectoryError/grantNotFound``.
  func delete(
    _ grant: GrantID, in organization: OrganizationID, by caller: String, now: Timestamp,
    request: IdempotentRequest<GrantID>
  ) async throws -> IdempotentOutcome<GrantID>
}
