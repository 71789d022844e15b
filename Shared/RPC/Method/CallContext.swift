package import Kernel
package import Logging

/// What a handler knows about the call besides its messages.
package struct CallContext: Sendable {
  package let method: MethodDescriptor
  package let policy: MethodPolicy
  /// What the caller sent along, without the names that gRPC uses itself.
  package let metadata: RPCMetadata
  /// When the caller stops waiting; the handler's task is cancelled then.
  package let deadline: ContinuousClock.Instant?
  /// The address of the other end, for example `127.0.0.1:40312`.
  package let peer: String
  package let logger: Logger
  private let verifiedCaller: Caller?

  package init(
    method: MethodDescriptor, policy: MethodPolicy, metadata: RPCMetadata = RPCMetadata(),
    deadline: ContinuousClock.Instant? = nil, peer: String = "", logger: Logger,
    caller: Caller? = nil
  ) {
    self.method = method
    self.policy = policy
    self.metadata = metadata
    self.deadline = deadline
    self.peer = peer
    self.logger = logger
    verifiedCaller = caller
  }

  /// Who calls, as verified before the handler was started.
  package var caller: Caller {
    guard let verifiedCaller else {
      preconditionFailure("a method with the policy `anybody` has no caller")
    }
    return verifiedCaller
  }

  /// Checks that the caller may use the policy's permission on the data of a person.
  ///
  /// - Throws: `PERMISSION_DENIED` unless some grant covers `subject`.
  package func requireAccess(to subject: AccessSubject) throws(RPCStatus) {
    guard let permission = policy.permission, caller.allows(permission, on: subject) else {
      throw denial
    }
  }

  /// Checks that the caller holds the policy's permission for all data of the organisation.
  ///
  /// - Throws: `PERMISSION_DENIED` otherwise.
  package func requireAccessToEverything() throws(RPCStatus) {
    guard let permission = policy.permission, caller.holdsEverywhere(permission) else {
      throw denial
    }
  }

  /// The data that the policy's permission opens to the caller.
  package var visibility: Visibility {
    guard let permission = policy.permission else {
      preconditionFailure("the method's policy names no permission")
    }
    return caller.visibility(for: permission)
  }

  private var denial: RPCStatus {
    RPCStatus(
      code: .permissionDenied, message: "The caller may not do this.",
      reason: "PERMISSION_DENIED",
      metadata: policy.permission.map { ["permission": $0.rawValue] } ?? [:])
  }
}
