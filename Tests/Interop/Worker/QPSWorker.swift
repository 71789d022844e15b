internal import ArgumentParser
internal import InteropSupport
internal import Kernel
internal import RPC

/// A worker of the benchmark driver of the gRPC project.
@main
enum QPSWorker {
  static func main() async {
    let arguments = CommandLine.arguments.dropFirst()
    await Work.main(OfficialFlags.normalized(Array(arguments), truthValues: []))
  }
}

/// The command line of the worker.
struct Work: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "qps-worker",
    abstract: "Be a server or a client of a benchmark, as the driver says, until it says quit.")

  @Option(name: .customLong("driver_port"), help: "The port that the driver calls; 0: a free one.")
  var driverPort: Int

  @Option(
    name: .customLong("server_port"),
    help: "The port of a benchmark's server, whatever the driver says; 0: as it says.")
  var serverPort = 0

  @Option(name: .customLong("host"), help: "The address to listen on; ::: all, of IPv4 too.")
  var host = "::"

  @Option(
    name: .customLong("tls_cert_file"), help: "The server's certificates, in PEM.",
    completion: .file())
  var certificateFile = "\(TestCertificateFolder.path)/server1.pem"

  @Option(
    name: .customLong("tls_key_file"), help: "The private key of the first, in PEM.",
    completion: .file())
  var keyFile = "\(TestCertificateFolder.path)/server1.key"

  @Option(
    name: .customLong("ca_file"), help: "The roots that a client trusts when the driver says so.",
    completion: .file())
  var rootsFile = "\(TestCertificateFolder.path)/ca.pem"

  func validate() throws {
    guard (0...65_535).contains(driverPort), (0...65_535).contains(serverPort) else {
      throw ValidationError("A port is 0 to 65535.")
    }
  }

  func run() async throws {
    let settings = WorkerSettings(
      host: host, serverPort: serverPort,
      certificate: TLSCertificateFiles(chain: certificateFile, privateKey: keyFile),
      rootsFile: rootsFile)
    let quit = AsyncStream<Void>.makeStream()
    let handlers = WorkerHandlers(settings: settings) { quit.continuation.finish() }
    let server = RPCServer(
      configuration: RPCServerConfiguration(
        host: host, port: driverPort, errorDomain: "benchmark.laurel"), services: [handlers],
      authorizer: WorkerSettings.authorizer, logger: Console.logger("qps-worker"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try Console.say("listening on \(try await server.listeningAddress())")
        for await _ in quit.stream {}
        server.drain()
      }
      try await server.run()
      group.cancelAll()
      try await group.waitForAll()
    }
  }
}
