import Foundation
import Testing

/// The official Python library as the caller; see forwarding_client.py.
struct PythonClient: Sendable {
  /// What became of the calls of a load.
  struct Outcome {
    /// The calls that ended well, by the name of the server.
    var counts: [String: Int] = [:]
    var failures: [String] = []
  }

  private let place: Workplace
  private let command: [String]
  private let environment: [String: String]

  /// Makes the Python environment if there is none, and the code of the messages.
  init(in place: Workplace) async throws {
    self.place = place
    let interop = Workplace.root.appending(path: "Tests/Interop")
    let python = try await place.complete([
      interop.appending(path: "python-environment.sh").path(),
      Workplace.root.appending(path: ".build/interop").path(),
    ])
    let protos = Workplace.root.appending(path: "Tests/Benchmarks/Protos").path()
    try await place.complete([
      python, "-m", "grpc_tools.protoc", "-I", protos, "--python_out=.", "--grpc_python_out=.",
      protos + "/laurel/benchmark/v1/echo.proto",
    ])
    command = [python, interop.appending(path: "Python/forwarding_client.py").path()]
    environment = ["PYTHONPATH": place.folder.path(), "PYTHONDONTWRITEBYTECODE": "1"]
  }

  /// Where the Python packages have their programs.
  var programs: URL { URL(filePath: command[0]).deletingLastPathComponent() }

  /// Makes calls of every kind by way of `port`, and asks the servers what they saw.
  func check(port: Int, servers: [Int], _ options: String...) async throws {
    try await place.complete(
      command + ["check", "--target", "127.0.0.1:\(port)"]
        + servers.flatMap { ["--server", "127.0.0.1:\($0)"] } + options,
      environment: environment)
  }

  /// Makes calls by way of `port` without pause while `work` goes on.
  func load(port: Int, during work: () async throws -> Void) async throws -> Outcome {
    let process = try place.start(
      "load", command + ["load", "--target", "127.0.0.1:\(port)"], environment: environment)
    _ = try await process.values(after: "ready")
    try await work()
    try process.writeLine()
    _ = try await process.values(after: "failures")
    var outcome = Outcome()
    outcome.failures = try await process.values(after: "failure ", count: 0)
    for line in try await process.values(after: "server", count: 0) {
      let words = line.split(separator: " ")
      outcome.counts[String(words[0])] = Int(words[1])
    }
    return outcome
  }
}
