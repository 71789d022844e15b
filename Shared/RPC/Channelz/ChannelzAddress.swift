internal import NIOCore

/// The address of one end of a connection.
package enum ChannelzAddress: Hashable, Sendable {
  /// 4 or 16 bytes in network order, and a port from 0 to 65,535.
  case internet(bytes: [UInt8], port: Int)
  /// The path of a Unix socket; empty for the unnamed end.
  case unix(path: String)
  /// Another kind of address, for people.
  case other(String)

  /// The place that a server listens at.
  package init(_ address: RPCListener.Address) {
    switch address {
    case .inet(let address): self.init(address)
    case .unix(let path): self = .unix(path: path)
    }
  }

  /// The address that a server listens on.
  package init(_ address: RPCAddress) {
    let socket = try? SocketAddress(ipAddress: address.host, port: address.port)
    self = ChannelzAddress(socket) ?? .other(address.description)
  }
}

/// How a connection is protected.
package enum ChannelzSecurity: Hashable, Sendable {
  case none
  /// TLS with the cipher suite's name in the registry of IANA (empty: not known) and the
  /// certificates of both ends in DER (empty: none).
  case tls(cipherSuite: String, localCertificate: [UInt8], remoteCertificate: [UInt8])
}
