internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension ChangeService {
  /// A stream ends by itself long before this; followers go on with a new one.
  package static let watchChangesPolicy = MethodPolicy(
    access: .servicesForEveryOrganization([
      "directory", "gamification", "learning", "coaching", "quality", "operator",
    ]),
    deadlineMax: .seconds(3_600))

  package func watchChanges(
    _ request: DirectoryV1.WatchChangesRequest,
    _ responses: RPCResponseWriter<DirectoryV1.WatchChangesResponse>, _ call: CallContext
  ) async throws {
    guard request.afterSequence >= 0 else {
      throw ValidationError(field: "after_sequence", reason: "must not be negative")
    }
    try await changes.publishRoles(version: Role.catalogVersion, now: clock.now())
    try await follow(after: request.afterSequence) { try await responses.write($0) }
  }

  /// Responds until the server drains or the stream is old enough.
  func follow(
    after sequence: Int64,
    _ respond: (DirectoryV1.WatchChangesResponse) async throws -> Void
  ) async throws {
    let time = ContinuousClock()
    let end = time.now + pace.streamMax
    var position = sequence
    var lastResponse: ContinuousClock.Instant?
    while !isDraining, time.now < end {
      let batch = try await changes.changes(after: position, limit: pace.changesMax)
      let isSilent = lastResponse.map { time.now - $0 >= pace.silenceMax } ?? true
      if !batch.changes.isEmpty || isSilent {
        try await respond(
          DirectoryV1.WatchChangesResponse(changes: batch.changes.map { DirectoryV1.Change($0) }))
        lastResponse = time.now
      }
      if batch.lastSequence == position { try await time.sleep(for: pace.pollInterval) }
      position = batch.lastSequence
    }
  }
}
