internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension LedgerService {
  /// The time is for a month of a very large organisation.
  package static let getAwardDelayPolicy = MethodPolicy(
    access: .everything(Permission("gamification:ledger:view")), deadlineMax: .seconds(60))

  package func getAwardDelay(
    _ request: GamificationV1.GetAwardDelayRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetAwardDelayResponse {
    let window = try AwardWindow(
      from: try request.startTime.map { message throws(ValidationError) in
        try Timestamp(message, field: "start_time")
      },
      until: try request.endTime.map { message throws(ValidationError) in
        try Timestamp(message, field: "end_time")
      }, now: clock.now())
    let delay = try await delays.delay(in: call.caller.organization, over: window)
    return GamificationV1.GetAwardDelayResponse(
      awardDelay: GamificationV1.AwardDelay(delay, over: window))
  }
}
