package import Kernel

/// Methods that a server offers; the generated service protocols refine it.
package protocol RPCService: Sendable {
  /// The methods, each bound to its handler.
  var methods: [RPCMethod] { get }

  /// Called once, before the server tells its callers that it is about to stop.
  func serverWillDrain()
}

extension RPCService {
  package func serverWillDrain() {}
}

/// Verifies who makes a call, before the request is decoded.
///
/// - Throws: `RPCStatus` with `UNAUTHENTICATED` or `PERMISSION_DENIED`. Not called for methods
///   with the policy `anybody`.
package typealias Authorizer = @Sendable (_ call: UnverifiedCall) async throws -> Caller

/// What is known of a call before anybody has verified who makes it.
package struct UnverifiedCall: Sendable {
  package let method: MethodDescriptor
  package let policy: MethodPolicy
  /// What the caller claims, for example in `authorization`.
  package let metadata: RPCMetadata
  /// Who is at the other end of the connection; the certificate, if there is one, is verified.
  package let peer: RPCPeer

  package init(
    method: MethodDescriptor, policy: MethodPolicy, metadata: RPCMetadata,
    peer: RPCPeer = RPCPeer(address: "")
  ) {
    self.method = method
    self.policy = policy
    self.metadata = metadata
    self.peer = peer
  }
}
