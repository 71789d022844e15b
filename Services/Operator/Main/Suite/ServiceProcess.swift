internal import Foundation
internal import Glibc
internal import RPC
internal import ServiceHost

/// A service of the local suite as a process of this machine.
struct ServiceProcess: Sendable {
  /// What the process table says about the service.
  enum State: Hashable, Sendable {
    case stopped
    case running(Int32)
    /// The process runs a program that has been replaced since.
    case outdated(Int32)
  }

  let service: SuiteService
  let folder: SuiteFolder
  /// The path of the executable.
  let program: String
  let port: Int

  /// Where the service listens.
  var endpoint: RPCEndpoint { RPCEndpoint(host: "127.0.0.1", port: port) }

  /// Whether the process of the process file is alive and is the service.
  var state: State {
    guard let text = Files.text(folder.processFile(of: service)), let process = Int32(text),
      let running = ProcessTable.program(of: process)
    else { return .stopped }
    if running == program { return .running(process) }
    let name = running.replacing(" (deleted)", with: "").split(separator: "/").last
    return name.map(String.init) == service.name ? .outdated(process) : .stopped
  }

  /// The process id; `nil` when the service is stopped.
  var processID: Int32? {
    switch state {
    case .stopped: nil
    case .running(let process), .outdated(let process): process
    }
  }

  /// Starts the service; it goes on when this command has ended.
  func start(environment: [String: String]) async throws {
    guard !ProcessTable.isListening(onPort: port) else {
      throw CommandFailure(
        "Port \(port), meant for \(service.name), is used by another program; choose other "
          + "ports, for example: laurel up --port-base \(port / 100 * 100 + 1_000)")
    }
    // Otherwise the id of an earlier process could be taken for the new one.
    try? FileManager.default.removeItem(atPath: folder.processFile(of: service))
    try await ChildProcess.start(
      program, ["serve"], environment: environment,
      processFile: folder.processFile(of: service), logFile: folder.logFile(of: service))
  }

  /// Waits until the service answers that it serves.
  ///
  /// - Parameters:
  ///   - limit: How long to wait.
  ///   - logOffset: The length of the log before the start, in bytes.
  /// - Throws: ``CommandFailure`` with the end of the log when the service ends or the time is
  ///   over.
  func waitUntilServing(limit: Duration, logOffset: Int) async throws {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: limit)
    while true {
      if try await HealthCheck.isServing(endpoint, timeout: .seconds(1)) { return }
      let isOver = clock.now >= end
      // The shell that becomes the service counts as it until then.
      let process = Files.text(folder.processFile(of: service)).flatMap { Int32($0) }
      guard !isOver, process.map(ProcessTable.isAlive) ?? true else {
        let log = folder.logFile(of: service)
        let problem = isOver ? "does not answer after \(limit)" : "has ended"
        throw CommandFailure(
          "The service \(service.name) \(problem). The end of \(log):\n"
            + Files.tail(log, after: logOffset, lines: 15))
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// Ends the service: it may finish running calls, and is killed when that takes too long.
  ///
  /// - Returns: What was done, for the operator.
  func stop(limit: Duration) async throws -> String {
    guard let process = processID else {
      try? FileManager.default.removeItem(atPath: folder.processFile(of: service))
      return "not running"
    }
    let clock = ContinuousClock()
    let start = clock.now
    ProcessTable.send(SIGTERM, to: process)
    while ProcessTable.isAlive(process), clock.now - start < limit {
      try await Task.sleep(for: .milliseconds(50))
    }
    defer { try? FileManager.default.removeItem(atPath: folder.processFile(of: service)) }
    guard ProcessTable.isAlive(process) else {
      return "stopped (\(DurationText.seconds(clock.now - start)))"
    }
    ProcessTable.send(SIGKILL, to: process)
    return "killed: it did not end within \(limit)"
  }
}
