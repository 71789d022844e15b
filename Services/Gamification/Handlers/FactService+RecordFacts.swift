internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension FactService {
  /// The time is for a stream with the facts of months; each message takes far less than a second.
  package static let recordFactsPolicy = MethodPolicy(
    access: .everything(Permission("gamification:fact:add")), deadlineMax: .seconds(120))

  package func recordFacts(
    _ requests: RPCRequests<GamificationV1.RecordFactsRequest>, _ call: CallContext
  ) async throws -> GamificationV1.RecordFactsResponse {
    var tally = FactTally()
    var first: Int64 = 0
    for try await request in requests {
      guard request.facts.count <= Self.factsPerMessageMax else {
        throw ValidationError(
          field: "facts", reason: "must have at most \(Self.factsPerMessageMax) facts")
      }
      let answer = try await record(request, call)
      tally.add(FactTally(answer), behind: first)
      first += Int64(request.facts.count)
    }
    return GamificationV1.RecordFactsResponse(tally)
  }

  /// Records the facts of a message; failures are numbered from its beginning.
  private func record(
    _ request: GamificationV1.RecordFactsRequest, _ call: CallContext
  ) async throws -> GamificationV1.RecordFactsResponse {
    var refused = FactTally()
    var changes: [WorkdayChange] = []
    var indices: [Int64] = []
    changes.reserveCapacity(request.facts.count)
    for (offset, message) in request.facts.enumerated() {
      do throws(ValidationError) {
        changes.append(try WorkdayChange(message))
        indices.append(Int64(offset))
      } catch {
        refused.refuse(at: Int64(offset), error)
      }
    }
    let origin = ChangeOrigin(
      cause: .measurement, source: "facts", takesLateChanges: request.backfill)
    return try await call.once(request.requestID, request) { [refused, indices] outcomes in
      var tally = refused
      for (index, outcome) in zip(indices, outcomes) { tally.count(outcome, at: index) }
      return GamificationV1.RecordFactsResponse(tally)
    } perform: { idempotentRequest in
      try await days.record(
        in: call.caller.organization, changes, origin, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}
