internal import ArgumentParser
internal import Kernel
internal import OperatorDomain
internal import Postgres
internal import RPC
internal import Subprocess

/// Why a command failed, in words that say what to do.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// Runs a command and turns errors of the layers below into failures that can be read.
  static func explaining(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch {
      throw explained(error)
    }
  }

  /// The same error in words; failures and exit codes stay as they are.
  static func explained(_ error: any Error) -> any Error {
    switch error {
    case let status as RPCStatus: CommandFailure(text(of: status))
    case let error as Kernel.ValidationError: CommandFailure(error.description)
    case let error as RowError: CommandFailure(error.description)
    case let error as NoDataError: CommandFailure(error.description)
    case PostgresError.unavailable:
      CommandFailure("PostgreSQL cannot be reached, or it refuses the password.")
    case let error as PostgresError:
      CommandFailure(
        "The database failed: "
          + error.logMetadata.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
          .joined(separator: ", "))
    case let error as SubprocessError: CommandFailure("A program could not be run: \(error)")
    default: error
    }
  }

  private static func text(of status: RPCStatus) -> String {
    if status.code == .unavailable, status.reason.isEmpty {
      return "A service cannot be reached: \(status.message)\n"
        + "`laurel status` shows which; `laurel up` starts what is missing."
    }
    let fields = status.fieldViolations.map { "\n  \($0.field) \($0.description)" }.joined()
    let reason = status.reason.isEmpty ? "\(status.code)" : status.reason
    return "\(reason): \(status.message)\(fields)"
  }
}
