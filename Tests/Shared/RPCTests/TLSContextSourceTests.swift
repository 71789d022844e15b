import NIOCore
import Testing

@testable import RPC

@Suite("TLSContextSource", .timeLimit(.minutes(1)))
struct TLSContextSourceTests {
  let folder: TestFolder
  let authority: TestAuthority
  let client: TLSContextSource

  init() throws {
    folder = try TestFolder()
    authority = try TestAuthority()
    client = try TLSContextSource(
      client: RPCClientTLS(trustRootsFile: authority.write(to: folder, "roots.pem")))
  }

  @Test("new connections get the new certificate while old ones go on")
  func reload() async throws {
    let first = try authority.issueServer(to: folder)
    let source = try TLSContextSource(server: RPCServerTLS(certificate: first.files))
    try await GreetingServer.with(source) { server in
      let old = try await GreetedClient.connect(server, client)
      #expect(try await old.text() == "nobody")
      #expect(try source.reloadIfChanged() == false)

      let second = try authority.issueServer(to: folder)
      #expect(try source.reloadIfChanged())
      #expect(try source.reloadIfChanged() == false)
      let new = try await GreetedClient.connect(server, client)
      #expect(try await new.text() == "nobody")
      #expect(try await new.serverSerialNumber() == second.serialNumber)

      #expect(try await old.serverSerialNumber() == first.serialNumber)
      try await old.send("still here")
      #expect(try await old.text() == "still here")
      try await old.close()
      try await new.close()
    }
  }

  @Test("broken files are refused by name and what was loaded stays in use")
  func brokenReload() async throws {
    let certificate = try authority.issueServer(to: folder)
    let source = try TLSContextSource(server: RPCServerTLS(certificate: certificate.files))
    let other = try authority.issueServer(to: folder, "other")
    try folder.copy("other.key", to: "server.key")
    #expect(
      throws: TLSConfigurationError(
        file: certificate.files.privateKey,
        reason: .keyMismatch(chainFile: certificate.files.chain))
    ) { try source.reload() }
    #expect(throws: TLSConfigurationError.self) { try source.reloadIfChanged() }
    try await GreetingServer.with(source) { server in
      let old = try await GreetedClient.connect(server, client)
      #expect(try await old.text() == "nobody")
      #expect(try await old.serverSerialNumber() == certificate.serialNumber)
      try await old.close()

      try folder.copy("other.pem", to: "server.pem")
      #expect(try source.reloadIfChanged())
      let new = try await GreetedClient.connect(server, client)
      #expect(try await new.text() == "nobody")
      #expect(try await new.serverSerialNumber() == other.serialNumber)
      try await new.close()
    }
  }

  @Test("a file that is missing, damaged or empty is named with the reason")
  func brokenFiles() throws {
    let good = try authority.issueServer(to: folder).files
    let empty = try folder.write("", "empty.pem")
    let damaged = try folder.write(
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "damaged.pem")
    let missing = folder.path("missing.pem")
    for file in [empty, damaged, good.privateKey] {
      try expectError(
        file, .noCertificate, certificate: .init(chain: file, privateKey: good.privateKey))
    }
    for file in [empty, damaged, good.chain] {
      try expectError(file, .noPrivateKey, certificate: .init(chain: good.chain, privateKey: file))
    }
    try expectError(
      missing, .unreadable("No such file or directory"),
      certificate: .init(chain: missing, privateKey: good.privateKey))
    try expectError(
      missing, .unreadable("No such file or directory"),
      certificate: .init(chain: good.chain, privateKey: missing))
    try expectError(folder.path(""), .unreadable("Is a directory"), certificate: good) {
      $0.clientCertificates = .required(trustRootsFile: folder.path(""))
    }
    try expectError(empty, .noCertificate, certificate: good) {
      $0.clientCertificates = .optional(trustRootsFile: empty)
    }
    #expect(throws: TLSConfigurationError(file: damaged, reason: .noCertificate)) {
      try TLSContextSource(client: RPCClientTLS(trustRootsFile: damaged))
    }
  }

  @Test("a file larger than any certificate is refused")
  func largeFile() throws {
    let bytesMax = TLSContextSource.fileBytesMax
    let large = try folder.write(String(repeating: "#", count: bytesMax + 1), "large.pem")
    #expect(throws: TLSConfigurationError(file: large, reason: .tooLarge(bytesMax: bytesMax))) {
      try TLSContextSource(client: RPCClientTLS(trustRootsFile: large))
    }
  }

  @Test("errors are sentences that name the file")
  func descriptions() {
    let error = TLSConfigurationError(file: "a.key", reason: .keyMismatch(chainFile: "a.pem"))
    #expect("\(error)" == "a.key is not the private key of the first certificate in a.pem.")
  }

  private func expectError(
    _ file: String, _ reason: TLSConfigurationError.Reason, certificate: TLSCertificateFiles,
    _ change: (inout RPCServerTLS) -> Void = { _ in }
  ) throws {
    var tls = RPCServerTLS(certificate: certificate)
    change(&tls)
    #expect(throws: TLSConfigurationError(file: file, reason: reason)) {
      try TLSContextSource(server: tls)
    }
  }
}
