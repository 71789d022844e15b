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
    let organization = call.caller.organization
    var tally = FactTally()
    var index: Int64 = 0
    for try await request in requests {
      guard request.facts.count <= Self.factsPerMessageMax else {
        throw ValidationError(
          field: "facts", reason: "must have at most \(Self.factsPerMessageMax) facts")
      }
      let objectives = MetricTable(try await metrics.metrics(in: organization))
      var scored: [ScoredFact] = []
      scored.reserveCapacity(request.facts.count)
      for message in request.facts {
        do throws(ValidationError) {
          scored.append(objectives.score(try Fact(message), ledgerEntry: ids.makeID()))
        } catch {
          tally.refuse(at: index, error)
        }
        index += 1
      }
      tally.add(
        try await facts.record(
          in: organization, scored,
          audit: call.audit(ids), at: clock.now()))
    }
    return GamificationV1.RecordFactsResponse(tally)
  }
}
