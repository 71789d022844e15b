import Kernel
import NIOCore
import NIOEmbedded
import NIOSSL
import SwiftASN1
import Testing
import X509

@testable import RPC

@Suite("TLS connections", .timeLimit(.minutes(1)))
struct TLSConnectionTests {
  let folder: TestFolder
  let authority: TestAuthority
  let roots: String
  let server: TestCertificate

  init() throws {
    folder = try TestFolder()
    authority = try TestAuthority()
    roots = try authority.write(to: folder, "roots.pem")
    server = try authority.issueServer(to: folder)
  }

  private func serverSource(
    _ change: (inout RPCServerTLS) -> Void = { _ in }
  ) throws -> TLSContextSource {
    var tls = RPCServerTLS(certificate: server.files)
    change(&tls)
    return try TLSContextSource(server: tls)
  }

  private func clientSource(
    _ change: (inout RPCClientTLS) -> Void = { _ in }
  ) throws -> TLSContextSource {
    var tls = RPCClientTLS(trustRootsFile: roots)
    change(&tls)
    return try TLSContextSource(client: tls)
  }

  /// Connects with settings that the runtime would not allow.
  private func connectForeign(
    _ server: GreetingServer, _ change: @Sendable (inout TLSConfiguration) -> Void
  ) async throws -> GreetedClient {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(roots))
    configuration.applicationProtocols = ["h2"]
    change(&configuration)
    let context = try NIOSSLContext(configuration: configuration)
    return try await GreetedClient.connect(server) { pipeline in
      try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: "localhost"))
    }
  }

  @Test(
    "a handshake succeeds by name and by address",
    arguments: ["localhost", "127.0.0.1"], [TLSVersionMinimum.tls12, .tls13])
  func handshake(hostname: String, minimum: TLSVersionMinimum) async throws {
    try await GreetingServer.with(serverSource { $0.versionMinimum = minimum }) { server in
      let client = try await GreetedClient.connect(server, clientSource(), hostname: hostname)
      #expect(try await client.text() == "nobody")
      #expect(try await client.tlsVersion() == .tlsv13)
      try await client.send("hello")
      #expect(try await client.text() == "hello")
      try await client.close()
    }
  }

  @Test("TLS 1.2 is spoken where it is allowed, with ephemeral keys only")
  func oldVersion() async throws {
    try await GreetingServer.with(serverSource()) { server in
      let client = try await connectForeign(server) { $0.maximumTLSVersion = .tlsv12 }
      #expect(try await client.text() == "nobody")
      #expect(try await client.tlsVersion() == .tlsv12)
      try await client.close()
      let weak = try await connectForeign(server) {
        $0.maximumTLSVersion = .tlsv12
        $0.cipherSuiteValues = [.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA]
      }
      await #expect(throws: NIOSSLError.self) { try await weak.text() }
    }
  }

  @Test(
    "a version that is not allowed is refused",
    arguments: [(TLSVersion.tlsv11, TLSVersionMinimum.tls12), (.tlsv12, .tls13)])
  func versions(version: TLSVersion, minimum: TLSVersionMinimum) async throws {
    try await GreetingServer.with(serverSource { $0.versionMinimum = minimum }) { server in
      let client = try await connectForeign(server) {
        $0.minimumTLSVersion = .tlsv1
        $0.maximumTLSVersion = version
      }
      await #expect(throws: NIOSSLError.self) { try await client.text() }
      #expect(await server.refusal() == TLSConnectionError.versionUnsupported.message)
    }
  }

  @Test("a caller that does not offer HTTP/2 is refused", arguments: [[], ["http/1.1"]])
  func applicationProtocol(offered: [String]) async throws {
    try await GreetingServer.with(serverSource()) { server in
      let client = try await connectForeign(server) { $0.applicationProtocols = offered }
      #expect(try await client.text() == nil)
      #expect(await server.refusal() == TLSConnectionError.wrongProtocol(nil).message)
    }
  }

  @Test(
    "bytes that are not TLS are refused",
    arguments: ["PRI * HTTP/2.0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"])
  func garbage(text: String) async throws {
    try await GreetingServer.with(serverSource()) { server in
      let client = try await GreetedClient.connect(server) { _ in }
      try await client.send(text)
      // An alert, which is not text, and the end.
      #expect(try await client.text() != "nobody")
      #expect(await server.refusal() == TLSConnectionError.notTLS.message)
    }
  }

  @Test("a balancer's header before the handshake tells the source")
  func proxied() async throws {
    let (serverSource, clientSource) = (try serverSource(), try clientSource())
    try await GreetingServer.with(
      addHandlers: { pipeline, logger in
        try pipeline.addHandler(ProxyProtocolHandler(logger: logger))
        try pipeline.addTLSServerHandlers(serverSource, logger: logger)
      }
    ) { server in
      let client = try await GreetedClient.connect(server) { pipeline in
        try pipeline.addHandler(HeaderSender(ProxyProtocolHeaderTests.vectors[0].bytes))
        try pipeline.addTLSClientHandlers(clientSource, serverHostname: "localhost")
      }
      #expect(try await client.text() == "192.0.2.7:56324 nobody")
      try await client.close()
      let direct = try await GreetedClient.connect(server, clientSource)
      await #expect(throws: TLSConnectionError.closedDuringHandshake) { try await direct.text() }
      #expect(await server.refusal() == ProxyProtocolError.noSignature.reason)
    }
  }

  @Test("a connection that closes during the handshake is told from a refusal")
  func cut() async throws {
    try await GreetingServer.with(serverSource()) { server in
      let client = try await GreetedClient.connect(server) { _ in }
      try await client.close()
      #expect(await server.refusal() == TLSConnectionError.closedDuringHandshake.message)
    }
  }
}

