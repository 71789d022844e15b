package import ArgumentParser
internal import Foundation
internal import Kernel
internal import Logging
internal import Observability
internal import Postgres
internal import RPC
internal import Settings

/// The command line of every service: `serve`, `migrate`, `health`, `outbox` and
/// `settings`.
package struct ServiceCommand<Definition: ServiceDefinition>: AsyncParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Definition.name, abstract: "The service \(Definition.name) of Laurel.",
      subcommands: [
        ServeCommand<Definition>.self, MigrateCommand<Definition>.self,
        HealthCommand<Definition>.self, OutboxCommand<Definition>.self,
        SettingsCommand<Definition>.self,
      ], defaultSubcommand: ServeCommand<Definition>.self)
  }

  package init() {}

  /// Runs the command of this process and ends it with the right status.
  package static func run(_ definition: Definition.Type) async { await main() }
}

/// Serves until SIGTERM.
struct ServeCommand<Definition: ServiceDefinition>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "serve", abstract: "Serve calls until SIGTERM; running calls may finish.")
  }

  func run() async throws {
    let (logger, settings) = try await CommandEnvironment.make(service: Definition.name)
    do {
      let patience = StartupPatience(
        limit: .seconds(try settings.integer(ServiceSetting.startupSeconds)))
      let configuration = try await patience.perform(waitingFor: "secrets", logger: logger) {
        var configuration = try ServiceConfiguration(
          reading: settings, service: Definition.name)
        configuration.startupLimit = patience.limit
        return configuration
      }
      let runner = ServiceRunner(
        Definition.self, configuration: configuration, clock: SystemWallClock(), logger: logger)
      try await runner.run(handlesSignals: true) { address in
        logger.notice("serving", metadata: ["address": "\(address)"])
      }
      logger.notice("stopped")
    } catch {
      throw CommandEnvironment.failure(error, logger)
    }
  }
}

/// Brings the schema up to date.
struct MigrateCommand<Definition: ServiceDefinition>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "migrate", abstract: "Bring the database schema up to date.",
      discussion: "Needs LAUREL_DATABASE_OWNER_URL. Safe to run again and by several at a time.")
  }

  @Flag(help: "Only show what would be applied.")
  var plan = false

  func run() async throws {
    let (logger, settings) = try await CommandEnvironment.make(service: Definition.name)
    do {
      let url = try ServiceConfiguration.databaseURL(
        settings, ServiceSetting.databaseOwnerURL,
        password: ServiceSetting.databaseOwnerPasswordFile)
      let migrator = Migrator(
        schema: try SchemaName(parsing: Definition.name, field: "name"),
        migrations: Definition.migrations)
      let migrations =
        plan
        ? try await migrator.plan(url, logger: logger).pending
        : try await migrator.migrate(url, logger: logger)
      for migration in migrations {
        logger.notice(
          plan ? "pending" : "applied",
          metadata: ["version": "\(migration.version)", "name": "\(migration.name)"])
      }
      if migrations.isEmpty { logger.notice("schema is current") }
    } catch {
      throw CommandEnvironment.failure(error, logger)
    }
  }
}

/// Asks a running instance whether it serves.
struct HealthCommand<Definition: ServiceDefinition>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "health",
      abstract: "Exit with 0 when the instance at LAUREL_LISTEN_HOST and _PORT serves.")
  }

  func run() async throws {
    let (logger, settings) = try await CommandEnvironment.make(service: Definition.name)
    do {
      let host = try settings.requiredText(ServiceSetting.listenHost)
      let port = try settings.integer(ServiceSetting.listenPort)
      let endpoint = RPCEndpoint(host: host == "0.0.0.0" ? "127.0.0.1" : host, port: port)
      let tls = try SuiteTLS.reading(settings)?.client
      guard try await HealthCheck.isServing(endpoint, tls: tls, timeout: .seconds(3)) else {
        throw ExitCode(1)
      }
    } catch {
      throw CommandEnvironment.failure(error, logger)
    }
  }
}

/// Explains the settings.
struct SettingsCommand<Definition: ServiceDefinition>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "settings", abstract: "Explain every setting.")
  }

  func run() async throws {
    for setting in ServiceSetting.all {
      let fallback = setting.defaultValue.map { ", default \($0)" } ?? ""
      FileHandle.standardOutput.write(
        Data(
          "\(setting.name)\n    \(setting.summary) (\(setting.formDescription)\(fallback))\n"
            .utf8))
    }
  }
}

/// What every command needs first.
enum CommandEnvironment {
  static func make(service: String) async throws -> (Logger, SettingsReader) {
    let fallback = ServiceLogger.make(
      service: service, level: .info, clock: SystemWallClock())
    do {
      let settings = try await SettingsReader(
        environment: ProcessInfo.processInfo.environment)
      let level = try ServiceConfiguration.logLevel(settings)
      return (
        ServiceLogger.make(service: service, level: level, clock: SystemWallClock()), settings
      )
    } catch {
      throw failure(error, fallback)
    }
  }

  /// Logs why a command failed, by kind and without values that may be secret.
  static func failure(_ error: any Error, _ logger: Logger) -> ExitCode {
    var metadata: Logger.Metadata = ["error": "\(type(of: error))"]
    switch error {
    case let code as ExitCode: return code
    case let error as Kernel.ValidationError: metadata["reason"] = "\(error)"
    case let error as PostgresError:
      for (key, value) in error.logMetadata { metadata[key] = "\(value)" }
    case let error as MigrationError: metadata["reason"] = "\(error)"
    case let error as RPCStatus: metadata["reason"] = "\(error)"
    default: metadata["reason"] = "\(error)"
    }
    logger.critical("failed", metadata: metadata)
    return ExitCode(1)
  }
}
