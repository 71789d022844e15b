package import GamificationDomain
internal import Kernel
package import RPC

/// What callers are told; the only place of the service with codes.
extension GamificationError: RPCStatusConvertible {
  package var rpcStatus: RPCStatus {
    switch self {
    case .metricNotFound(let id):
      RPCStatus(
        code: .notFound, message: "There is no such metric.", reason: "METRIC_NOT_FOUND",
        metadata: ["metric_id": id])
    case .profileNotFound(let id):
      RPCStatus(
        code: .notFound, message: "There is no such profile.", reason: "PROFILE_NOT_FOUND",
        metadata: ["profile_id": id.description])
    case .etagMismatch(let current):
      RPCStatus(
        code: .aborted, message: "Somebody has changed it meanwhile; read it again.",
        reason: "ETAG_MISMATCH", metadata: ["etag": current])
    case .tooManyProfiles(let limit):
      RPCStatus(
        code: .resourceExhausted,
        message: "There may be at most \(limit) profiles besides the default one.",
        reason: "TOO_MANY_PROFILES", metadata: ["limit": String(limit)])
    case .tooManyMembers(let count, let limit):
      RPCStatus(
        code: .resourceExhausted,
        message: "The profile would have \(count) members, and it may have \(limit).",
        reason: "TOO_MANY_MEMBERS",
        metadata: ["count": String(count), "limit": String(limit)])
    case .profileInUse(let id):
      RPCStatus(
        code: .failedPrecondition,
        message: "Somebody is, was or will be in the profile; deactivate it instead.",
        reason: "PROFILE_IN_USE", metadata: ["profile_id": id.description])
    case .profileIsDefault(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The default profile stays.",
        reason: "PROFILE_IS_DEFAULT", metadata: ["profile_id": id.description])
    case .assignedElsewhere(let person, let profile, let count):
      RPCStatus(
        code: .failedPrecondition,
        message: "\(count) of the people are or will be in other profiles; set move to move them.",
        reason: "ASSIGNED_ELSEWHERE",
        metadata: [
          "person_id": person.rawValue, "profile_id": profile.description,
          "count": String(count),
        ])
    case .externalMetricNotFound(let id):
      RPCStatus(
        code: .notFound, message: "There is no such external metric.",
        reason: "EXTERNAL_METRIC_NOT_FOUND", metadata: ["external_metric_id": id.description])
    case .tooManyExternalMetrics(let limit):
      RPCStatus(
        code: .resourceExhausted, message: "There may be at most \(limit) external metrics.",
        reason: "TOO_MANY_EXTERNAL_METRICS", metadata: ["limit": String(limit)])
    case .externalMetricInUse(let id):
      RPCStatus(
        code: .failedPrecondition,
        message: "A definition is made of the external metric, or a profile has it; disable it.",
        reason: "EXTERNAL_METRIC_IN_USE", metadata: ["external_metric_id": id.description])
    case .externalMetricDisabled(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The external metric is disabled; enable it first.",
        reason: "EXTERNAL_METRIC_DISABLED", metadata: ["external_metric_id": id.description])
    case .tooManyExternalOrphans(let limit):
      RPCStatus(
        code: .resourceExhausted,
        message: "At most \(limit) values are kept in quarantine; attach or delete some first.",
        reason: "TOO_MANY_EXTERNAL_ORPHANS", metadata: ["limit": String(limit)])
    case .metricDefinitionNotFound(let id):
      RPCStatus(
        code: .notFound, message: "There is no such metric definition.",
        reason: "METRIC_DEFINITION_NOT_FOUND", metadata: ["metric_definition_id": id])
    case .metricDefinitionBuiltIn(let id):
      RPCStatus(
        code: .failedPrecondition, message: "Built-in metric definitions stay.",
        reason: "METRIC_DEFINITION_BUILT_IN", metadata: ["metric_definition_id": id])
    case .metricDefinitionInUse(let id):
      RPCStatus(
        code: .failedPrecondition, message: "A profile has a metric with the definition.",
        reason: "METRIC_DEFINITION_IN_USE",
        metadata: ["metric_definition_id": id.description])
    case .profileMetricNotFound(let id):
      RPCStatus(
        code: .notFound, message: "There is no such metric of a profile on that workday.",
        reason: "PROFILE_METRIC_NOT_FOUND", metadata: ["profile_metric_id": id.description])
    case .profileMetricLinked(let id, let source):
      RPCStatus(
        code: .failedPrecondition,
        message: "The metric has the settings of a metric of another profile; unlink it first.",
        reason: "PROFILE_METRIC_LINKED",
        metadata: [
          "profile_metric_id": id.description, "linked_profile_metric_id": source.description,
        ])
    case .profileMetricNotLinked(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The metric is not linked to another one.",
        reason: "PROFILE_METRIC_NOT_LINKED", metadata: ["profile_metric_id": id.description])
    case .tooManyProfileMetrics(let limit):
      RPCStatus(
        code: .resourceExhausted, message: "A profile may have at most \(limit) metrics.",
        reason: "TOO_MANY_PROFILE_METRICS", metadata: ["limit": String(limit)])
    case .tooManyMetricDefinitions(let limit):
      RPCStatus(
        code: .resourceExhausted,
        message: "There may be at most \(limit) metric definitions of an organization's own.",
        reason: "TOO_MANY_METRIC_DEFINITIONS", metadata: ["limit": String(limit)])
    case .noReportingInterval(let number):
      RPCStatus(
        code: .failedPrecondition,
        message: "The profile has no such reporting interval; name the first and last workday.",
        reason: "NO_REPORTING_INTERVAL", metadata: ["reporting_interval": String(number)])
    case .tooManyPeople(let limit):
      RPCStatus(
        code: .resourceExhausted,
        message: "At most \(limit) people are compared at once; ask about a smaller group.",
        reason: "TOO_MANY_PEOPLE", metadata: ["limit": String(limit)])
    case .leaderboardNotFound(let id):
      RPCStatus(
        code: .notFound, message: "There is no such leaderboard.",
        reason: "LEADERBOARD_NOT_FOUND", metadata: ["leaderboard_id": id.description])
    case .tooManyLeaderboards(let limit):
      RPCStatus(
        code: .resourceExhausted, message: "There may be at most \(limit) leaderboards.",
        reason: "TOO_MANY_LEADERBOARDS", metadata: ["limit": String(limit)])
    case .leaderboardNotReadable(let id, let missing):
      RPCStatus(
        code: .permissionDenied, message: "The caller may not read the leaderboard.",
        reason: "PERMISSION_DENIED",
        metadata: [
          "leaderboard_id": id.description,
          "missing": missing.map(\.rawValue).joined(separator: ","),
        ])
    case .leaderboardNotReady(let id):
      RPCStatus(
        code: .unavailable, message: "The leaderboard is being made; try again soon.",
        reason: "LEADERBOARD_NOT_READY", metadata: ["leaderboard_id": id.description],
        retryDelay: .seconds(1))
    case .recordsNotReady:
      RPCStatus(
        code: .unavailable,
        message: "The sums of the organization are made for the first time; try again soon.",
        reason: "RECORDS_NOT_READY", retryDelay: .seconds(1))
    case .pointsNotHeld(let id):
      RPCStatus(
        code: .failedPrecondition,
        message: "No anomaly concerns points of the metric on the workday.",
        reason: "POINTS_NOT_HELD", metadata: ["profile_metric_id": id.description])
    case .heldPointsChanged(let current):
      RPCStatus(
        code: .aborted, message: "There are other points now; look at them again.",
        reason: "HELD_POINTS_CHANGED",
        metadata: ["points_hundredths": String(current.hundredths)])
    case .ownPoints:
      RPCStatus(
        code: .permissionDenied, message: "Somebody else decides about points of one's own.",
        reason: "OWN_POINTS")
    case .objectiveAgreementNotFound(let id):
      RPCStatus(
        code: .notFound, message: "There is no such agreement.",
        reason: "OBJECTIVE_AGREEMENT_NOT_FOUND",
        metadata: ["objective_agreement_id": id.description])
    case .objectiveAgreementNotOpen(let id):
      RPCStatus(
        code: .failedPrecondition,
        message: "The agreement is signed, closed or replaced already.",
        reason: "OBJECTIVE_AGREEMENT_NOT_OPEN",
        metadata: ["objective_agreement_id": id.description])
    case .seasonNotFound(let id):
      RPCStatus(
        code: .notFound, message: "There is no such season.", reason: "SEASON_NOT_FOUND",
        metadata: ["season_id": id.description])
    case .seasonOpen(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The season is open; close it first.",
        reason: "SEASON_OPEN", metadata: ["season_id": id.description])
    case .seasonClosed(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The season is closed, and stays as it is.",
        reason: "SEASON_CLOSED", metadata: ["season_id": id.description])
    case .organizationUnknown:
      RPCStatus(
        code: .unavailable,
        message: "The directory has not told of the organization yet; try again soon.",
        reason: "ORGANIZATION_UNKNOWN", retryDelay: .seconds(1))
    }
  }
}
