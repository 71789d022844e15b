import Crypto
import Foundation
import Kernel
import NIOCore
import NIOSSL
import NIOTLS
import RPC
import SwiftASN1
import Testing
import X509

/// Connections to a port that speaks TLS.
@Suite("TLS faults", .timeLimit(.minutes(3))) struct TLSFaultTests {
  /// Runs a server with TLS while `attack` runs.
  private func withTLSServer(_ attack: (FaultServer) async throws -> Void) async throws {
    let certificate = try OwnCertificate()
    try await withFaultServer(hasNeighbour: false) { configuration in
      configuration.handshakeTimeout = .milliseconds(500)
      configuration.listeners[0].tls = RPCServerTLS(certificate: certificate.files)
    } _: { server in
      try await attack(server)
      // Whatever came before, a peer that does it right is served.
      let peer = try await tlsPeer(server)
      await peer.greet()
      await peer.send(RawCall.unary("Echo", RawCall.bytesValue([1])))
      #expect(await peer.answer().messages == [RawCall.bytesValue([1])])
      await peer.close()
      await server.expectRecovery(connections: 0)
    }
  }

  private func tlsPeer(
    _ server: FaultServer, versionMaximum: TLSVersion = .tlsv13, protocols: [String] = ["h2"]
  ) async throws -> RawPeer {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    configuration.minimumTLSVersion = .tlsv1
    configuration.maximumTLSVersion = versionMaximum
    configuration.applicationProtocols = protocols
    let context = try NIOSSLContext(configuration: configuration)
    return try await RawPeer.connect(port: server.port) {
      [try NIOSSLClientHandler(context: context, serverHostname: "localhost")]
    }
  }

  /// What comes instead of a TLS handshake.
  static let beginnings: [(name: String, bytes: [UInt8])] = [
    (
      "HTTP/2 in clear text",
      RawFrame.preface + RawFrame.settings().bytes + RawCall.start("Echo").bytes
    ),
    ("HTTP/1.1 in clear text", Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)),
    ("zeros", [UInt8](repeating: 0, count: 5000)),
    ("noise", (0..<5000).map { UInt8(($0 * 7919) % 251) }),
    ("a record of no known type", [0x63, 3, 3, 0, 5, 1, 2, 3, 4, 5]),
    ("a record with nothing in it", [0x16, 3, 1, 0, 0]),
    ("an alert", [0x15, 3, 3, 0, 2, 2, 80]),
    ("a greeting of nonsense", [0x16, 3, 1, 0, 9, 1, 0, 0, 5, 3, 3, 9, 9, 9]),
    ("application data before the handshake", [0x17, 3, 3, 0, 4, 1, 2, 3, 4]),
    (
      "a record larger than allowed", [0x16, 3, 3, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 9000)
    ),
  ]

  @Test("what is not TLS is closed", arguments: beginnings)
  func beginning(name: String, bytes: [UInt8]) async throws {
    try await withTLSServer { server in
      let peer = try await RawPeer.connect(port: server.port)
      await peer.send(bytes: bytes)
      _ = await peer.end()
      #expect(peer.isClosed)
    }
  }

  @Test("a TLS greeting that is cut off is closed: by the peer, or after the handshake time")
  func truncatedGreeting() async throws {
    let greeting = try await ClientGreeting.record()
    #expect(greeting.count > 100)
    try await withTLSServer { server in
      for count in stride(from: 1, to: greeting.count, by: 7) {
        let peer = try await RawPeer.connect(port: server.port)
        await peer.send(bytes: Array(greeting.prefix(count)))
        if count.isMultiple(of: 2) { await peer.close() } else { await peer.abort() }
      }
      let peer = try await RawPeer.connect(port: server.port)
      await peer.send(bytes: Array(greeting.dropLast()))
      _ = await peer.end()
      #expect(peer.isClosed)
    }
  }

  @Test("a greeting of which bytes are wrong is closed")
  func brokenGreeting() async throws {
    let greeting = try await ClientGreeting.record()
    try await withTLSServer { server in
      for index in stride(from: 0, to: greeting.count, by: 5) {
        let peer = try await RawPeer.connect(port: server.port)
        var broken = greeting
        broken[index] ^= 0xFF
        await peer.send(bytes: broken)
        await peer.close()
      }
    }
  }

  @Test(
    "protocols other than h2 are refused", arguments: [[], ["http/1.1"], ["h2c"], ["grpc-exp"]])
  func otherProtocols(protocols: [String]) async throws {
    try await withTLSServer { server in
      let peer = try await tlsPeer(server, protocols: protocols)
      await peer.send(bytes: RawFrame.preface + RawFrame.settings().bytes)
      _ = await peer.end()
      #expect(peer.isClosed)
      #expect(!peer.hasServerSettings)
    }
  }

  @Test("h2 among other protocols is chosen")
  func amongOthers() async throws {
    try await withTLSServer { server in
      let peer = try await tlsPeer(server, protocols: ["http/1.1", "h2"])
      await peer.greet()
      #expect(await peer.isAlive())
      await peer.close()
    }
  }

  @Test("TLS older than 1.2 is refused", arguments: [TLSVersion.tlsv1, .tlsv11])
  func oldVersions(version: TLSVersion) async throws {
    try await withTLSServer { server in
      let peer = try await tlsPeer(server, versionMaximum: version)
      await peer.send(bytes: RawFrame.preface + RawFrame.settings().bytes)
      _ = await peer.end()
      #expect(!peer.hasServerSettings)
    }
  }

  @Test("faults inside TLS are answered as in clear text")
  func faultInside() async throws {
    try await withTLSServer { server in
      let peer = try await tlsPeer(server)
      await peer.greet()
      await peer.send(.data([1], on: 0))
      #expect(await peer.end()?.code == .protocolError)
    }
  }

  @Test("an established connection may be cut at any time", arguments: [false, true])
  func cut(aborts: Bool) async throws {
    try await withTLSServer { server in
      for _ in 0..<20 {
        let peer = try await tlsPeer(server)
        await peer.greet()
        await peer.send(RawCall.start("Hold"))
        if aborts { await peer.abort() } else { await peer.close() }
      }
    }
  }
}

/// A certificate for this machine that signs itself.
private final class OwnCertificate {
  let files: TLSCertificateFiles
  private let folder: URL

  init() throws {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let name = try DistinguishedName { CommonName("localhost") }
    let now = Double(SystemWallClock().now().seconds)
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
      notValidBefore: Date(timeIntervalSince1970: now - 3600),
      notValidAfter: Date(timeIntervalSince1970: now + 3600), issuer: name, subject: name,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions { SubjectAlternativeNames([.dnsName("localhost")]) },
      issuerPrivateKey: key)
    folder = FileManager.default.temporaryDirectory.appending(path: "laurel-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let chain = folder.appending(path: "server.pem")
    let privateKey = folder.appending(path: "server.key")
    try Data(certificate.serializeAsPEM().pemString.utf8).write(to: chain)
    try Data(key.serializeAsPEM().pemString.utf8).write(to: privateKey)
    files = TLSCertificateFiles(chain: chain.path(), privateKey: privateKey.path())
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
