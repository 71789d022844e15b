/// Who is at the other end of a connection.
package struct RPCPeer: Hashable, Sendable {
  /// The address, for example `127.0.0.1:40312`; what a trusted balancer tells comes first.
  package var address: String
  /// What the verified certificate of the peer says; `nil` without one.
  package var identity: PeerIdentity?

  package init(address: String, identity: PeerIdentity? = nil) {
    self.address = address
    self.identity = identity
  }
}
