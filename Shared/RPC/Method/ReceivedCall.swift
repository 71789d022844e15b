package import Logging

/// What has arrived of a call with its head; nobody has verified yet who makes it.
package final class ReceivedCall: Sendable {
  private let terms: MethodTerms
  /// What the caller sent along, for example what it claims in `authorization`, without the names
  /// that gRPC uses itself.
  package let metadata: RPCMetadata
  /// When the caller stops waiting; the handler's task is cancelled then.
  package let deadline: MonotonicInstant?
  /// Who is at the other end of the connection; the certificate, if there is one, is verified.
  package let peer: RPCPeer
  package let logger: Logger

  package init(
    _ terms: MethodTerms, metadata: RPCMetadata = RPCMetadata(),
    deadline: MonotonicInstant? = nil, peer: RPCPeer = RPCPeer(address: ""), logger: Logger
  ) {
    self.terms = terms
    self.metadata = metadata
    self.deadline = deadline
    self.peer = peer
    self.logger = logger
  }

  package var method: MethodDescriptor { terms.method }
  package var policy: MethodPolicy { terms.policy }
}
