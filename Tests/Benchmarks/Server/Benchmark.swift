internal import ArgumentParser

/// Laurel's side of `make bench-rpc`.
@main
struct Benchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rpc-bench",
    abstract: "The server and the client that are compared with other gRPC runtimes.",
    subcommands: [Serve.self, Client.self])
}
