package import Kernel

extension Transaction {
  /// Does the work of a request once, and keeps its answer for repetitions.
  ///
  /// The answer is stored in the same transaction as the work. A repetition that comes while the
  /// first request still runs waits for it.
  ///
  /// - Parameters:
  ///   - request: Names the request and encodes its answer.
  ///   - organization: Whose data the request is about.
  ///   - work: Makes the change; runs only the first time.
  /// - Returns: The value of `work`, or the answer that was given the first time.
  /// - Throws: ``IdempotencyError``, ``PostgresError``, or what the work throws.
  package func perform<Value: Sendable>(
    _ request: IdempotentRequest<Value>, organization: OrganizationID,
    _ work: () async throws -> Value
  ) async throws -> IdempotentOutcome<Value> {
    guard let key = request.key else { return .performed(try await work()) }
    if try await run(InsertRequestRecord(organization: organization, key: key)) == 1 {
      do {
        let value = try await work()
        try enqueue(
          UpdateRequestRecord(
            organization: organization, key: key, response: request.encode(value)))
        return .performed(value)
      } catch {
        // Should the transaction commit all the same, then without a claim that has no answer.
        try? enqueue(DeleteRequestRecord(organization: organization, key: key))
        throw error
      }
    }
    let select = SelectRequestRecord(organization: organization, key: key)
    guard let record = try await first(select) else {
      // The record was deleted between the two statements; the transaction runs again.
      throw PostgresError.server(
        ServerError(sqlState: "40001", statement: SelectRequestRecord.name))
    }
    guard record.requestHash.array == key.requestHash else {
      throw IdempotencyError.requestIDReused
    }
    return .repeated(record.response.array)
  }
}
