#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import NIOCore

/// Sockets of the operating system that NIO has no call for.
enum UnixSocket {
  /// Connects to a socket in Linux's abstract namespace; the caller owns the descriptor.
  ///
  /// - Throws: `IOError`.
  static func connect(abstractName name: String) throws -> CInt {
    #if canImport(Glibc)
      let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
      guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let count = unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
        // The leading zero makes the name abstract; the length says where it ends.
        let bytes = [0] + Array(name.utf8).prefix(path.count - 1)
        unsafe path.copyBytes(from: bytes)
        return bytes.count
      }
      let length = MemoryLayout<sa_family_t>.size + count
      let result = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe Glibc.connect(descriptor, $0, socklen_t(length))
        }
      }
      guard result == 0 else {
        let code = errno
        close(descriptor)
        throw IOError(errnoCode: code, reason: "connect")
      }
      return descriptor
    #else
      throw IOError(errnoCode: ENOTSUP, reason: "connect")
    #endif
  }

  /// Takes a connection that waits at a listening socket; the caller owns it.
  ///
  /// `nil` when none waits, for a socket that does not block.
  static func accept(_ listening: CInt) -> CInt? {
    #if canImport(Glibc)
      let descriptor = Glibc.accept(listening, nil, nil)
    #else
      let descriptor = Darwin.accept(listening, nil, nil)
    #endif
    return descriptor >= 0 ? descriptor : nil
  }

  /// Closes a descriptor that nobody else owns.
  static func close(_ descriptor: CInt) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// Makes two sockets that are connected to each other; the caller owns both.
  ///
  /// - Throws: `IOError`.
  static func pair() throws -> (CInt, CInt) {
    var descriptors: [CInt] = [0, 0]
    #if canImport(Glibc)
      let kind = CInt(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    guard unsafe socketpair(AF_UNIX, kind, 0, &descriptors) == 0 else {
      throw IOError(errnoCode: errno, reason: "socketpair")
    }
    return (descriptors[0], descriptors[1])
  }
}

extension Channel {
  /// Takes the connections that wait at a listening socket, on its loop.
  ///
  /// The caller owns them.
  func takeWaitingConnections() -> [CInt] {
    var descriptors: [CInt] = []
    _ = try? pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) { socket in
      while let descriptor = UnixSocket.accept(socket) { descriptors.append(descriptor) }
    }
    return descriptors
  }
}
