internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension InteractionService {
  package static let importInteractionsPolicy = MethodPolicy(
    access: .everything(Permission("quality:interaction:add")), deadlineMax: .seconds(300))

  /// The number of interactions in one message.
  private static var messageInteractionsMax: Int { 1_000 }

  package func importInteractions(
    _ requests: RPCRequests<QualityV1.ImportInteractionsRequest>, _ call: CallContext
  ) async throws -> QualityV1.ImportInteractionsResponse {
    var tally = ImportTally()
    for try await request in requests {
      let messages = request.interactions
      guard (1...Self.messageInteractionsMax).contains(messages.count) else {
        throw ValidationError(
          field: "interactions",
          reason: "must have 1 to \(Self.messageInteractionsMax) interactions in a message")
      }
      guard tally.count + Int64(messages.count) <= Int64(ImportTally.interactionsMax) else {
        throw QualityError.tooManyInteractions(limit: ImportTally.interactionsMax)
      }
      var accepted: [InteractionFacts] = []
      var refused: [(offset: Int, error: ValidationError)] = []
      for (offset, message) in messages.enumerated() {
        do {
          accepted.append(try InteractionFacts(message))
        } catch {
          refused.append((offset, error))
        }
      }
      let created = try await interactions.add(accepted, context: call.change(at: clock.now()))
      tally.count(created: created, of: accepted.count, refused: refused)
    }
    return QualityV1.ImportInteractionsResponse(tally)
  }
}

extension QualityV1.ImportInteractionsResponse {
  fileprivate init(_ tally: ImportTally) {
    self.init(
      createdCount: tally.createdCount, unchangedCount: tally.unchangedCount,
      failedCount: tally.failedCount,
      failures: tally.failures.map {
        QualityV1.InteractionFailure(
          interactionIndex: $0.index, field: $0.error.field, reason: $0.error.reason)
      })
  }
}
