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
  /// Does not wait: where as many connections wait as the server lets, it fails with `EAGAIN`.
  ///
  /// - Throws: `IOError`.
  static func connect(abstractName name: String) throws -> CInt {
    #if canImport(Glibc)
      let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
      let descriptor = socket(AF_UNIX, CInt(kind), 0)
      guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
      let result = unsafe withAddress(abstractName: name) {
        unsafe Glibc.connect(descriptor, $0, $1)
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

  #if canImport(Glibc)
    /// Gives `body` the address of a name and its length.
    static func withAddress(
      abstractName name: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) -> CInt {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let count = unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
        // The leading zero makes the name abstract; the length says where it ends.
        let bytes = [0] + Array(name.utf8).prefix(path.count - 1)
        unsafe path.copyBytes(from: bytes)
        return bytes.count
      }
      let length = socklen_t(MemoryLayout<sa_family_t>.size + count)
      return unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe body($0, length)
        }
      }
    }
  #endif

  /// Takes a connection that waits at a listening socket; the caller owns it, and programs that
  /// the process starts do not get it.
  ///
  /// `nil` when none waits, for a socket that does not block.
  static func accept(_ listening: CInt) -> CInt? {
    #if canImport(Glibc)
      let descriptor = Glibc.accept(listening, nil, nil)
    #else
      let descriptor = Darwin.accept(listening, nil, nil)
    #endif
    guard descriptor >= 0 else { return nil }
    keepFromPrograms(descriptor)
    return descriptor
  }

  /// Has a descriptor closed in programs that the process starts.
  private static func keepFromPrograms(_ descriptor: CInt) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Closes a descriptor that nobody else owns.
  static func close(_ descriptor: CInt) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// Makes two sockets that are connected to each other; the caller owns both, and programs that
  /// the process starts get neither.
  ///
  /// - Throws: `IOError`.
  static func pair() throws -> (CInt, CInt) {
    var descriptors: [CInt] = [0, 0]
    #if canImport(Glibc)
      let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    guard unsafe socketpair(AF_UNIX, kind, 0, &descriptors) == 0 else {
      throw IOError(errnoCode: errno, reason: "socketpair")
    }
    #if !canImport(Glibc)
      descriptors.forEach(keepFromPrograms)
    #endif
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
