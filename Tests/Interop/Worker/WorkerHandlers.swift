internal import InteropMessages
internal import Kernel
internal import NIOCore
internal import RPC
internal import Synchronization

/// Does what the driver says: one benchmark at a time.
final class WorkerHandlers: GRPCTesting.WorkerService {
  private static let policy = MethodPolicy(access: .anybody, deadlineMax: .seconds(7 * 86_400))

  static var runServerPolicy: MethodPolicy { policy }
  static var runClientPolicy: MethodPolicy { policy }
  static var coreCountPolicy: MethodPolicy { policy }
  static var quitWorkerPolicy: MethodPolicy { policy }

  private let settings: WorkerSettings
  private let quit: @Sendable () -> Void
  private let isBusy = Mutex(false)

  /// `quit` is called when the driver wants the worker to end.
  init(settings: WorkerSettings, quit: @escaping @Sendable () -> Void) {
    self.settings = settings
    self.quit = quit
  }

  func runServer(
    _ requests: RPCRequests<GRPCTesting.ServerArgs>,
    _ responses: RPCResponseWriter<GRPCTesting.ServerStatus>, _ call: CallContext
  ) async throws {
    try begin()
    defer { end() }
    var iterator = requests.makeAsyncIterator()
    guard case .setup(let configuration)? = try await iterator.next()?.argtype else {
      throw WorkerSettings.refusal("The first message says what to do.")
    }
    let server = BenchmarkServer(configuration, settings)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask(executorPreference: globalConcurrentExecutor) { try await server.run() }
      var status = GRPCTesting.ServerStatus(
        port: Int32(try await server.port()), cores: Int32(server.cores))
      try await responses.write(status)
      var timer = UsageTimer()
      while let arguments = try await iterator.next() {
        guard case .mark(let mark)? = arguments.argtype else {
          throw WorkerSettings.refusal("Later messages are marks.")
        }
        status.stats = timer.serverStats()
        if mark.reset { timer = UsageTimer() }
        try await responses.write(status)
      }
      server.stop()
      try await group.waitForAll()
    }
  }

  func runClient(
    _ requests: RPCRequests<GRPCTesting.ClientArgs>,
    _ responses: RPCResponseWriter<GRPCTesting.ClientStatus>, _ call: CallContext
  ) async throws {
    try begin()
    defer { end() }
    var iterator = requests.makeAsyncIterator()
    guard case .setup(let configuration)? = try await iterator.next()?.argtype else {
      throw WorkerSettings.refusal("The first message says what to do.")
    }
    let client = try LoadClient(configuration, settings)
    try await withThrowingTaskGroup(of: Void.self) { group in
      // The event loop of the driver's connection is not for load.
      group.addTask(executorPreference: globalConcurrentExecutor) { await client.run() }
      try await responses.write(GRPCTesting.ClientStatus())
      while let arguments = try await iterator.next() {
        guard case .mark(let mark)? = arguments.argtype else {
          throw WorkerSettings.refusal("Later messages are marks.")
        }
        try await responses.write(
          GRPCTesting.ClientStatus(stats: client.stats(reset: mark.reset)))
      }
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  func coreCount(
    _ request: GRPCTesting.CoreRequest, _ call: CallContext
  ) async throws -> GRPCTesting.CoreResponse {
    GRPCTesting.CoreResponse(cores: Int32(System.coreCount))
  }

  func quitWorker(
    _ request: GRPCTesting.Void, _ call: CallContext
  ) async throws -> GRPCTesting.Void {
    try begin()
    quit()
    return GRPCTesting.Void()
  }

  private func begin() throws(RPCStatus) {
    let wasBusy = isBusy.withLock { isBusy in
      defer { isBusy = true }
      return isBusy
    }
    if wasBusy {
      throw RPCStatus(code: .resourceExhausted, message: "The worker is busy.")
    }
  }

  private func end() { isBusy.withLock { $0 = false } }
}
