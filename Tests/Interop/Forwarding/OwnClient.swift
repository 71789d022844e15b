import Foundation
import Testing

/// The client of this package as the caller.
struct OwnClient: Sendable {
  private let process: RunningProcess

  /// Begins to make calls by way of a balancer.
  ///
  /// - Parameters:
  ///   - place: Where it runs.
  ///   - balancer: What it has to cope with.
  ///   - port: Where the balancer listens.
  ///   - kinds: The kinds of callers, as `rpc-bench load` calls them.
  /// - Returns: The client, which makes calls.
  /// - Throws: Why it does not.
  static func start(
    in place: Workplace, _ balancer: any Balancer, port: Int, kinds: [String]
  ) async throws -> OwnClient {
    let program = Workplace.products.appending(path: "rpc-bench").path()
    let sizes = balancer.mixesLargeMessages ? [] : ["--large-bytes", "2000"]
    let ports = kinds.flatMap { ["--\($0)", "\(port)"] }
    let process = try place.start(
      "own-client", [program, "load", "--clients", "2", "--in-flight", "3"] + sizes + ports)
    _ = try await process.values(after: "ready")
    return OwnClient(process: process)
  }

  /// Ends the calls; each has to have ended as such callers may expect.
  func end() async throws {
    process.send(SIGTERM)
    let unexplained = try await process.values(after: "unexplained")
    try #require(try await process.end() == 0)
    try #require(unexplained == ["0"], "\(process.output)")
    try #require(process.output.contains(" OK "), "\(process.output)")
  }
}
