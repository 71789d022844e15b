internal import DirectoryDomain
package import RPC

/// What the wire says about the errors of the directory.
extension DirectoryError: RPCStatusConvertible {
  package var rpcStatus: RPCStatus {
    switch self {
    case .organizationNotFound:
      RPCStatus(
        code: .notFound, message: "The organization was not created yet.",
        reason: "ORGANIZATION_NOT_FOUND")
    case .organizationExists:
      RPCStatus(
        code: .alreadyExists, message: "The organization exists with other values.",
        reason: "ORGANIZATION_EXISTS")
    case .personNotFound:
      RPCStatus(
        code: .notFound, message: "The person does not exist.", reason: "PERSON_NOT_FOUND")
    case .roleNotFound:
      RPCStatus(code: .notFound, message: "The role does not exist.", reason: "ROLE_NOT_FOUND")
    case .grantNotFound:
      RPCStatus(
        code: .notFound, message: "The grant does not exist.", reason: "GRANT_NOT_FOUND")
    }
  }
}