// MARK: - The server's certificate

extension TLSConnectionTests {
  @Test("a server of another authority is not trusted")
  func foreignAuthority() async throws {
    let other = try TestAuthority("Other").write(to: folder, "other.pem")
    try await expectRefusal(.certificateNotTrusted) { $0.trustRootsFile = other }
  }

  @Test("a server whose certificate has expired or is not valid yet is refused")
  func validity() async throws {
    let expired = try authority.issueServer(
      validity: -3_600..<(-1_800), to: folder, "expired")
    try await expectRefusal(.certificateExpired, certificate: expired)
    let future = try authority.issueServer(validity: 1_800..<3_600, to: folder, "future")
    try await expectRefusal(.certificateNotYetValid, certificate: future)
  }

  @Test(
    "a server whose certificate is for another name or address is refused",
    arguments: ["localhost", "127.0.0.1"])
  func wrongName(hostname: String) async throws {
    let other = try authority.issueServer(
      [.dnsName("example.com"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 2]))],
      to: folder, "other")
    try await expectRefusal(.wrongServerName, certificate: other, hostname: hostname)
    try await GreetingServer.with(
      TLSContextSource(server: RPCServerTLS(certificate: other.files))
    ) { server in
      let source = try clientSource { $0.serverNameOverride = "example.com" }
      let client = try await GreetedClient.connect(server, source, hostname: hostname)
      #expect(try await client.text() == "nobody")
      try await client.close()
    }
  }

  @Test("a server that does not choose HTTP/2 is refused")
  func serverProtocol() async throws {
    let context = try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: NIOSSLCertificate.fromPEMFile(server.files.chain).map {
          .certificate($0)
        },
        privateKey: .privateKey(
          NIOSSLPrivateKey(file: server.files.privateKey, format: .pem))))
    try await GreetingServer.with(
      addHandlers: { pipeline, _ in
        try pipeline.addHandler(NIOSSLServerHandler(context: context))
      }
    ) { server in
      let client = try await GreetedClient.connect(server, clientSource())
      await #expect(throws: TLSConnectionError.wrongProtocol(nil)) { try await client.text() }
    }
  }

  @Test("a name that no certificate can carry is refused at once", arguments: ["", "a\0b"])
  func impossibleName(hostname: String) throws {
    let source = try clientSource()
    let pipeline = EmbeddedChannel().pipeline.syncOperations
    #expect(throws: TLSConnectionError.wrongServerName) {
      try pipeline.addTLSClientHandlers(source, serverHostname: hostname)
    }
  }

  private func expectRefusal(
    _ error: TLSConnectionError, certificate: TestCertificate? = nil,
    hostname: String = "localhost", _ change: (inout RPCClientTLS) -> Void = { _ in }
  ) async throws {
    let source = try serverSource { $0.certificate = (certificate ?? server).files }
    try await GreetingServer.with(source) { server in
      let client = try await GreetedClient.connect(
        server, clientSource(change), hostname: hostname)
      await #expect(throws: error) { try await client.text() }
    }
  }
}

