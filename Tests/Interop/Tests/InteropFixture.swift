import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// What all interoperability tests need: the programs of this build, the Python environment, and
/// certificates.
struct InteropFixture: Sendable {
  /// Made once, shared by the tests of a run.
  static let shared = SharedFixture()

  let pythonFolder: URL
  let certificates: URL

  /// Where the executables of this build are: beside the running tests.
  private static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Makes the Python environment unless it is there, and new certificates.
  fileprivate static func make() async throws -> InteropFixture {
    // The environment is that of the other tests with Python: .build/interop.
    let root = sources.deletingLastPathComponent().deletingLastPathComponent()
    let fixture = InteropFixture(
      pythonFolder: root.appending(path: ".build/interop"),
      certificates: FileManager.default.temporaryDirectory
        .appending(path: "laurel-certificates-\(UUID().uuidString.prefix(8))"))
    try await fixture.script("python-environment.sh", fixture.pythonFolder.path())
    try await fixture.script("certificates.sh", fixture.certificates.path())
    return fixture
  }

  private func script(_ name: String, _ folder: String) async throws {
    let result = try await run(
      .path(FilePath(Self.sources.appending(path: name).path())), arguments: [folder],
      output: .string(limit: 100_000), error: .string(limit: 100_000))
    try #require(
      result.terminationStatus.isSuccess, "\(result.standardOutput)\n\(result.standardError)")
  }

  /// A program of this build.
  func program(_ name: String, _ arguments: [String]) -> Command {
    Command(
      executable: Self.products.appending(path: name).path(), arguments: arguments,
      environment: [:])
  }

  /// A Python program of the tests.
  func python(_ name: String, _ arguments: [String]) -> Command {
    Command(
      executable: pythonFolder.appending(path: "venv/bin/python").path(),
      arguments: [Self.sources.appending(path: "Python/\(name)").path()] + arguments,
      environment: [
        "LAUREL_TESTING_PROTOS": pythonFolder.appending(path: "testing-protos").path()
      ])
  }
}

/// Makes the fixture when the first test asks for it.
actor SharedFixture {
  private var making: Task<InteropFixture, any Error>?

  /// The fixture.
  ///
  /// - Throws: When it could not be made.
  func get() async throws -> InteropFixture {
    if let making { return try await making.value }
    let task = Task { try await InteropFixture.make() }
    making = task
    return try await task.value
  }
}

/// A program with its arguments.
struct Command: Sendable {
  /// What a program printed and how it ended.
  struct Outcome: Sendable {
    /// `nil` when a signal ended it.
    let exitCode: Int32?
    let output: String
    let errors: String
  }

  let executable: String
  let arguments: [String]
  let environment: [String: String]

  private var configuration: Subprocess.Configuration {
    var variables: [Environment.Key: String?] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    return Subprocess.Configuration(
      executable: .path(FilePath(executable)), arguments: Arguments(arguments),
      environment: .inherit.updating(variables))
  }

  /// Runs the program to its end.
  func finish() async throws -> Outcome {
    let result = try await run(
      configuration, output: .string(limit: 1_000_000), error: .string(limit: 1_000_000))
    let exitCode: Int32? =
      if case .exited(let code) = result.terminationStatus { code } else { nil }
    return Outcome(
      exitCode: exitCode, output: result.standardOutput, errors: result.standardError)
  }

  /// Runs the program while a test uses it, then ends it unless it has ended.
  ///
  /// - Parameters:
  ///   - mayEnd: Whether the program ends by itself, and is then waited for.
  ///   - body: Gets the port that the program says that it listens on.
  /// - Returns: How the program ended; `nil` when it was ended.
  /// - Throws: When the program does not listen, or the error of `body`.
  @discardableResult
  func serve(
    mayEnd: Bool = false, _ body: @escaping @Sendable (_ port: Int) async throws -> Void
  ) async throws -> Int32? {
    let result = try await run(
      configuration, input: .none, output: .sequence, error: .currentStandardError
    ) { execution in
      do {
        var port: Int?
        for try await line in execution.standardOutput.strings() {
          port = Command.port(in: line)
          if port != nil { break }
        }
        try await body(try #require(port, "\(executable) does not listen"))
      } catch {
        // It may have ended by itself.
        try? execution.send(signal: .kill)
        throw error
      }
      if !mayEnd { try execution.send(signal: .kill) }
    }
    guard case .exited(let code) = result.terminationStatus else { return nil }
    try #require(mayEnd, "the server ended with \(code)")
    return code
  }

  private static func port(in line: String) -> Int? {
    guard line.hasPrefix("listening on "), let colon = line.lastIndex(of: ":") else {
      return nil
    }
    return Int(
      line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
