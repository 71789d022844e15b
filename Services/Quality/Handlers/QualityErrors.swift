internal import Kernel
package import QualityDomain
package import RPC

/// What callers are told; the only place of the service with status codes.
extension QualityError: RPCStatusConvertible {
  package var rpcStatus: RPCStatus {
    switch self {
    case .formNotFound(let id):
      RPCStatus(
        code: .notFound, message: "The form does not exist.", reason: "FORM_NOT_FOUND",
        metadata: ["form_id": id.description])
    case .formNotDraft(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The form is published already.",
        reason: "FORM_NOT_DRAFT", metadata: ["form_id": id.description])
    case .formNotPublished(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The form is a draft; publish it first.",
        reason: "FORM_NOT_PUBLISHED", metadata: ["form_id": id.description])
    case .interactionNotFound(let id):
      RPCStatus(
        code: .notFound, message: "The interaction does not exist.",
        reason: "INTERACTION_NOT_FOUND", metadata: ["interaction_id": id.rawValue])
    case .evaluationNotFound(let id):
      RPCStatus(
        code: .notFound, message: "The evaluation does not exist.",
        reason: "EVALUATION_NOT_FOUND", metadata: ["evaluation_id": id.description])
    case .evaluationNotPending(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The evaluation has been answered already.",
        reason: "EVALUATION_NOT_PENDING", metadata: ["evaluation_id": id.description])
    case .evaluationNotFinished(let id):
      RPCStatus(
        code: .failedPrecondition,
        message: "The evaluation is not answered yet, or released already.",
        reason: "EVALUATION_NOT_FINISHED", metadata: ["evaluation_id": id.description])
    case .notTheEvaluator(let id):
      RPCStatus(
        code: .permissionDenied, message: "The evaluation is assigned to somebody else.",
        reason: "NOT_THE_EVALUATOR", metadata: ["evaluation_id": id.description])
    case .organizationUnknown:
      RPCStatus(
        code: .unavailable,
        message: "The directory has not told of the organization yet; try again soon.",
        reason: "ORGANIZATION_UNKNOWN", retryDelay: .seconds(1))
    case .tooManyInteractions(let limit):
      RPCStatus(
        code: .resourceExhausted,
        message: "One import may have at most \(limit) interactions; use several.",
        reason: "TOO_MANY_INTERACTIONS", metadata: ["limit": String(limit)])
    }
  }
}
