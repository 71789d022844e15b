internal import Foundation
internal import Kernel
internal import Postgres
internal import Settings

/// The suite on this machine: a private PostgreSQL and five services under one folder.
struct LocalSuite: Sendable {
  let folder: SuiteFolder
  let secrets: SecretsFolder
  private let settings: SuiteSettings
  private let programs: String

  /// How long a service may take to start.
  private static var startLimit: Duration { .seconds(60) }
  /// How long a service may take to end.
  static var stopLimit: Duration { .seconds(30) }
  /// Where the port of PostgreSQL stands after the base, unless it is taken.
  private static var databasePortOffset: Int { 99 }

  init(folder: SuiteFolder, settings: SuiteSettings) throws {
    self.folder = folder
    self.settings = settings
    secrets = SecretsFolder(path: folder.secrets)
    programs = try ProcessTable.ownFolder()
  }

  /// The schemas of the suite's database.
  var schemas: SchemaSetup {
    SchemaSetup(
      secrets: secrets, host: "127.0.0.1", port: settings.databasePort, programs: programs)
  }

  func process(_ service: SuiteService) -> ServiceProcess {
    ServiceProcess(
      service: service, folder: folder, program: "\(programs)/\(service.name)",
      port: settings.portBase + service.portOffset)
  }

  /// Makes and starts PostgreSQL, each unless it is done.
  ///
  /// - Returns: Its port.
  static func startDatabase(
    _ folder: SuiteFolder, secrets: SecretsFolder, portBase: Int
  ) async throws -> Int {
    func freePort() throws -> Int {
      let first = portBase + databasePortOffset
      guard let port = (first..<first + 50).first(where: { !ProcessTable.isListening(onPort: $0) })
      else {
        throw CommandFailure(
          "The ports \(first) to \(first + 49) are all taken; choose others with --port-base")
      }
      return port
    }
    let cluster = try await Cluster.find(folder)
    let isNew = !Cluster.exists(in: folder)
    if isNew { Console.step("PostgreSQL", "making a private cluster…") }
    let password = try secrets.read(secrets.superuserPasswordFile)
    if let note = try await cluster.create(superuserPassword: password, port: freePort()) {
      Console.step("", note)
    }
    if let port = cluster.port, try await cluster.isRunning() {
      Console.step("PostgreSQL", "version \(cluster.version) on 127.0.0.1:\(port), running")
      return port
    }
    let port = try await cluster.start(freePort: freePort)
    Console.step("PostgreSQL", "version \(cluster.version) on 127.0.0.1:\(port), started")
    return port
  }

  /// Makes roles and schemas and migrates them.
  func prepareSchemas() async throws {
    try await schemas.bootstrap()
    let steps = try await schemas.migrate(isPlan: false)
    Console.step("schemas", steps.isEmpty ? "current" : "\(steps.count) migrations applied")
  }

  /// Checks that every service has been built.
  static func requirePrograms() throws {
    let folder = try ProcessTable.ownFolder()
    for service in SuiteService.allCases {
      let program = "\(folder)/\(service.name)"
      guard FileManager.default.isExecutableFile(atPath: program) else {
        throw CommandFailure(
          "The executable \(program) is missing; build the whole suite: swift build")
      }
    }
  }

  /// Starts every service that does not run, and those whose program was rebuilt, and waits until
  /// all of them serve.
  func startServices() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var logOffsets: [SuiteService: Int] = [:]
    for service in SuiteService.allCases {
      let process = process(service)
      switch process.state {
      case .running: continue
      case .outdated:
        let outcome = try await process.stop(limit: Self.stopLimit)
        Console.step(service.name, "the program was rebuilt; the old process is \(outcome)")
      case .stopped: break
      }
      logOffsets[service] = Files.length(folder.logFile(of: service))
      try await process.start(environment: environment(of: service))
    }
    for service in SuiteService.allCases {
      let process = process(service)
      let logOffset = logOffsets[service]
      try await process.waitUntilServing(limit: Self.startLimit, logOffset: logOffset ?? 0)
      let id = process.processID.map { "process \($0)" } ?? "no process file"
      let outcome =
        logOffset == nil
        ? "running" : "started, serving after \(DurationText.seconds(clock.now - start))"
      Console.step(service.name, "\(process.endpoint), \(id), \(outcome)")
    }
  }

  /// Ends every service of a folder that runs.
  static func stopServices(_ folder: SuiteFolder) async throws {
    for service in SuiteService.allCases.reversed() {
      let process = ServiceProcess(service: service, folder: folder, program: "", port: 0)
      Console.step(service.name, try await process.stop(limit: stopLimit))
    }
  }

  /// The settings that a service is started with.
  private func environment(of service: SuiteService) -> [String: String] {
    var variables = settings.peers
    let own: [(Setting, String)] = [
      (ServiceSetting.listenHost, "127.0.0.1"),
      (ServiceSetting.listenPort, "\(settings.portBase + service.portOffset)"),
      (ServiceSetting.databaseURL, schemas.url(role: service.schema.applicationRole)),
      (ServiceSetting.databasePasswordFile, secrets.applicationPasswordFile(service)),
      (ServiceSetting.trustedKeysFile, secrets.trustedKeysFile(service.name)),
      (ServiceSetting.serviceKeyFile, secrets.serviceKeyFile(service.name)),
      (ServiceSetting.pageTokenKeyFile, secrets.pageTokenKeyFile(service)),
      (ServiceSetting.processFile, folder.processFile(of: service)),
      (ServiceSetting.reflection, "on"),
    ]
    for (setting, value) in own { variables[setting.name] = value }
    return variables
  }
}
