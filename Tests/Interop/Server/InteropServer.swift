internal import ArgumentParser
internal import InteropSupport
internal import Kernel
internal import RPC

/// Serves the interoperability cases of gRPC until it is killed.
@main
enum InteropServer {
  static func main() async {
    let arguments = CommandLine.arguments.dropFirst()
    await Serve.main(
      OfficialFlags.normalized(Array(arguments), truthValues: ["use_tls"]))
  }
}

/// The command line of the server.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interop-server",
    abstract: "Serve the interoperability cases of gRPC until killed; prints the address.")

  /// Cases with very large requests send 10 MiB at once.
  private static let messageBytesMax = 16 * 1_048_576

  @Option(name: .customLong("port"), help: "The port to listen on; 0: a free one.")
  var port = 0

  @Option(name: .customLong("host"), help: "The address to listen on; ::: all, of IPv4 too.")
  var host = "::"

  @OptionGroup var certificate: ServerCertificateFlags

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
  }

  func run() async throws {
    var configuration = RPCServerConfiguration(
      listeners: [
        RPCListener(
          address: .inet(RPCAddress(host: host, port: port)),
          tls: certificate.useTLS ? certificate.certificate : nil)
      ], errorDomain: "interop.laurel")
    configuration.messageBytesMax = Self.messageBytesMax
    let server = RPCServer(
      configuration: configuration, services: [OfferedTestService()],
      authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "Nobody asks.") },
      logger: Console.logger("interop-server"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try Console.say("listening on \(try await server.listeningAddress())") }
      try await server.run()
      try await group.waitForAll()
    }
  }
}
