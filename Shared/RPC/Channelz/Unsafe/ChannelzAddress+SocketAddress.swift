package import NIOCore

extension ChannelzAddress {
  /// The address of a socket; `nil` when it is not known.
  package init?(_ address: SocketAddress?) {
    guard let address else { return nil }
    switch address {
    case .v4: self = Self.internet(address, bytesAt: 4..<8)
    case .v6: self = Self.internet(address, bytesAt: 8..<24)
    case .unixDomainSocket: self = .unix(path: address.pathname ?? "")
    }
  }

  /// Takes the number out of `sockaddr_in` or `sockaddr_in6`, whose layout POSIX systems share;
  /// it is in network order.
  private static func internet(
    _ address: SocketAddress, bytesAt range: Range<Int>
  ) -> ChannelzAddress {
    let bytes = unsafe address.withSockAddr { pointer, size in
      unsafe Array(UnsafeRawBufferPointer(start: pointer, count: size)[range])
    }
    return .internet(bytes: bytes, port: address.port ?? 0)
  }
}
