internal import CoachingDomain
internal import Kernel
package import RPC

/// What the wire says about the errors of the service.
extension CoachingError: RPCStatusConvertible {
  package var rpcStatus: RPCStatus {
    switch self {
    case .appointmentNotFound(let id):
      RPCStatus(
        code: .notFound, message: "The appointment does not exist.",
        reason: "APPOINTMENT_NOT_FOUND", metadata: ["appointment_id": id.description])
    case .appointmentNotDraft(let id):
      RPCStatus(
        code: .failedPrecondition, message: "The appointment is scheduled already.",
        reason: "APPOINTMENT_NOT_DRAFT", metadata: ["appointment_id": id.description])
    case .startsInPast:
      RPCStatus(ValidationError(field: "start_time", reason: "must not be in the past"))
    case .facilitatorAttends:
      RPCStatus(
        ValidationError(field: "facilitator_id", reason: "must not be one of the attendees"))
    }
  }
}
