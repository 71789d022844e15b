import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import NIOPosix

/// The Swift peer of `make bench-rpc`.
///
///     peer-grpc-swift serve [--tls-certificate FILE --tls-private-key FILE]
///     peer-grpc-swift client --port PORT --calls N --in-flight N
@main
struct Peer {
  static func main() async throws {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "serve":
      try await serve(
        certificate: option("--tls-certificate", of: arguments),
        privateKey: option("--tls-private-key", of: arguments))
    case "client":
      guard let port = option("--port", of: arguments).flatMap(Int.init),
        let calls = option("--calls", of: arguments).flatMap(Int.init),
        let inFlight = option("--in-flight", of: arguments).flatMap(Int.init)
      else { throw Usage() }
      try await call(port: port, calls: calls, inFlight: inFlight)
    default: throw Usage()
    }
  }

  private struct Usage: Error {}

  private static func option(_ name: String, of arguments: [String]) -> String? {
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
      return nil
    }
    return arguments[index + 1]
  }

  /// Says something to the driver at once.
  private static func tell(_ line: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
  }

  private static func serve(certificate: String?, privateKey: String?) async throws {
    var security = HTTP2ServerTransport.Posix.TransportSecurity.plaintext
    if let certificate, let privateKey {
      security = .tls(
        certificateChain: [.file(path: certificate, format: .pem)],
        privateKey: .file(path: privateKey, format: .pem))
    }
    let server = GRPCServer(
      transport: .http2NIOPosix(
        address: .ipv4(host: "127.0.0.1", port: 0), transportSecurity: security,
        eventLoopGroup: MultiThreadedEventLoopGroup(numberOfThreads: 1)),
      services: [EchoService()])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.serve() }
      if let port = try await server.listeningAddress?.ipv4?.port { try tell("port \(port)") }
      try await group.waitForAll()
    }
  }

  /// Warms up, says `ready`, waits for a line, makes the calls, says `done`, waits for the end.
  private static func call(port: Int, calls: Int, inFlight: Int) async throws {
    let transport = try HTTP2ClientTransport.Posix(
      target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext,
      eventLoopGroup: MultiThreadedEventLoopGroup(numberOfThreads: 1))
    try await withGRPCClient(transport: transport) { client in
      let service = Laurel_Benchmark_V1_EchoService.Client(wrapping: client)
      try await run(service, calls: max(inFlight, calls / 10), inFlight: inFlight)
      try tell("ready")
      _ = readLine()
      try await run(service, calls: calls, inFlight: inFlight)
      try tell("done")
      _ = readLine()
    }
  }

  private static func run(
    _ service: Laurel_Benchmark_V1_EchoService.Client<HTTP2ClientTransport.Posix>, calls: Int,
    inFlight: Int
  ) async throws {
    let entry = Laurel_Benchmark_V1_Entry.with {
      $0.entryID = "7f9c2ba4-e88f-427a"
      $0.title = "A call about an invoice"
      $0.occurredMicroseconds = 1_785_340_800_000_000
      $0.score = 0.875
      $0.counts = [3, 14, 159]
      $0.labels = ["billing", "sales"]
      $0.author = .with {
        $0.name = "A. Person"
        $0.number = 4711
      }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<inFlight {
        group.addTask {
          for _ in 0..<(calls / inFlight) {
            let response = try await service.echo(.with { $0.entry = entry })
            guard response.entry == entry else { throw Mismatch() }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private struct Mismatch: Error {}
}
