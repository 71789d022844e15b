internal import Glibc
import NIOCore

@testable import RPC

/// A listening socket in Linux's abstract namespace that takes no connections by itself.
struct AbstractListener: ~Copyable {
  let descriptor: CInt

  /// Lets `backlog` connections wait, and one more.
  init(name: String, backlog: CInt) throws {
    descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    let result = unsafe UnixSocket.withAddress(abstractName: name) {
      unsafe bind(descriptor, $0, $1)
    }
    guard result == 0, listen(descriptor, backlog) == 0 else {
      throw IOError(errnoCode: errno, reason: "listen")
    }
  }

  deinit { UnixSocket.close(descriptor) }
}

extension UnixSocket {
  /// Whether programs that the process starts get the descriptor.
  static func isInherited(_ descriptor: CInt) -> Bool {
    fcntl(descriptor, F_GETFD) & FD_CLOEXEC == 0
  }
}
