/// The settings of a service, in the order of the help text.
package enum ServiceSetting {
  package static var listenHost: Setting {
    Setting(
      "LAUREL_LISTEN_HOST", "The address to serve on.", form: .text, default: "127.0.0.1")
  }
  package static var listenPort: Setting {
    Setting(
      "LAUREL_LISTEN_PORT", "The port to serve on; 0 lets the system choose.",
      form: .integer(0...65_535), default: "0")
  }
  package static var tlsCertificateFile: Setting {
    Setting(
      "LAUREL_TLS_CERTIFICATE_FILE",
      "The own certificate and those that lead to its authority (PEM), shown to callers and to "
        + "services that are called. Without it everything is in clear text.", form: .path)
  }
  package static var tlsKeyFile: Setting {
    Setting(
      "LAUREL_TLS_KEY_FILE", "The private key (PEM) of the certificate, without a passphrase.",
      form: .path)
  }
  package static var tlsTrustFile: Setting {
    Setting(
      "LAUREL_TLS_TRUST_FILE",
      "The authorities (PEM) of which callers and called services must show a certificate.",
      form: .path)
  }
  package static var databaseURL: Setting {
    Setting(
      "LAUREL_DATABASE_URL",
      "The database as the application role: a postgresql URL. It may name several servers "
        + "(target_session_attrs=read-write) and demand encryption (sslmode=verify-full).",
      form: .text)
  }
  package static var databasePasswordFile: Setting {
    Setting(
      "LAUREL_DATABASE_PASSWORD_FILE", "The password of the application role.", form: .path)
  }
  package static var databaseOwnerURL: Setting {
    Setting(
      "LAUREL_DATABASE_OWNER_URL", "The database as the schema's owner; only for migrate.",
      form: .text)
  }
  package static var databaseOwnerPasswordFile: Setting {
    Setting(
      "LAUREL_DATABASE_OWNER_PASSWORD_FILE", "The password of the schema's owner.", form: .path)
  }
  package static var databaseConnectionsMax: Setting {
    Setting(
      "LAUREL_DATABASE_CONNECTIONS_MAX",
      "Connections to the database for transactions and long reads at a time.",
      form: .integer(1...1_000), default: "8")
  }
  package static var databaseLanesMax: Setting {
    Setting(
      "LAUREL_DATABASE_LANES_MAX",
      "Connections that single statements share, beside those for transactions.",
      form: .integer(1...64), default: "2")
  }
  package static var databaseStatementsMax: Setting {
    Setting(
      "LAUREL_DATABASE_STATEMENTS_MAX",
      "Single statements that may wait; more are refused at once.",
      form: .integer(0...100_000), default: "1024")
  }
  package static var databaseWaitersMax: Setting {
    Setting(
      "LAUREL_DATABASE_WAITERS_MAX",
      "Calls that may wait for a connection; more are refused at once.",
      form: .integer(0...100_000), default: "512")
  }
  package static var databaseLeaseMilliseconds: Setting {
    Setting(
      "LAUREL_DATABASE_LEASE_MILLISECONDS",
      "How long a call waits for a connection or a single statement to be sent.",
      form: .integer(1...60_000), default: "5000")
  }
  package static var databaseStatementMilliseconds: Setting {
    Setting(
      "LAUREL_DATABASE_STATEMENT_MILLISECONDS", "How long one statement may take.",
      form: .integer(1...600_000), default: "10000")
  }
  package static var databaseSlowMilliseconds: Setting {
    Setting(
      "LAUREL_DATABASE_SLOW_MILLISECONDS",
      "From which time on a statement is logged as slow, by its name and without its values.",
      form: .integer(1...600_000), default: "500")
  }
  package static var trustedKeysFile: Setting {
    Setting(
      "LAUREL_TRUSTED_KEYS_FILE", "The JSON Web Key Set that access tokens are checked with.",
      form: .path)
  }
  package static var serviceKeyFile: Setting {
    Setting(
      "LAUREL_SERVICE_KEY_FILE", "The service's private key (PEM), for its own calls.",
      form: .path)
  }
  package static var pageTokenKeyFile: Setting {
    Setting(
      "LAUREL_PAGE_TOKEN_KEY_FILE",
      "32 bytes as 64 hexadecimal digits that seal page tokens; the same in all instances.",
      form: .path)
  }
  package static var connectionsMax: Setting {
    Setting(
      "LAUREL_CONNECTIONS_MAX", "Connections of callers at a time; more are closed at once.",
      form: .integer(1...1_000_000), default: "10000")
  }
  package static var streamsMax: Setting {
    Setting(
      "LAUREL_STREAMS_MAX", "Calls at a time on one connection.",
      form: .integer(1...100_000), default: "100")
  }
  package static var messageBytesMax: Setting {
    Setting(
      "LAUREL_MESSAGE_BYTES_MAX", "The largest request message, in bytes.",
      form: .integer(1_024...1_073_741_824), default: "4194304")
  }
  package static var threads: Setting {
    Setting(
      "LAUREL_THREADS", "Event loop threads that serve calls.", form: .integer(1...256),
      default: "1")
  }
  package static var drainSeconds: Setting {
    Setting(
      "LAUREL_DRAIN_SECONDS", "How long running calls may go on after SIGTERM.",
      form: .integer(0...3_600), default: "20")
  }
  package static var startupSeconds: Setting {
    Setting(
      "LAUREL_STARTUP_SECONDS",
      "How long to wait at the start for secrets, the database and the schema.",
      form: .integer(0...3_600), default: "0")
  }
  package static var relayMilliseconds: Setting {
    Setting(
      "LAUREL_RELAY_MILLISECONDS",
      "How often the outbox is looked at when nothing was announced: announcements can be lost.",
      form: .integer(10...60_000), default: "1000")
  }
  package static var relayRefusalsMax: Setting {
    Setting(
      "LAUREL_RELAY_REFUSALS_MAX",
      "How often an event may be refused; then it is parked, which `outbox` shows.",
      form: .integer(1...1_000), default: "20")
  }
  package static var auditDays: Setting {
    Setting(
      "LAUREL_AUDIT_DAYS",
      "For how many days the records of who changed what are kept.",
      form: .integer(30...36_500), default: "1095")
  }
  package static var reflection: Setting {
    Setting(
      "LAUREL_REFLECTION",
      "Whether tools may ask, without a token, which methods and messages the service has.",
      form: .word(["on", "off"]), default: "off")
  }
  package static var frameLog: Setting {
    Setting(
      "LAUREL_RPC_FRAME_LOG",
      "Whether every HTTP/2 frame is logged, at whatever level; without content and secrets.",
      form: .word(["on", "off"]), default: "off")
  }
  package static var logLevel: Setting {
    Setting(
      "LAUREL_LOG_LEVEL", "The least important messages that are logged.",
      form: .word(["trace", "debug", "info", "notice", "warning", "error", "critical"]),
      default: "info")
  }
  package static var processFile: Setting {
    Setting(
      "LAUREL_PROCESS_FILE", "A file that the process id is written to while serving.",
      form: .path)
  }

  /// Where a service that is called is reached.
  ///
  /// - Parameter service: The name of the service, for example `directory`.
  /// - Returns: The setting.
  package static func peer(_ service: String) -> Setting {
    Setting(
      "LAUREL_PEER_\(service.uppercased())", "Where the service \(service) is reached.",
      form: .endpoint)
  }

  /// The services that a setting of ``peer(_:)`` exists for.
  package static var peers: [String] {
    ["directory", "gamification", "learning", "coaching", "quality"]
  }

  /// All settings of a service.
  package static var all: [Setting] {
    [
      SettingsReader.file, listenHost, listenPort, tlsCertificateFile, tlsKeyFile, tlsTrustFile,
      databaseURL, databasePasswordFile,
      databaseOwnerURL, databaseOwnerPasswordFile, databaseConnectionsMax, databaseWaitersMax,
      databaseLanesMax, databaseStatementsMax, databaseLeaseMilliseconds,
      databaseStatementMilliseconds, databaseSlowMilliseconds, trustedKeysFile, serviceKeyFile,
      pageTokenKeyFile, connectionsMax, streamsMax, messageBytesMax, threads, drainSeconds,
      startupSeconds, relayMilliseconds, relayRefusalsMax, auditDays, reflection, frameLog,
      logLevel,
      processFile,
    ] + peers.map(peer)
  }
}
