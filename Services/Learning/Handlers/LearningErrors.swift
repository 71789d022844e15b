internal import Kernel
internal import LearningDomain
package import RPC

/// What the wire says about the errors of the service.
extension LearningError: RPCStatusConvertible {
  package var rpcStatus: RPCStatus {
    switch self {
    case .moduleNotFound(let id):
      RPCStatus(
        code: .notFound, message: "The module does not exist.", reason: "MODULE_NOT_FOUND",
        metadata: ["module_id": id.description])
    case .moduleNotDraft(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The module is published already.",
        reason: "MODULE_NOT_DRAFT", metadata: ["module_id": id.description])
    case .moduleNotPublished(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The module is not published yet.",
        reason: "MODULE_NOT_PUBLISHED", metadata: ["module_id": id.description])
    case .assignmentNotFound(let id):
      RPCStatus(
        code: .notFound, message: "The assignment does not exist.",
        reason: "ASSIGNMENT_NOT_FOUND", metadata: ["assignment_id": id.description])
    case .organizationUnknown:
      RPCStatus(
        code: .unavailable, message: "The service does not know the organization yet.",
        reason: "ORGANIZATION_NOT_READY", retryDelay: .seconds(5))
    }
  }
}
