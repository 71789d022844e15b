internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension ScorecardService {
  package static let getBestPointsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:scorecard:view")), deadlineMax: .seconds(10))

  package func getBestPoints(
    _ request: GamificationV1.GetBestPointsRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetBestPointsResponse {
    let organization = call.caller.organization
    let scope = try BestPointsScope(request)
    if case .person(let person) = scope {
      try call.requireAccess(
        to: try await subjects.subjectOrStranger(person, in: organization))
    }
    let now = clock.now()
    let results = try await records.bestPoints(
      in: organization, scope, visibleBy: call.visibility, to: call.caller.person, at: now)
    if !results.permits(scope) { try call.requireAccessToEverything() }
    return GamificationV1.GetBestPointsResponse(
      bestPoints: results.best.map { GamificationV1.BestPoints($0) },
      suppressed: results.isSuppressed(),
      startWorkday: results.start.map { GoogleType.Date($0) },
      asOfTime: GoogleProtobuf.Timestamp(now))
  }
}

extension BestPointsScope {
  fileprivate init(_ request: GamificationV1.GetBestPointsRequest) throws(ValidationError) {
    switch request.scope {
    case .personID(let id): self = .person(try PersonID(parsing: id, field: "person_id"))
    case .profileID(let id): self = .profile(try ProfileID(parsing: id, field: "profile_id"))
    case nil: self = .organization
    }
  }
}
