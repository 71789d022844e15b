internal import ArgumentParser
internal import BenchmarkMessages
internal import RPC

/// Makes calls while the driver measures the process.
struct Client: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Warm up, say `ready`, wait for a line, make the calls, say `done`, wait again.")

  @Option(help: "The port of 127.0.0.1 to call.")
  var port: Int

  @Option(help: "How many calls to make.")
  var calls: Int

  @Option(help: "How many calls to make at a time.")
  var inFlight: Int

  @Flag(help: "Make them on the thread of the connection.")
  var onLoop = false

  private struct Mismatch: Error {}

  func validate() throws {
    guard (1...65_535).contains(port) else { throw ValidationError("--port is 1 to 65535.") }
    guard inFlight >= 1, calls >= inFlight else {
      throw ValidationError("--in-flight is at least 1 and at most --calls.")
    }
  }

  func run() async throws {
    let client = RPCClient(endpoint: RPCEndpoint(host: "127.0.0.1", port: port))
    let service = BenchmarkV1.EchoServiceClient(client)
    let executor = onLoop ? client.taskExecutor : nil
    try await makeCalls(service, executor, count: max(inFlight, calls / 10))
    try Driver.tell("ready")
    Driver.wait()
    try await makeCalls(service, executor, count: calls)
    try Driver.tell("done")
    Driver.wait()
    await client.close()
  }

  private func makeCalls(
    _ service: BenchmarkV1.EchoServiceClient, _ executor: (any TaskExecutor)?, count: Int
  ) async throws {
    let entry = BenchmarkV1.Entry(
      entryID: "7f9c2ba4-e88f-427a", title: "A call about an invoice",
      occurredMicroseconds: 1_785_340_800_000_000, score: 0.875, counts: [3, 14, 159],
      labels: ["billing", "sales"], author: BenchmarkV1.Author(name: "A. Person", number: 4711))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<inFlight {
        group.addTask(executorPreference: executor) {
          for _ in 0..<(count / inFlight) {
            let response = try await service.echo(BenchmarkV1.EchoRequest(entry: entry))
            guard let received = response.entry, received == entry else { throw Mismatch() }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
