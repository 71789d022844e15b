/// Where a server takes connections.
package struct RPCListener: Hashable, Sendable {
  /// A place to listen at.
  package enum Address: Hashable, Sendable, CustomStringConvertible {
    /// A name or IP address and a port; port 0 lets the operating system choose.
    case inet(RPCAddress)
    /// The path of a Unix socket; a socket that was left there is replaced.
    case unix(path: String)

    /// As targets of clients are written, for example `127.0.0.1:7405` or `unix:/run/laurel`.
    package var description: String {
      switch self {
      case .inet(let address): address.description
      case .unix(let path): "unix:\(path)"
      }
    }
  }

  package var address: Address
  /// How connections are encrypted; `nil` means clear text.
  package var tls: RPCServerTLS?
  /// Whether every connection begins with a header of the PROXY protocol, version 2.
  ///
  /// Only behind a balancer that sends it: whoever can connect can pretend any address.
  package var expectsProxyProtocol = false

  package init(address: Address, tls: RPCServerTLS? = nil, expectsProxyProtocol: Bool = false) {
    self.address = address
    self.tls = tls
    self.expectsProxyProtocol = expectsProxyProtocol
  }
}
