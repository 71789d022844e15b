internal import Foundation
internal import Postgres
internal import ServiceHost
internal import Settings

extension LocalSuite {
  /// Finds the suite of a folder, whose PostgreSQL has to run.
  ///
  /// - Throws: ``CommandFailure`` that says what is missing.
  static func withDatabase(in folder: SuiteFolder) async throws -> LocalSuite {
    guard let settings = try await SuiteSettings.read(folder) else {
      throw CommandFailure("There is no suite in \(folder.path); make one with `laurel up`.")
    }
    // It asks more than once: one look into the kernel's table may miss a port.
    guard try await Cluster.find(folder).isRunning() else {
      throw CommandFailure("PostgreSQL does not run; start it with `laurel up`.")
    }
    return try LocalSuite(folder: folder, settings: settings)
  }

  /// Runs the command `outbox` of a service, which alone may read its schema.
  ///
  /// - Parameters:
  ///   - service: Whose outbox it is.
  ///   - arguments: What follows `outbox`.
  /// - Returns: What it wrote to standard output.
  /// - Throws: ``CommandFailure`` with what it complained about.
  func outbox(of service: SuiteService, _ arguments: [String]) async throws -> String {
    let outcome = try await ChildProcess.run(
      process(service).program, ["outbox"] + arguments,
      environment: [
        ServiceSetting.databaseURL.name: schemas.url(role: service.schema.applicationRole),
        ServiceSetting.databasePasswordFile.name: secrets.applicationPasswordFile(service),
      ])
    guard outcome.isSuccess else {
      throw CommandFailure("\(service.name): \(Self.complaint(in: outcome))")
    }
    return outcome.output
  }

  /// What a service complained about: the reason in its log, which is JSON, a line each; all that
  /// it said when there is none.
  private static func complaint(in outcome: ChildProcess.Outcome) -> String {
    let reasons = outcome.errors.split(separator: "\n").compactMap { line in
      let fields = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return fields?["reason"] as? String
    }
    return reasons.last ?? outcome.said
  }
}
