internal import ArgumentParser

/// Laurel's side of `make bench-rpc` and `make soak`, and of the tests behind balancers.
@main
struct Benchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rpc-bench",
    abstract: "A server and clients: compared with other gRPC runtimes, and put under load.",
    subcommands: [Serve.self, Client.self, Load.self])
}
