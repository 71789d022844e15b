internal import ArgumentParser
internal import Kernel
internal import Logging
internal import RPC
internal import UnixSignals

/// Serves the benchmark on one event loop thread until it is killed, or drains after SIGTERM.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve on a port of 127.0.0.1 and print it.",
    discussion: "The other options are for tests: behind balancers, and for hours.")

  @Option(help: "The port; 0 has the operating system choose.")
  var port = 0

  @Flag(help: "Expect a header of the PROXY protocol, version 2, on every connection.")
  var proxyProtocol = false

  @Option(help: "Encrypt with the certificates of this PEM file.")
  var tlsCertificate: String?

  @Option(help: "The PEM file of the private key of the certificate.")
  var tlsPrivateKey: String?

  @Option(help: "Have calls ask for facts and faults with their metadata, under this name.")
  var probe: String?

  @Option(help: "Serve on a second port as well, where connections drain after so many seconds.")
  var ageMax: Int?

  @Option(help: "What is logged, for example debug.")
  var logLevel = "critical"

  func validate() throws {
    guard Logger.Level(rawValue: logLevel) != nil else {
      throw ValidationError("--log-level is one of \(Logger.Level.allCases.map(\.rawValue)).")
    }
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    guard (tlsCertificate == nil) == (tlsPrivateKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-private-key belong together.")
    }
  }

  func run() async throws {
    // From now on, SIGTERM ends nothing by itself.
    let signals = await UnixSignalsSequence(trapping: .sigterm)
    var servers = [makeServer(port: port, ageMax: nil)]
    if let ageMax { servers.append(makeServer(port: 0, ageMax: .seconds(ageMax))) }
    try await withThrowingTaskGroup(of: Void.self) { [servers] group in
      for server in servers { group.addTask { try await server.run() } }
      for server in servers { try Driver.tell("port \(try await server.listeningAddress().port)") }
      group.addTask {
        for await _ in signals { break }
        for server in servers { server.drain() }
      }
      try await group.waitForAll()
    }
  }

  private func makeServer(port: Int, ageMax: Duration?) -> RPCServer {
    var listener = RPCListener(
      address: .inet(RPCAddress(host: "127.0.0.1", port: port)),
      expectsProxyProtocol: proxyProtocol)
    if let tlsCertificate, let tlsPrivateKey {
      listener.tls = RPCServerTLS(
        certificate: TLSCertificateFiles(chain: tlsCertificate, privateKey: tlsPrivateKey))
    }
    var configuration = RPCServerConfiguration(
      listeners: [listener], errorDomain: "benchmark.laurel")
    configuration.threads = 1
    // The growth row goes up to 10,000 connections and opens a few more to look at them.
    configuration.connectionsMax = 20_000
    configuration.connectionsPerSecondMax = 20_000
    configuration.connectionAgeMax = ageMax
    var logger = Logger(label: "rpc-bench")
    logger.logLevel = Logger.Level(rawValue: logLevel) ?? .critical
    return RPCServer(
      configuration: configuration, services: [EchoBenchmark()],
      interceptors: probe.map { [Probe(server: $0)] } ?? [],
      authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "Nobody asks.") },
      logger: logger)
  }
}
