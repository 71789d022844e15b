internal import ArgumentParser
internal import Kernel
internal import Logging
internal import RPC

/// Serves the benchmark on one event loop thread until it is killed.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve on a free port of 127.0.0.1 and print it.")

  func run() async throws {
    var configuration = RPCServerConfiguration(
      host: "127.0.0.1", port: 0, errorDomain: "benchmark.laurel")
    configuration.threads = 1
    // The growth row goes up to 10,000 connections and opens a few more to look at them.
    configuration.connectionsMax = 20_000
    var logger = Logger(label: "rpc-bench")
    logger.logLevel = .critical
    let server = RPCServer(
      configuration: configuration, services: [EchoBenchmark()],
      authorizer: { _, _, _ in throw RPCStatus(code: .unauthenticated, message: "Nobody asks.") },
      logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let port = try await server.listeningAddress().port
      try Driver.tell("port \(port)")
      try await group.waitForAll()
    }
  }
}
