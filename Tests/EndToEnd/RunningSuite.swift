import Foundation
import Kernel
import Messages
import RPC
import Subprocess
import Synchronization
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The whole suite as real processes, started and stopped by the operator's command.
struct RunningSuite: Sendable {
  /// What a command printed and how it ended.
  struct Outcome: Sendable {
    let isSuccess: Bool
    let output: String
    let errors: String
  }

  let folder: URL
  let portBase: Int

  /// Where the executables of this build are: beside the running tests.
  static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// Counts the suites of this process, from a number by chance.
  private static let portBases = Atomic(Int.random(in: 0...100))

  /// Ports that no other suite of this process has: 20,000 to 30,000, below those that the kernel
  /// gives to connections.
  private static func makePortBase() -> Int {
    (200 + portBases.wrappingAdd(1, ordering: .relaxed).oldValue % 101) * 100
  }

  /// Starts a suite without data, runs a test and stops the suite.
  static func with(_ test: (RunningSuite) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "laurel-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path())
    let suite = RunningSuite(folder: folder, portBase: makePortBase())
    let result: Result<Void, any Error>
    do {
      try await suite.start()
      try await test(suite)
      result = .success(())
    } catch {
      result = .failure(error)
    }
    let end = try await suite.laurel("down", "--directory", suite.directory)
    if case .failure = result { suite.showLogs() }
    try FileManager.default.removeItem(at: folder)
    #expect(end.isSuccess, "\(end.errors)")
    try result.get()
  }

  /// The folder that the operator's command keeps the suite in.
  var directory: String { folder.appending(path: "suite").path() }

  /// Starts what is not running.
  func start() async throws {
    let outcome = try await laurel(
      "up", "--directory", directory, "--port-base", "\(portBase)", "--no-data")
    try #require(outcome.isSuccess, "\(outcome.output)\n\(outcome.errors)")
  }

  /// Runs the operator's command.
  func laurel(_ arguments: String...) async throws -> Outcome { try await laurel(arguments) }

  /// Runs the operator's command.
  func laurel(_ arguments: [String]) async throws -> Outcome {
    let result = try await run(
      .path(FilePath(Self.products.appending(path: "laurel").path())),
      arguments: Arguments(arguments), workingDirectory: FilePath(folder.path()),
      output: .string(limit: 10_000_000), error: .string(limit: 10_000_000))
    return Outcome(
      isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
      errors: result.standardError)
  }

  /// Ends a service at once, as a crash or the kernel would.
  func kill(_ service: String) throws {
    let file = folder.appending(path: "suite/run/\(service).pid")
    let text = try String(contentsOf: file, encoding: .utf8)
    let pid = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    try #require(Foundation.kill(pid, SIGKILL) == 0)
  }

  func endpoint(_ service: String) -> RPCEndpoint {
    let order = ["directory", "gamification", "learning", "coaching", "quality"]
    let index = order.firstIndex(of: service) ?? 0
    return RPCEndpoint(host: "127.0.0.1", port: portBase + 1 + index)
  }

  /// The options of a call with a token of the operator's command.
  func operatorOptions(organization: String = "laurel-demo") async throws -> CallOptions {
    CallOptions(
      metadata: RPCMetadata([
        (
          name: "authorization",
          value: "Bearer \(try await token("--service", "operator", organization: organization))"
        )
      ]), timeout: .seconds(20))
  }

  /// A token for an identity.
  ///
  /// - Parameters:
  ///   - kind: `--person` or `--service`.
  ///   - name: The person or service.
  ///   - organization: What organisation the calls are about; `nil`: all, for a service.
  /// - Returns: The token.
  /// - Throws: When the command fails.
  func token(_ kind: String, _ name: String, organization: String?) async throws -> String {
    let outcome =
      if let organization {
        try await laurel(
          "token", kind, name, "--organization", organization, "--directory", directory)
      } else {
        try await laurel("token", kind, name, "--all-organizations", "--directory", directory)
      }
    try #require(outcome.isSuccess, "\(outcome.errors)")
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func showLogs() {
    let log = folder.appending(path: "suite/log")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: log.path())) ?? []
    for name in names.sorted() {
      let text = try? String(contentsOf: log.appending(path: name), encoding: .utf8)
      Issue.record("\(name):\n\((text ?? "").suffix(3_000))")
    }
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
  within limit: Duration = .seconds(90), _ condition: () async throws -> Bool
) async throws -> Bool {
  let clock = ContinuousClock()
  let end = clock.now.advanced(by: limit)
  while clock.now < end {
    if try await condition() { return true }
    try await clock.sleep(for: .milliseconds(200))
  }
  return try await condition()
}