// MARK: - The caller's certificate

extension TLSConnectionTests {
  private func issueClient(
    validity: Range<Double> = -3_600..<3_600, _ file: String = "client"
  ) throws -> TestCertificate {
    try authority.issue(
      "coaching",
      [
        .uniformResourceIdentifier("spiffe://laurel/coaching"), .dnsName("coaching.laurel"),
        .rfc822Name("nobody@example.com"),
      ], validity: validity, to: folder, file)
  }

  @Test("the names in the caller's certificate are told, whether required or optional")
  func identity() async throws {
    let certificate = try issueClient()
    for setting: RPCServerTLS.ClientCertificates in [
      .required(trustRootsFile: roots), .optional(trustRootsFile: roots),
    ] {
      try await GreetingServer.with(serverSource { $0.clientCertificates = setting }) { server in
        let source = try clientSource { $0.certificate = certificate.files }
        let client = try await GreetedClient.connect(server, source)
        #expect(
          try await client.text()
            == "URI:spiffe://laurel/coaching DNS:coaching.laurel coaching")
        try await client.close()
      }
    }
  }

  @Test("a caller without a certificate passes where it is optional or not asked for")
  func anonymous() async throws {
    for setting: RPCServerTLS.ClientCertificates in [.none, .optional(trustRootsFile: roots)] {
      try await GreetingServer.with(serverSource { $0.clientCertificates = setting }) { server in
        let client = try await GreetedClient.connect(server, clientSource())
        #expect(try await client.text() == "nobody")
        try await client.close()
      }
    }
  }

  @Test("a caller without the required certificate is refused and told so")
  func missing() async throws {
    let source = try serverSource { $0.clientCertificates = .required(trustRootsFile: roots) }
    try await GreetingServer.with(source) { server in
      let client = try await GreetedClient.connect(server, clientSource())
      await #expect(throws: TLSConnectionError.refusedByPeer(alert: "certificate required")) {
        try await client.text()
      }
      #expect(await server.refusal() == TLSConnectionError.certificateMissing.message)
    }
  }

  @Test("a caller with a certificate that is not trusted or has expired is refused")
  func untrusted() async throws {
    let foreign = try TestAuthority("Other").issue("coaching", [], to: folder, "foreign")
    let expired = try issueClient(validity: -3_600..<(-1_800), "expired-client")
    let cases: [(TestCertificate, TLSConnectionError)] = [
      (foreign, .certificateNotTrusted), (expired, .certificateExpired),
    ]
    for (certificate, error) in cases {
      for setting: RPCServerTLS.ClientCertificates in [
        .required(trustRootsFile: roots), .optional(trustRootsFile: roots),
      ] {
        try await GreetingServer.with(serverSource { $0.clientCertificates = setting }) { server in
          let source = try clientSource { $0.certificate = certificate.files }
          let client = try await GreetedClient.connect(server, source)
          await #expect(throws: TLSConnectionError.self) { try await client.text() }
          #expect(await server.refusal() == error.message)
        }
      }
    }
  }
}
