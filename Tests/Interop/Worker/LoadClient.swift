internal import InteropMessages
internal import InteropSupport
internal import Protobuf
internal import RPC
internal import Synchronization

/// The client of a benchmark.
///
/// The programming style is always the same: many calls on the threads of the runtime. Numbers of
/// threads and lists of cores are not obeyed.
final class LoadClient: Sendable {
  private struct Channel: Sendable {
    let client: RPCClient
    let statistics: LoadStatistics
    let schedule: ArrivalSchedule?
  }

  private let setup: GRPCTesting.ClientConfig
  private let channels: [Channel]
  private let shape: LatencyHistogram
  private let timer = Mutex(UsageTimer())

  /// - Throws: `INVALID_ARGUMENT` for a benchmark that cannot be run.
  init(_ setup: GRPCTesting.ClientConfig, _ settings: WorkerSettings) throws {
    self.setup = setup
    guard !setup.serverTargets.isEmpty, setup.clientChannels > 0,
      setup.outstandingRPCsPerChannel > 0
    else { throw WorkerSettings.refusal("There is no server, no channel or no call.") }
    if case .unrecognized = setup.rpcType {
      throw WorkerSettings.refusal("Nobody knows that shape of calls.")
    }
    let histogram = setup.histogramParams ?? .init(resolution: 0.01, maxPossible: 60e9)
    guard
      let shape = LatencyHistogram(
        resolution: histogram.resolution, valueMax: histogram.maxPossible)
    else { throw WorkerSettings.refusal("There is no histogram of that shape.") }
    self.shape = shape
    channels = try (0..<Int(setup.clientChannels)).map { number in
      let target = setup.serverTargets[number % setup.serverTargets.count]
      return Channel(
        client: try Self.channel(to: target, setup, settings).makeClient(),
        statistics: LoadStatistics(shape), schedule: try Self.schedule(setup))
    }
  }

  private static func channel(
    to target: String, _ setup: GRPCTesting.ClientConfig, _ settings: WorkerSettings
  ) throws -> TestChannel {
    var channel = try TestChannel(target)
    if let security = setup.securityParams {
      var tls = RPCClientTLS(trustRootsFile: security.useTestCa ? settings.rootsFile : nil)
      if !security.serverHostOverride.isEmpty {
        tls.serverNameOverride = security.serverHostOverride
      }
      channel.tls = tls
    }
    return channel
  }

  /// The schedule of one channel; `nil` for a closed loop.
  private static func schedule(
    _ setup: GRPCTesting.ClientConfig
  ) throws(RPCStatus) -> ArrivalSchedule? {
    guard case .poisson(let parameters)? = setup.loadParams?.load else { return nil }
    let rate = parameters.offeredLoad / Double(setup.clientChannels)
    guard let schedule = ArrivalSchedule(callsPerSecond: rate) else {
      throw WorkerSettings.refusal("\(parameters.offeredLoad) calls per second is no load.")
    }
    return schedule
  }

  /// Makes calls until the task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      for channel in channels {
        for _ in 0..<setup.outstandingRPCsPerChannel {
          group.addTask { [self] in await load(channel) }
        }
      }
    }
    for channel in channels { await channel.client.close() }
  }

  private func load(_ channel: Channel) async {
    switch setup.payloadConfig?.payload {
    case .bytebufParams(let sizes)?:
      await run(channel, RawMessage(size: max(0, Int(sizes.reqSize))), RawMessage.self)
    case .simpleParams(let sizes)?:
      let request = GRPCTesting.SimpleRequest(
        responseSize: sizes.respSize,
        payload: .init(body: [UInt8](repeating: 0, count: max(0, Int(sizes.reqSize)))))
      await run(channel, request, GRPCTesting.SimpleResponse.self)
    case .complexParams?, nil:
      await run(channel, GRPCTesting.SimpleRequest(), GRPCTesting.SimpleResponse.self)
    }
  }

  private func run<Request: Message, Response: Message>(
    _ channel: Channel, _ request: Request, _ response: Response.Type
  ) async {
    let loop = LoadLoop<Request, Response>(
      client: channel.client, request: request, statistics: channel.statistics,
      schedule: channel.schedule, messagesPerStream: Int(setup.messagesPerStream))
    await loop.run(setup.rpcType)
  }

  /// What has been measured since the last reset.
  func stats(reset: Bool) -> GRPCTesting.ClientStats {
    var latencies = shape
    var outcomes: [RPCCode: Int] = [:]
    for channel in channels {
      let counts = channel.statistics.read(reset: reset)
      latencies.add(counts.latencies)
      outcomes.merge(counts.outcomes) { $0 + $1 }
    }
    var stats = timer.withLock { timer in
      defer { if reset { timer = UsageTimer() } }
      return timer.clientStats()
    }
    stats.latencies = latencies.message
    stats.requestResults = outcomes.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      .init(statusCode: Int32($0.key.rawValue), count: Int64($0.value))
    }
    return stats
  }
}
