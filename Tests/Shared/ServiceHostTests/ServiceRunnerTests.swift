import Auth
import Foundation
import Kernel
import Postgres
import RPC
import ServiceHost
import Settings
import TestSupport
import Testing

@Suite("ServiceRunner.run")
struct ServiceRunnerTests {
  /// A service that calls nobody.
  private struct LonelyService: ServiceDefinition {
    static let name = SampleService.name
    static let migrations = SampleService.migrations
    static let keepsDirectoryCopy = false

    static func makeParts(_ context: ServiceContext) -> ServiceParts { [] }
  }

  private static let peers = [
    "directory": RPCEndpoint(host: "127.0.0.1", port: 1),
    "quality": RPCEndpoint(host: "127.0.0.1", port: 1),
  ]

  /// Starts a service with a database of its own and ends it as soon as it serves.
  private func start<Definition: ServiceDefinition>(
    _ definition: Definition.Type, peers: [String: RPCEndpoint] = peers, hasKey: Bool = true,
    pageTokenKeyBytes: [UInt8] = PageTokenSealer.makeKeyBytes()
  ) async throws {
    let database = try await TestCluster.current.makeDatabase(
      schema: "sample", migrations: Definition.migrations)
    let configuration = ServiceConfiguration(
      server: RPCServerConfiguration(host: "127.0.0.1", port: 0, errorDomain: "sample.laurel"),
      databaseURL: database.appURL, databaseLimits: TestDatabase.limits,
      trustedKeys: TrustedKeys(keys: []),
      servicePrivateKeyPEM: hasKey ? TokenSigner.makePrivateKeyPEM() : nil,
      pageTokenKeyBytes: pageTokenKeyBytes, peers: peers, relayInterval: .milliseconds(20),
      relayRefusalsMax: 3, auditAge: .seconds(30 * 86_400))
    let runner = ServiceRunner(
      Definition.self, configuration: configuration, clock: SystemWallClock(),
      logger: PeerFixture.silent)
    let (addresses, ready) = AsyncStream.makeStream(of: RPCAddress.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { ready.finish() }
        try await runner.run(handlesSignals: false) { ready.yield($0) }
      }
      if await addresses.first(where: { _ in true }) != nil {
        group.cancelAll()
        while let result = await group.nextResult() {
          if case .failure(let error) = result, !(error is CancellationError) { throw error }
        }
      } else {
        try await group.waitForAll()
      }
    }
  }

  private func expectRefused(
    _ field: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
  ) async {
    let error = await #expect(throws: ValidationError.self, sourceLocation: sourceLocation) {
      try await body()
    }
    #expect(error?.field == field, sourceLocation: sourceLocation)
  }

  @Test("serves with a key and all peers")
  func complete() async throws {
    try await start(SampleService.self)
  }

  @Test("refuses to start without a key for the calls that the service makes")
  func missingKey() async {
    await expectRefused("LAUREL_SERVICE_KEY_FILE") {
      try await start(SampleService.self, hasKey: false)
    }
  }

  @Test(
    "refuses to start without a peer that the service follows or tells",
    arguments: ["directory", "quality"])
  func missingPeer(name: String) async {
    var peers = Self.peers
    peers[name] = nil
    await expectRefused("LAUREL_PEER_\(name.uppercased())") {
      try await start(SampleService.self, peers: peers)
    }
  }

  @Test("needs neither key nor peers when it calls nobody")
  func lonely() async throws {
    try await start(LonelyService.self, peers: [:], hasKey: false)
  }

  @Test("refuses a key of the wrong size for page tokens")
  func pageTokenKey() async {
    await expectRefused("page token key") {
      try await start(SampleService.self, pageTokenKeyBytes: [1, 2, 3])
    }
  }
}

@Suite("ServiceConfiguration.init(reading:service:)")
struct ServiceConfigurationTests {
  /// Reads settings with a folder of key files, after leaving one setting out or changing it.
  private func read(
    changing name: String? = nil, to value: String = ""
  ) async throws -> ServiceConfiguration {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "laurel-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ text: String) throws -> String {
      let url = folder.appending(path: name)
      try Data(text.utf8).write(to: url)
      return url.path()
    }
    var environment = [
      "LAUREL_DATABASE_URL": "postgresql://sample_app@127.0.0.1:5432/laurel",
      "LAUREL_TRUSTED_KEYS_FILE": try file("keys.json", #"{"keys": []}"#),
      "LAUREL_SERVICE_KEY_FILE": try file("key.pem", TokenSigner.makePrivateKeyPEM()),
      "LAUREL_PAGE_TOKEN_KEY_FILE": try file("page.key", String(repeating: "0f", count: 32)),
      "LAUREL_PEER_DIRECTORY": "127.0.0.1:7401",
    ]
    if let name { environment[name] = value }
    return try ServiceConfiguration(
      reading: try await SettingsReader(environment: environment), service: "sample")
  }

  @Test("reads what is set and takes defaults for the rest")
  func complete() async throws {
    let configuration = try await read()
    #expect(configuration.peers == ["directory": RPCEndpoint(host: "127.0.0.1", port: 7_401)])
    #expect(configuration.pageTokenKeyBytes == Array(repeating: 0x0f, count: 32))
    #expect(configuration.relayRefusalsMax == 20)
    #expect(configuration.auditAge == .seconds(1_095 * 86_400))
    #expect(!configuration.server.logsFrames)
    #expect(configuration.databaseLimits.connectionsMax == 8)
  }

  @Test("has frames logged when the setting is on")
  func frameLog() async throws {
    #expect(try await read(changing: "LAUREL_RPC_FRAME_LOG", to: "on").server.logsFrames)
  }

  @Test(
    "refuses what is missing or wrong, naming the setting",
    arguments: [
      ("LAUREL_TRUSTED_KEYS_FILE", ""),
      ("LAUREL_TRUSTED_KEYS_FILE", "/nowhere/keys.json"),
      ("LAUREL_DATABASE_URL", ""),
      ("LAUREL_PAGE_TOKEN_KEY_FILE", ""),
      ("LAUREL_SERVICE_KEY_FILE", "/nowhere/key.pem"),
      ("LAUREL_PEER_QUALITY", "quality"),
      ("LAUREL_RELAY_REFUSALS_MAX", "0"),
      ("LAUREL_AUDIT_DAYS", "29"),
      ("LAUREL_RPC_FRAME_LOG", "loud"),
    ])
  func wrong(name: String, value: String) async {
    let error = await #expect(throws: ValidationError.self) {
      try await read(changing: name, to: value)
    }
    #expect(error?.field == name)
  }
}
