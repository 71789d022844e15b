import Foundation
import NIOCore
import NIOPosix
import Subprocess
import Synchronization
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A temporary folder, and the processes of a test that run in it.
final class Workplace: Sendable {
  /// The root of the repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  /// Where the executables of this build are: beside the running tests.
  static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  let folder: URL
  private let processes = Mutex<[RunningProcess]>([])

  private init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "laurel-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // Balancers that are started by root work as another user.
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path())
  }

  /// Runs a test, then ends its processes and removes the folder.
  static func with(_ test: (Workplace) async throws -> Void) async throws {
    let place = try Workplace()
    let result: Result<Void, any Error>
    do {
      try await test(place)
      result = .success(())
    } catch {
      result = .failure(error)
    }
    for process in place.processes.withLock({ $0.reversed() }) {
      try await process.stop()
      if case .failure = result {
        Issue.record("\(process.name): \(process.output.suffix(2_000))")
        Issue.record("\(process.name): \(process.errors.suffix(4_000))")
      }
    }
    try FileManager.default.removeItem(at: place.folder)
    try result.get()
  }

  /// Starts a program that ends with the test.
  func start(
    _ name: String, _ command: [String], environment: [String: String] = [:]
  ) throws -> RunningProcess {
    let process = try RunningProcess(name, command, environment: environment, in: folder)
    processes.withLock { $0.append(process) }
    return process
  }

  /// Runs a program to its end; it has to succeed.
  ///
  /// - Returns: What it printed.
  @discardableResult
  func complete(
    _ command: [String], environment: [String: String] = [:]
  ) async throws -> String {
    var variables: [Environment.Key: String?] = [:]
    for (name, value) in environment {
      variables[try #require(Environment.Key(rawValue: name))] = value
    }
    let result = try await run(
      .path(FilePath(try #require(command.first))),
      arguments: Arguments(command.dropFirst().map(\.self)),
      environment: .inherit.updating(variables), workingDirectory: FilePath(folder.path()),
      output: .string(limit: 1_000_000), error: .string(limit: 1_000_000))
    try #require(
      result.terminationStatus.isSuccess,
      "\(command.joined(separator: " "))\n\(result.standardOutput)\n\(result.standardError)")
    return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A port of 127.0.0.1 that nobody listens on.
  func freePort() async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(channel.localAddress?.port)
    try await channel.close()
    return port
  }

  /// Waits until somebody listens on a port of 127.0.0.1.
  func waitForListener(on port: Int, _ process: RunningProcess) async throws {
    let isThere = try await eventually {
      try #require(process.isRunning, "\(process.name) has ended: \(process.errors)")
      let connection = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port).get()
      try await connection?.close()
      return connection != nil
    }
    try #require(isThere, "\(process.name) does not listen: \(process.errors)")
  }
}
