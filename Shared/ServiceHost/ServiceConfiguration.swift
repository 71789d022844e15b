package import Auth
package import Kernel
package import Logging
package import Postgres
package import RPC
package import Settings

/// The settings of a service, read and checked.
package struct ServiceConfiguration: Sendable {
  package var server: RPCServerConfiguration
  /// How calls are encrypted; `nil` means clear text.
  package var tls: SuiteTLS?
  package var databaseURL: DatabaseURL
  package var databaseLimits: PostgresLimits
  package var trustedKeys: TrustedKeys
  /// The private key for the service's own calls; without it the service makes none.
  package var servicePrivateKeyPEM: String?
  package var pageTokenKeyBytes: [UInt8]
  /// Where the other services are reached, by name.
  package var peers: [String: RPCEndpoint]
  package var relayInterval: Duration
  package var relayRefusalsMax: Int
  /// How long the records of who changed what are kept.
  package var auditAge: Duration
  package var processFile: String?
  /// Whether anybody may ask which methods and messages the service has.
  package var offersReflection = false
  /// How long to wait for the database and the schema at the start.
  package var startupLimit = Duration.zero

  package init(
    server: RPCServerConfiguration, databaseURL: DatabaseURL, databaseLimits: PostgresLimits,
    trustedKeys: TrustedKeys, servicePrivateKeyPEM: String?, pageTokenKeyBytes: [UInt8],
    peers: [String: RPCEndpoint], relayInterval: Duration, relayRefusalsMax: Int,
    auditAge: Duration, processFile: String? = nil
  ) {
    self.server = server
    self.databaseURL = databaseURL
    self.databaseLimits = databaseLimits
    self.trustedKeys = trustedKeys
    self.servicePrivateKeyPEM = servicePrivateKeyPEM
    self.pageTokenKeyBytes = pageTokenKeyBytes
    self.peers = peers
    self.relayInterval = relayInterval
    self.relayRefusalsMax = relayRefusalsMax
    self.auditAge = auditAge
    self.processFile = processFile
  }

  /// Reads the settings of a service.
  ///
  /// - Throws: ``ValidationError`` naming the setting that is missing or wrong.
  package init(reading settings: SettingsReader, service: String) throws(ValidationError) {
    server = try Self.server(settings, service: service)
    tls = try SuiteTLS.reading(settings)
    for place in server.listeners.indices { server.listeners[place].tls = tls?.server }
    databaseURL = try Self.databaseURL(
      settings, ServiceSetting.databaseURL, password: ServiceSetting.databasePasswordFile)
    databaseLimits = try Self.databaseLimits(settings)
    trustedKeys = try TrustedKeys(
      parsing: try settings.fileContents(ServiceSetting.trustedKeysFile, bytesMax: 1_048_576))
    servicePrivateKeyPEM = try settings.secret(ServiceSetting.serviceKeyFile)
    pageTokenKeyBytes = try Self.pageTokenKey(settings)
    var peers: [String: RPCEndpoint] = [:]
    for name in ServiceSetting.peers {
      guard let peer = try settings.endpoint(ServiceSetting.peer(name)) else { continue }
      peers[name] = RPCEndpoint(host: peer.host, port: peer.port)
    }
    self.peers = peers
    relayInterval = .milliseconds(try settings.integer(ServiceSetting.relayMilliseconds))
    relayRefusalsMax = try settings.integer(ServiceSetting.relayRefusalsMax)
    auditAge = .seconds(try settings.integer(ServiceSetting.auditDays) * 86_400)
    processFile = settings.text(ServiceSetting.processFile)
    offersReflection = try settings.requiredText(ServiceSetting.reflection) == "on"
  }

  /// Reads the URL of a database with the password beside it.
  package static func databaseURL(
    _ settings: SettingsReader, _ url: Setting, password: Setting
  ) throws(ValidationError) -> DatabaseURL {
    let base = try DatabaseURL(parsing: try settings.requiredText(url), field: url.name)
    guard let password = try settings.secret(password) else { return base }
    return base.adding(password: password)
  }

  /// Reads how much of the database a process uses.
  package static func databaseLimits(
    _ settings: SettingsReader
  ) throws(ValidationError) -> PostgresLimits {
    PostgresLimits(
      connectionsMax: try settings.integer(ServiceSetting.databaseConnectionsMax),
      waitersMax: try settings.integer(ServiceSetting.databaseWaitersMax),
      lanesMax: try settings.integer(ServiceSetting.databaseLanesMax),
      statementsMax: try settings.integer(ServiceSetting.databaseStatementsMax),
      leaseTimeout: .milliseconds(try settings.integer(ServiceSetting.databaseLeaseMilliseconds)),
      connectTimeout: .seconds(5),
      statementTimeout: .milliseconds(
        try settings.integer(ServiceSetting.databaseStatementMilliseconds)),
      idleInTransactionTimeout: .seconds(30),
      slowStatementTime: .milliseconds(
        try settings.integer(ServiceSetting.databaseSlowMilliseconds)))
  }

  /// The least important level that is logged.
  package static func logLevel(_ settings: SettingsReader) throws(ValidationError) -> Logger.Level {
    let word = try settings.requiredText(ServiceSetting.logLevel)
    guard let level = Logger.Level(rawValue: word) else {
      throw ValidationError(field: ServiceSetting.logLevel.name, reason: "must name a level")
    }
    return level
  }

  private static func server(
    _ settings: SettingsReader, service: String
  ) throws(ValidationError) -> RPCServerConfiguration {
    var server = RPCServerConfiguration(
      host: try settings.requiredText(ServiceSetting.listenHost),
      port: try settings.integer(ServiceSetting.listenPort),
      errorDomain: "\(service).laurel")
    server.threads = try settings.integer(ServiceSetting.threads)
    server.messageBytesMax = try settings.integer(ServiceSetting.messageBytesMax)
    server.concurrentStreamsMax = try settings.integer(ServiceSetting.streamsMax)
    server.connectionsMax = try settings.integer(ServiceSetting.connectionsMax)
    server.logsFrames = try settings.requiredText(ServiceSetting.frameLog) == "on"
    server.drainGrace = .seconds(try settings.integer(ServiceSetting.drainSeconds))
    return server
  }

  private static func pageTokenKey(_ settings: SettingsReader) throws(ValidationError) -> [UInt8] {
    let setting = ServiceSetting.pageTokenKeyFile
    let refusal = ValidationError(field: setting.name, reason: "must hold 64 hexadecimal digits")
    guard let text = try settings.secret(setting) else {
      throw ValidationError(field: setting.name, reason: "is required: \(setting.summary)")
    }
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == 64, text.count == 64 else { throw refusal }
    return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
