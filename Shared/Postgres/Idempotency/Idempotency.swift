package import Kernel

/// Why a repeated request is refused.
package enum IdempotencyError: Error, Hashable, Sendable {
  /// The id belongs to another request: `INVALID_ARGUMENT`, reason `REQUEST_ID_REUSED`.
  case requestIDReused
}

/// The stored answers, for housekeeping.
package struct RequestRecords: Sendable {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  /// Deletes answers that were stored before an instant.
  ///
  /// - Returns: How many were deleted; `limit` when there may be more.
  package func prune(createdBefore: Timestamp, limit: Int) async throws -> Int {
    try await pool.run(
      DeleteRequestRecords(createdBefore: createdBefore, rowsMax: limit), in: .allOrganizations)
  }
}

extension RequestKey {
  func bind(to bindings: inout Bindings, organization: OrganizationID) {
    bindings.append(organization)
    bindings.append(caller)
    bindings.append(method)
    bindings.append(requestID)
  }
}
