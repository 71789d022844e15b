import Foundation
import Testing

/// A server of this package as a process of its own.
struct EchoServer: Sendable {
  let name: String
  let port: Int
  let process: RunningProcess

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - name: What it calls itself in its answers.
  ///   - place: Where it runs.
  ///   - options: Further options of `rpc-bench serve`.
  /// - Returns: The server, which listens.
  /// - Throws: Why it does not.
  static func start(
    _ name: String, in place: Workplace, _ options: String...
  ) async throws -> EchoServer {
    let program = Workplace.products.appending(path: "rpc-bench").path()
    let process = try place.start(
      "server-\(name)", [program, "serve", "--probe", name] + options)
    let port = try #require(Int(try await process.values(after: "port")[0]))
    return EchoServer(name: name, port: port, process: process)
  }
}
