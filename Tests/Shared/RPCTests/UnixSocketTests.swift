import Foundation
import NIOCore
import Testing

@testable import RPC

@Suite("UnixSocket", .timeLimit(.minutes(1))) struct UnixSocketTests {
  @Test("does not wait for a server that takes no connections, but fails")
  func fullServer() throws {
    let name = "laurel-test-\(UUID().uuidString)"
    let listener = try AbstractListener(name: name, backlog: 0)
    let waiting = try UnixSocket.connect(abstractName: name)
    let error = #expect(throws: IOError.self) { try UnixSocket.connect(abstractName: name) }
    #expect(error?.errnoCode == EAGAIN)
    let accepted = try #require(UnixSocket.accept(listener.descriptor))
    let next = try UnixSocket.connect(abstractName: name)
    for descriptor in [waiting, accepted, next] { UnixSocket.close(descriptor) }
  }

  @Test("keeps its sockets from programs that the process starts")
  func inheritance() throws {
    let name = "laurel-test-\(UUID().uuidString)"
    let listener = try AbstractListener(name: name, backlog: 8)
    let connected = try UnixSocket.connect(abstractName: name)
    let accepted = try #require(UnixSocket.accept(listener.descriptor))
    let (one, other) = try UnixSocket.pair()
    for descriptor in [connected, accepted, one, other] {
      #expect(!UnixSocket.isInherited(descriptor))
      UnixSocket.close(descriptor)
    }
  }
}
