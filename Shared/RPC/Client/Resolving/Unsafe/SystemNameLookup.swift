internal import Glibc

/// The operating system's look-up of names: `getaddrinfo`.
enum SystemNameLookup {
  /// All IPv4 and IPv6 addresses of a name, in the order in which the system prefers them
  /// (RFC 6724).
  ///
  /// Blocks the calling thread, for as long as the system's settings allow.
  static func addresses(
    host: String, port: Int
  ) throws(NameResolutionError) -> [SocketEndpoint] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, nil, &hints, &list)
    guard code == 0 else {
      throw .lookupFailed(host: host, reason: unsafe String(cString: gai_strerror(code)))
    }
    defer { unsafe freeaddrinfo(list) }
    var addresses: [SocketEndpoint] = []
    var next = unsafe list
    while let entry = unsafe next {
      if let numeric = unsafe numericHost(entry.pointee) {
        addresses.append(.inet(host: numeric, port: port))
      }
      unsafe next = unsafe entry.pointee.ai_next
    }
    return addresses
  }

  /// The address as text.
  private static func numericHost(_ entry: addrinfo) -> String? {
    guard unsafe entry.ai_family == AF_INET || entry.ai_family == AF_INET6 else { return nil }
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let code = unsafe getnameinfo(
      entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    guard code == 0 else { return nil }
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
