import Foundation
import Testing

/// A program that runs beside the test; what it prints goes into files.
struct RunningProcess: Sendable {
  private static let endMax = Duration.seconds(10)

  let name: String
  private let process: Process
  private let input: Pipe
  private let files: (output: URL, errors: URL)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - name: What the files of its output are called.
  ///   - command: The program and its arguments.
  ///   - environment: Variables to set besides those of the test.
  ///   - folder: Where it works.
  /// - Throws: Why it cannot be started.
  init(
    _ name: String, _ command: [String], environment: [String: String] = [:], in folder: URL
  ) throws {
    self.name = name
    files = (
      folder.appending(path: "\(name).out"), folder.appending(path: "\(name).err")
    )
    for file in [files.output, files.errors] { try Data().write(to: file) }
    process = Process()
    // Threads of a Swift program block signals, and programs that they start would inherit it.
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["--default-signal"] + command
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder
    input = Pipe()
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: files.output)
    process.standardError = try FileHandle(forWritingTo: files.errors)
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  /// How it ended; `nil` while it runs.
  var exitStatus: Int32? { process.isRunning ? nil : process.terminationStatus }

  /// What it has printed so far.
  var output: String { RunningProcess.text(of: files.output) }

  /// What it has said about errors so far.
  var errors: String { RunningProcess.text(of: files.errors) }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  func writeLine() throws { try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8)) }

  /// The words after `word` in the first so many lines that begin with it, once they are there.
  func values(after word: String, count: Int = 1) async throws -> [String] {
    var values: [String] = []
    let isComplete = try await eventually {
      values = output.split(separator: "\n").dropLast(output.hasSuffix("\n") ? 0 : 1)
        .filter { $0.hasPrefix(word) }
        .map { $0.dropFirst(word.count).trimmingCharacters(in: .whitespaces) }
      return values.count >= count || !isRunning
    }
    try #require(
      isComplete && values.count >= count, "\(name) does not say \(word)\n\(output)\n\(errors)")
    return values
  }

  /// Waits for its end.
  func end() async throws -> Int32 {
    _ = try await eventually(within: RunningProcess.endMax) { !isRunning }
    return try #require(exitStatus, "\(name) does not end")
  }

  /// Has it end, by force if it takes too long.
  func stop() async throws {
    guard isRunning else { return }
    send(SIGTERM)
    if try await eventually(within: RunningProcess.endMax, { !isRunning }) { return }
    send(SIGKILL)
    process.waitUntilExit()
  }

  private static func text(of file: URL) -> String {
    (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }
}

/// Asks again until a condition holds.
///
/// - Parameters:
///   - limit: When to give up.
///   - condition: What is waited for.
/// - Returns: Whether the condition held in time.
/// - Throws: What the condition throws.
func eventually(
  within limit: Duration = .seconds(20), _ condition: () async throws -> Bool
) async throws -> Bool {
  let clock = ContinuousClock()
  let end = clock.now.advanced(by: limit)
  while clock.now < end {
    if try await condition() { return true }
    try await clock.sleep(for: .milliseconds(20))
  }
  return try await condition()
}
