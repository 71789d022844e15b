internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Logging
internal import Observability
internal import ServiceHost
internal import Settings

/// Prepares a suite whose PostgreSQL and services somebody else runs.
struct Setup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make keys and passwords, then roles, schemas and migrations; for compose.yaml.",
    discussion: """
      Reads LAUREL_SECRETS_DIRECTORY, LAUREL_DATABASE_HOST, LAUREL_DATABASE_PORT and \
      LAUREL_STARTUP_SECONDS (how long to wait for PostgreSQL). The superuser's password is made \
      here, in postgres/superuser.password, which PostgreSQL must read. Safe to run again.
      """)

  func run() async throws {
    try await CommandFailure.explaining {
      let settings = try await SettingsReader(environment: ProcessInfo.processInfo.environment)
      let secrets = SecretsFolder(
        path: try settings.requiredText(OperatorSetting.secretsDirectory),
        isSuperuserPasswordShared: true)
      try LocalSuite.requirePrograms()
      let newSecrets = try await secrets.create()
      Console.step("secrets", newSecrets == 0 ? "kept" : "\(newSecrets) made")
      let schemas = SchemaSetup(
        secrets: secrets, host: try settings.requiredText(OperatorSetting.databaseHost),
        port: try settings.integer(OperatorSetting.databasePort),
        programs: try ProcessTable.ownFolder())
      let patience = StartupPatience(
        limit: .seconds(try settings.integer(ServiceSetting.startupSeconds)))
      let logger = ServiceLogger.make(service: "setup", level: .info, clock: SystemWallClock())
      try await patience.perform(waitingFor: "PostgreSQL", logger: logger) {
        try await schemas.ping()
      }
      try await schemas.bootstrap()
      Console.step("database", "roles and schemas are there")
      let steps = try await schemas.migrate(isPlan: false)
      Console.step("schemas", steps.isEmpty ? "current" : "\(steps.count) migrations applied")
    }
  }
}
