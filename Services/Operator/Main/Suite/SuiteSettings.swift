internal import Foundation
internal import Kernel
internal import Logging
internal import OperatorDomain
internal import RPC
internal import ServiceHost
internal import Settings

/// The settings of the operator's command, beside those that services have too.
enum OperatorSetting {
  static var organization: Setting {
    Setting(
      "LAUREL_ORGANIZATION", "The organization that commands are about.", form: .text,
      default: "laurel-demo")
  }
  static var secretsDirectory: Setting {
    Setting("LAUREL_SECRETS_DIRECTORY", "The folder with keys and passwords.", form: .path)
  }
  static var databaseHost: Setting {
    Setting(
      "LAUREL_DATABASE_HOST", "Where PostgreSQL is reached.", form: .text, default: "127.0.0.1")
  }
  static var databasePort: Setting {
    Setting(
      "LAUREL_DATABASE_PORT", "The port of PostgreSQL.", form: .integer(1...65_535),
      default: "5432")
  }
  static var portBase: Setting {
    Setting(
      "LAUREL_PORT_BASE", "The services of a local suite listen on the five ports after it.",
      form: .integer(1_024...65_400), default: "7400")
  }
}

/// What a local suite remembers about itself in `settings.env`.
struct SuiteSettings: Hashable, Sendable {
  var portBase: Int
  var databasePort: Int
  var organization: OrganizationID

  /// What a new suite begins with.
  static var initial: SuiteSettings {
    SuiteSettings(
      portBase: 7_400, databasePort: 0, organization: OrganizationID(stored: "laurel-demo"))
  }

  /// Reads the file of a suite; `nil` before there is one.
  static func read(_ folder: SuiteFolder) async throws -> SuiteSettings? {
    guard Files.contents(folder.settingsFile) != nil else { return nil }
    let settings = try await SettingsReader(
      environment: [SettingsReader.file.name: folder.settingsFile])
    return SuiteSettings(
      portBase: try settings.integer(OperatorSetting.portBase),
      databasePort: try settings.integer(OperatorSetting.databasePort),
      organization: try OrganizationID(
        parsing: try settings.requiredText(OperatorSetting.organization),
        field: OperatorSetting.organization.name))
  }

  /// Where a service listens.
  func endpoint(of service: SuiteService) -> String {
    "127.0.0.1:\(portBase + service.portOffset)"
  }

  /// The settings that say where each service is reached.
  var peers: [String: String] {
    Dictionary(
      uniqueKeysWithValues: SuiteService.allCases.map {
        (ServiceSetting.peer($0.name).name, endpoint(of: $0))
      })
  }

  func write(_ folder: SuiteFolder) throws {
    var lines = [
      "# Written by laurel up; other commands of laurel read it.",
      "\(OperatorSetting.portBase.name)=\(portBase)",
      "\(OperatorSetting.databaseHost.name)=127.0.0.1",
      "\(OperatorSetting.databasePort.name)=\(databasePort)",
      "\(OperatorSetting.organization.name)=\(organization)",
    ]
    lines += peers.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    try Files.replace(
      folder.settingsFile, with: Array((lines.joined(separator: "\n") + "\n").utf8),
      permissions: 0o644)
  }
}

/// What a command knows about the suite that it works on: the environment, and the settings file of
/// the local suite where the environment says nothing.
struct SuiteEnvironment: Sendable {
  let folder: SuiteFolder
  let settings: SettingsReader
  let organization: OrganizationID
  /// How the services are called; `nil` means in clear text.
  let tls: SuiteTLS?

  /// Reads the settings; without an option they say which organization it is.
  init(folder: SuiteFolder, organization: String?) async throws {
    self.folder = folder
    var environment = ProcessInfo.processInfo.environment
    if environment[SettingsReader.file.name] == nil,
      Files.contents(folder.settingsFile) != nil
    {
      environment[SettingsReader.file.name] = folder.settingsFile
    }
    settings = try await SettingsReader(environment: environment)
    tls = try SuiteTLS.reading(settings)
    self.organization = try OrganizationID(
      parsing: organization ?? settings.requiredText(OperatorSetting.organization),
      field: organization == nil ? OperatorSetting.organization.name : "--organization")
  }

  /// Keys and passwords.
  var secrets: SecretsFolder {
    SecretsFolder(path: settings.text(OperatorSetting.secretsDirectory) ?? folder.secrets)
  }

  /// Where a service is reached.
  ///
  /// - Throws: ``CommandFailure`` when nothing says so.
  func endpoint(of service: SuiteService) throws -> Endpoint {
    let setting = ServiceSetting.peer(service.name)
    guard let text = settings.text(setting) else {
      throw CommandFailure(
        "Nothing says where the suite is. Start one with `laurel up`, name its folder with "
          + "--directory, or set \(setting.name) and the like.")
    }
    return try Endpoint(parsing: text, field: setting.name)
  }

  /// As ``endpoint(of:)``, for a client.
  func target(of service: SuiteService) throws -> RPCTarget {
    let endpoint = try endpoint(of: service)
    return RPCTarget(RPCAddress(host: endpoint.host, port: endpoint.port))
  }

  /// Makes a client of a service; the caller closes it.
  func client(
    of service: SuiteService, _ configuration: RPCClientConfiguration = RPCClientConfiguration()
  ) throws -> RPCClient {
    RPCClient(
      target: try target(of: service), tls: tls?.client, configuration: configuration,
      logger: Logger(label: "rpc") { _ in SwiftLogNoOpLogHandler() })
  }
}
