internal import InteropMessages
internal import InteropSupport
internal import Kernel
internal import NIOCore
internal import RPC

/// The server of a benchmark.
///
/// Which cores it runs on is left to the operating system: lists of cores are not obeyed. The
/// programming style is always the same, a few threads with many calls each.
struct BenchmarkServer: Sendable {
  /// How many cores it uses.
  let cores: Int
  private let server: RPCServer

  /// Larger messages and more calls than a service of the suite takes, because other servers of
  /// the benchmark have no such limits either.
  private static let messageBytesMax = 64 * 1_048_576
  private static let concurrentStreamsMax = 10_000

  init(_ setup: GRPCTesting.ServerConfig, _ settings: WorkerSettings) {
    let coresMax = System.coreCount
    cores = setup.coreLimit > 0 ? min(Int(setup.coreLimit), coresMax) : coresMax
    let port = settings.serverPort != 0 ? settings.serverPort : Int(setup.port)
    let tls = setup.securityParams.map { _ in RPCServerTLS(certificate: settings.certificate) }
    var configuration = RPCServerConfiguration(
      listeners: [
        RPCListener(address: .inet(RPCAddress(host: settings.host, port: port)), tls: tls)
      ], errorDomain: "benchmark.laurel")
    configuration.threads =
      setup.asyncServerThreads > 0 ? min(Int(setup.asyncServerThreads), cores) : cores
    configuration.messageBytesMax = Self.messageBytesMax
    configuration.concurrentStreamsMax = Self.concurrentStreamsMax
    // The driver has ended its clients before.
    configuration.drainGrace = .seconds(1)
    let service: any RPCService =
      switch setup.payloadConfig?.payload {
      case .bytebufParams(let sizes)?: RawBenchmarkService(responseSize: Int(sizes.respSize))
      default: BenchmarkHandlers()
      }
    server = RPCServer(
      configuration: configuration, services: [service],
      authorizer: WorkerSettings.authorizer, logger: Console.logger("benchmark"))
  }

  /// Serves until ``stop()`` or until the task is cancelled.
  func run() async throws { try await server.run() }

  /// The port, once the server listens.
  func port() async throws -> Int { try await server.listeningAddress().port }

  func stop() { server.drain() }
}
