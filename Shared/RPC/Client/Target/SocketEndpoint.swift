/// One address that a connection can be made to, without any further look-up.
package enum SocketEndpoint: Hashable, Sendable {
  /// A numeric IPv4 or IPv6 address, without brackets, and a port from 1 to 65,535.
  case inet(host: String, port: Int)
  /// A Unix domain socket in the file system; at most 103 bytes.
  case unix(String)
  /// A Unix domain socket in Linux's abstract namespace, without the leading NUL; at most 103
  /// bytes.
  case unixAbstract(String)

  /// What addresses are told apart by when attempts alternate between kinds (RFC 8305, 4).
  enum Family: Hashable, Sendable {
    case ipv4
    case ipv6
    case unix
  }

  var family: Family {
    switch self {
    case .inet(let host, _): host.utf8.contains(UInt8(ascii: ":")) ? .ipv6 : .ipv4
    case .unix, .unixAbstract: .unix
    }
  }
}

extension SocketEndpoint: CustomStringConvertible {
  package var description: String {
    switch self {
    case .inet(let host, let port): HostPort(host: host, port: port).description
    case .unix(let path): "unix:\(path)"
    case .unixAbstract(let name): "unix-abstract:\(name)"
    }
  }
}
