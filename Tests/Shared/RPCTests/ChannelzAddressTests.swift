import NIOCore
import Testing

@testable import RPC

@Suite("ChannelzAddress of a socket") struct ChannelzAddressTests {
  @Test("takes number and port of an address of the internet")
  func internet() throws {
    let four = try SocketAddress(ipAddress: "192.0.2.7", port: 8080)
    #expect(ChannelzAddress(four) == .internet(bytes: [192, 0, 2, 7], port: 8080))
    let six = try SocketAddress(ipAddress: "2001:db8::1", port: 443)
    #expect(
      ChannelzAddress(six)
        == .internet(
          bytes: [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1], port: 443))
  }

  @Test("takes the path of a Unix socket")
  func unix() throws {
    let address = try SocketAddress(unixDomainSocketPath: "/run/laurel.sock")
    #expect(ChannelzAddress(address) == .unix(path: "/run/laurel.sock"))
  }

  @Test("takes what a server listens on, a name too")
  func listening() {
    #expect(
      ChannelzAddress(RPCAddress(host: "127.0.0.1", port: 1))
        == .internet(bytes: [127, 0, 0, 1], port: 1))
    #expect(ChannelzAddress(RPCAddress(host: "a.example", port: 1)) == .other("a.example:1"))
  }

  @Test("knows nothing of no address")
  func none() { #expect(ChannelzAddress(nil) == nil) }
}
