/// Who is at the other end of a connection.
///
/// An object, because every call of the connection refers to it.
package final class RPCPeer: Sendable {
  /// The address, for example `127.0.0.1:40312`; what a trusted balancer tells comes first.
  package let address: String
  /// What the verified certificate of the peer says; `nil` without one.
  package let identity: PeerIdentity?

  package init(address: String, identity: PeerIdentity? = nil) {
    self.address = address
    self.identity = identity
  }
}
