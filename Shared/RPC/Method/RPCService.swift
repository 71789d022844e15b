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
package typealias Authorizer = @Sendable (_ call: ReceivedCall) async throws -> Caller
