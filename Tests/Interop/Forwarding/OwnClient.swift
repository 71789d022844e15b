import Foundation
import Testing

/// The client of this package as the caller.
struct OwnClient: Sendable {
  private let process: RunningProcess

  /// Begins to make calls by way of `port`; the kinds of callers are those of `rpc-bench load`.
  static func start(
    in place: Workplace, port: Int, kinds: [String] = ["steady"]
  ) async throws -> OwnClient {
    let program = Workplace.products.appending(path: "rpc-bench").path()
    let ports = kinds.flatMap { ["--\($0)", "\(port)"] }
    let process = try place.start(
      "own-client", [program, "load", "--clients", "2", "--in-flight", "3"] + ports)
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
