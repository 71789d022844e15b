internal import Foundation

/// Whom the private PostgreSQL runs as: the user `postgres` when this command runs as root, which
/// PostgreSQL refuses, and else the same user.
struct PostgresAccount: Sendable {
  private let isPostgres: Bool

  /// Finds the account.
  static func find() async throws -> PostgresAccount {
    guard ProcessTable.isRoot else { return PostgresAccount(isPostgres: false) }
    guard try await ChildProcess.run("id", ["-u", "postgres"]).isSuccess else {
      throw CommandFailure(
        "PostgreSQL does not run as root, and there is no user postgres; install the Debian "
          + "package postgresql: apt-get install postgresql")
    }
    return PostgresAccount(isPostgres: true)
  }

  /// Runs a program as the account.
  func run(
    _ program: String, _ arguments: [String], input: String = ""
  ) async throws -> ChildProcess.Outcome {
    guard isPostgres else { return try await ChildProcess.run(program, arguments, input: input) }
    return try await ChildProcess.run(
      "setpriv",
      ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program] + arguments,
      environment: ["HOME": "/"], input: input)
  }

  /// Runs a program as the account; its failure is one of the command.
  func require(
    _ purpose: String, _ program: String, _ arguments: [String], input: String = ""
  ) async throws {
    let outcome = try await run(program, arguments, input: input)
    guard outcome.isSuccess else {
      throw CommandFailure("\(purpose) failed: \(outcome.said)")
    }
  }

  /// Makes a folder that belongs to the account and that nobody else may enter.
  func createFolder(_ path: String) async throws {
    let owner = isPostgres ? ["--owner=postgres", "--group=postgres"] : []
    let outcome = try await ChildProcess.run(
      "install", ["--directory", "--mode=0700"] + owner + [path])
    guard outcome.isSuccess else {
      throw CommandFailure("The folder \(path) cannot be made: \(outcome.said)")
    }
  }

  /// Whether the account gets as far as a folder and may write there.
  func canWrite(in folder: String) async throws -> Bool {
    try await run("test", ["-w", folder]).isSuccess
  }
}
