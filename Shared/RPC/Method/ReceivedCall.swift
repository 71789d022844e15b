package import Logging

/// What has arrived of a call with its head; nobody has verified yet who makes it.
package struct ReceivedCall: Sendable {
  let route: Route
  /// What the caller sent along, for example what it claims in `authorization`, without the names
  /// that gRPC uses itself.
  package let metadata: RPCMetadata
  /// When the caller stops waiting; the handler's task is cancelled then.
  package let deadline: MonotonicInstant?
  /// Who is at the other end of the connection; the certificate, if there is one, is verified.
  package let peer: RPCPeer

  /// A call of a method, for tests of authorizers.
  package init(_ method: RPCMethod, metadata: RPCMetadata, peer: RPCPeer, logger: Logger) {
    self.init(Route(method, logger: logger), metadata: metadata, deadline: nil, peer: peer)
  }

  init(_ route: Route, metadata: RPCMetadata, deadline: MonotonicInstant?, peer: RPCPeer) {
    self.route = route
    self.metadata = metadata
    self.deadline = deadline
    self.peer = peer
  }

  package var method: MethodDescriptor { route.method.descriptor }
  package var policy: MethodPolicy { route.method.policy }
  package var logger: Logger { route.logger }
}
