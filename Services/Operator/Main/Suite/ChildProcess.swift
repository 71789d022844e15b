internal import Subprocess
internal import SystemPackage

/// Runs other programs to their end.
enum ChildProcess {
  /// How a program ended and what it said.
  struct Outcome: Sendable {
    let isSuccess: Bool
    let output: String
    let errors: String

    /// What the program said, errors first.
    var said: String {
      [errors, output].filter { !$0.isEmpty }.joined(separator: "\n")
        .trimmingSuffix(while: \.isNewline)
    }
  }

  /// The most that is taken of each stream, in bytes.
  private static var outputBytesMax: Int { 4 * 1_048_576 }

  /// Runs a program with a text on its standard input.
  ///
  /// The program is a path, or a name to be found in PATH; the environment is what it gets beside
  /// the inherited one.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String = ""
  ) async throws -> Outcome {
    let result = try await Subprocess.run(
      executable(program), arguments: Arguments(arguments),
      environment: inherited(adding: environment), workingDirectory: FilePath("/"),
      input: .string(input), output: .string(limit: outputBytesMax),
      error: .string(limit: outputBytesMax))
    return Outcome(
      isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
      errors: result.standardError)
  }

  /// Starts a program that outlives this one, in a session of its own.
  ///
  /// The shell writes the process id before it becomes the program. What the program writes is
  /// added to the log file.
  static func start(
    _ program: String, _ arguments: [String], environment: [String: String],
    processFile: String, logFile: String
  ) async throws {
    let log = try FileDescriptor.open(
      FilePath(logFile), .writeOnly, options: [.create, .append],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
    let script = #"echo $$ > "$1" && shift && exec "$@""#
    let result = try await log.closeAfterwards {
      try await Subprocess.run(
        executable("setsid"),
        arguments: Arguments(
          ["--fork", "sh", "-c", script, "sh", processFile, program] + arguments),
        environment: inherited(adding: environment), workingDirectory: FilePath("/"),
        output: .fileDescriptor(log, closeAfterSpawningProcess: false),
        error: .fileDescriptor(log, closeAfterSpawningProcess: false))
    }
    guard result.terminationStatus.isSuccess else {
      throw CommandFailure("\(program) could not be started; see \(logFile)")
    }
  }

  private static func executable(_ program: String) -> Executable {
    program.contains("/") ? .path(FilePath(program)) : .name(program)
  }

  private static func inherited(adding variables: [String: String]) -> Environment {
    var updates: [Environment.Key: String?] = [:]
    for (name, value) in variables {
      guard let key = Environment.Key(rawValue: name) else { continue }
      updates[key] = value
    }
    return .inherit.updating(updates)
  }
}

extension FileDescriptor {
  fileprivate func closeAfterwards<Result>(
    _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      let result = try await body()
      try close()
      return result
    } catch {
      try? close()
      throw error
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, isDropped(last) { text.removeLast() }
    return String(text)
  }
}
