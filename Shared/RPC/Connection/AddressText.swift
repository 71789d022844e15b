internal import NIOCore

/// Addresses for people and logs.
enum AddressText {
  /// For example `127.0.0.1:7401`; `local` for a Unix socket.
  static func describe(_ address: SocketAddress) -> String {
    guard let host = address.ipAddress, let port = address.port else { return "local" }
    return RPCAddress(host: host, port: port).description
  }
}
