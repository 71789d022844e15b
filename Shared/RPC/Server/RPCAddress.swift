/// Where a server listens or a client connects to.
package struct RPCAddress: Hashable, Sendable, CustomStringConvertible {
  /// A name or an IP address, without brackets.
  package var host: String
  /// 0 to 65,535; 0 lets the operating system choose when listening.
  package var port: Int

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  package var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

/// What a client connects to.
package typealias RPCEndpoint = RPCAddress
