internal import HTTP2
internal import Logging
internal import NIOCore

/// What a client has for its target: addresses, connections, and the calls on them; lives on the
/// client's event loop.
///
/// Inputs go to the ``Balancer``, which is a value; what it wants is done here.
final class ClientChannel {
  let executor: LoopExecutor
  let http2: HTTP2Configuration
  private let configuration: RPCClientConfiguration
  let head: CallHead
  private let connector: any ClientConnector
  private let tls: TLSContextSource?
  private let serverName: String
  private let resolution: NameResolution
  private let connectivity: ConnectivityBoard
  private let shown: ChannelzChannel?
  private let logger: Logger
  private var keepaliveTime: Duration?

  /// `nil` while the client is IDLE and nobody has asked for a connection.
  private var balancer: (any Balancer)?
  private var subchannels: [SubchannelID: Subchannel] = [:]
  private var choice = Picker.Choice.queue
  /// The subchannels of the choice `ready`.
  private var ready: [Subchannel] = []
  private var nextReady = 0
  /// What subchannels have reported while the balancer's wishes were carried out.
  private var reports: [(id: SubchannelID, report: Subchannel.Report)] = []
  private var isPerforming = false
  private lazy var balancerTimer = DeadlineTimer(executor.eventLoop) { [self] now in
    balance { $0.wakeUp(now: now) }
    return balancer?.wakeUpAt
  }

  /// What the service config was when the addresses came last; `nil` before the first answer.
  private var serviceConfig: ServiceConfig?
  var throttle: RetryThrottle?
  /// Calls that came before the first answer.
  private var unconfigured: [ClientCall] = []
  /// Attempts that wait for a connection.
  private var queue = CircularBuffer<ClientAttempt>()
  private var calls = SlotTable<ClientCall>()
  private var freeSlots: [Int] = []
  private var isClosed = false
  private lazy var callTimer = DeadlineTimer(executor.eventLoop) { [self] in wakeUpCalls($0) }
  private var idleSince: MonotonicInstant?
  private lazy var idleTimer = DeadlineTimer(executor.eventLoop) { [self] in checkIdle($0) }

  init(
    _ parts: ClientParts, configuration: RPCClientConfiguration, connectivity: ConnectivityBoard,
    shown: ChannelzChannel?, logger: Logger, executor: LoopExecutor
  ) {
    self.executor = executor
    self.configuration = configuration
    http2 = configuration.http2
    head = CallHead(parts, configuration)
    connector = parts.connector
    tls = parts.tls
    serverName = parts.target.serverName
    self.connectivity = connectivity
    self.shown = shown
    self.logger = logger
    keepaliveTime = configuration.effectiveKeepaliveTime
    resolution = NameResolution(
      parts.resolver, backoff: configuration.backoff, executor: executor)
    resolution.onResult = { [self] in resolved($0) }
  }

  // MARK: - Calls

  /// Starts a call, now or when there is a connection with room for it.
  func start(_ call: ClientCall) {
    guard !call.isFinished else { return }
    guard !isClosed else { return call.fail(StatusMapping.closed) }
    track(call)
    guard serviceConfig != nil else {
      if unconfigured.count >= queuedCallsMax { unconfigured.removeAll { $0.isFinished } }
      guard unconfigured.count < queuedCallsMax else { return call.fail(StatusMapping.tooMany) }
      unconfigured.append(call)
      wakeUpCalls(at: call.wakeUpAt)
      leaveIdle()
      return
    }
    begin(call)
  }

  private func begin(_ call: ClientCall) {
    let now = MonotonicInstant.now
    call.begin(serviceConfig?.methodConfig(for: call.method), now: now)
    if let time = call.wakeUpAt, !call.isFinished { callTimer.include(time, now: now) }
  }

  /// Finds a connection for an attempt.
  func place(_ attempt: ClientAttempt) {
    switch choice {
    case .ready:
      // Those that have been lost a moment ago are no longer READY in the next choice.
      for _ in ready.indices {
        guard let subchannel = takeReady() else { break }
        if subchannel.start(attempt) { return }
      }
      enqueue(attempt)
    case .fail(let status) where !attempt.waitsForReady || isClosed: attempt.fail(status)
    case .fail, .queue: enqueue(attempt)
    }
  }

  /// The next in turn.
  private func takeReady() -> Subchannel? {
    guard !ready.isEmpty else { return nil }
    let place = nextReady < ready.count ? nextReady : 0
    nextReady = place + 1
    return ready[place]
  }

  private func enqueue(_ attempt: ClientAttempt) {
    if queue.count >= queuedCallsMax { queue.removeAll { $0.isFinished } }
    guard queue.count < queuedCallsMax else { return attempt.fail(StatusMapping.tooMany) }
    queue.append(attempt)
    leaveIdle()
  }

  /// Looks for connections for those that wait.
  private func placeQueued() {
    guard !queue.isEmpty else { return }
    if case .queue = choice { return }
    let waiting = queue
    queue.removeAll()
    for attempt in waiting where !attempt.isFinished { place(attempt) }
  }

  /// Ends all calls and closes the connections; later calls fail.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    for call in calls.all { call.fail(StatusMapping.closed) }
    unconfigured = []
    queue.removeAll()
    // A balancer that is told of lost connections makes new ones: it goes first.
    let connections = subchannels.values.compactMap(\.connection)
    balance { $0.shutDown() }
    balancer = nil
    for connection in connections { connection.close(StatusMapping.closed) }
    resolution.cancel()
    // These keep the channel until now.
    resolution.onResult = { _ in }
    callTimer.end()
    balancerTimer.end()
    idleTimer.end()
    connectivity.set(.shutdown)
    shown?.setState(.shutdown)
    shown?.close()
  }

  private func track(_ call: ClientCall) {
    let slot = freeSlots.popLast() ?? calls.count
    call.slot = slot
    call.enter(self)
    calls[slot] = call
    idleSince = nil
    shown?.callStarted()
  }

  /// A call is over.
  func ended(_ call: ClientCall, _ code: RPCCode) {
    guard let slot = call.slot else { return }
    call.slot = nil
    calls[slot] = nil
    freeSlots.append(slot)
    shown?.callEnded(ok: code == .ok)
    beginIdleTime()
  }

  /// From now on, connections are of no use unless a call comes.
  private func beginIdleTime() {
    guard calls.isEmpty, let idleTimeout = configuration.idleTimeout else { return }
    let now = MonotonicInstant.now
    idleSince = now
    idleTimer.include(now + idleTimeout, now: now)
  }

  /// Has calls look at the time when something of theirs is due.
  func wakeUpCalls(at time: MonotonicInstant?) {
    guard let time, !isClosed else { return }
    callTimer.include(time, now: .now)
  }

  private func wakeUpCalls(_ now: MonotonicInstant) -> MonotonicInstant? {
    var next: MonotonicInstant?
    for call in calls.all {
      if let time = call.wakeUpAt, time <= now { call.wakeUp(now: now) }
      if !call.isFinished, let time = call.wakeUpAt {
        next = next.map { min($0, time) } ?? time
      }
    }
    return next
  }

  // MARK: - Addresses

  private func resolved(_ result: Result<ResolvedTarget, NameResolutionError>) {
    guard !isClosed else { return }
    switch result {
    case .success(let target):
      adopt(target.serviceConfig ?? configuration.serviceConfig)
      balance { $0.update(target.endpoints, now: .now) }
    case .failure(let error):
      logger.info("name not resolved", metadata: ["reason": "\(error)"])
      shown?.addTrace("name not resolved: \(error)", severity: .warning)
      // What is known already goes on to be used.
      guard balancer == nil || choice == .queue && subchannels.isEmpty else { return }
      let failure = RPCStatus(code: .unavailable, message: "\(error)")
      set(.transientFailure, Picker(.fail(failure)))
      if serviceConfig == nil { adopt(configuration.serviceConfig) }
      placeQueued()
    }
    let waiting = unconfigured
    unconfigured = []
    guard serviceConfig != nil else { return }
    for call in waiting where !call.isFinished { begin(call) }
  }

  private func adopt(_ config: ServiceConfig) {
    if balancer == nil || !config.isBalanced(like: serviceConfig) {
      balance { $0.shutDown() }
      balancer = config.makeBalancer()
    }
    if config.retryThrottling != serviceConfig?.retryThrottling || serviceConfig == nil {
      switch (throttle, config.retryThrottling) {
      case (.some, let settings?): throttle?.adopt(settings)
      case (nil, let settings?): throttle = RetryThrottle(settings)
      case (_, nil): throttle = nil
      }
    }
    serviceConfig = config
  }

  // MARK: - Connections

  /// Somebody needs a connection.
  func leaveIdle() {
    guard !isClosed else { return }
    if connectivity.state == .idle { beginIdleTime() }
    if balancer == nil {
      if connectivity.state == .idle { set(.connecting, .queue) }
      resolution.request()
    } else if connectivity.state == .idle, !isPerforming {
      balance { $0.exitIdle(now: .now) }
    }
  }

  /// Gives connections up that nobody has used for long.
  private func checkIdle(_ now: MonotonicInstant) -> MonotonicInstant? {
    guard !isClosed, let idleSince, let idleTimeout = configuration.idleTimeout else { return nil }
    guard idleSince + idleTimeout <= now else { return idleSince + idleTimeout }
    balance { $0.shutDown() }
    balancer = nil
    resolution.cancel()
    set(.idle, .queue)
    return nil
  }

  private func balance(_ input: (inout any Balancer) -> [BalancerAction]) {
    guard var balancer else { return }
    let actions = input(&balancer)
    self.balancer = balancer
    perform(actions)
  }

  private func perform(_ actions: [BalancerAction]) {
    isPerforming = true
    for action in actions { perform(action) }
    while !reports.isEmpty {
      let (id, report) = reports.removeFirst()
      let actions =
        switch report {
        case .state(let state, let failure):
          balancer?.subchannelChanged(id, to: state, failure: failure, now: .now)
        case .health(let health): balancer?.healthChanged(id, to: health, now: .now)
        }
      for action in actions ?? [] { perform(action) }
    }
    isPerforming = false
    if let time = balancer?.wakeUpAt { balancerTimer.include(time, now: .now) }
    placeQueued()
    if !queue.isEmpty, connectivity.state == .idle { leaveIdle() }
  }

  private func perform(_ action: BalancerAction) {
    switch action {
    case .create(let id, let address):
      subchannels[id] = Subchannel(
        address, channel: self,
        machine: SubchannelMachine(
          backoff: ConnectionBackoff(configuration.backoff),
          connectTimeout: configuration.connectTimeout),
        shown: shown?.registerSubchannel("\(address)")
      ) { [self] report in
        reported(id, report)
      }
    case .connect(let id): subchannels[id]?.connect()
    case .shutDown(let id):
      ready.removeAll { $0 === subchannels[id] }
      subchannels.removeValue(forKey: id)?.shutDown()
    case .update(.shutdown, _): break
    case .update(let state, let picker): set(state, picker)
    case .resolveAgain: resolution.request()
    }
  }

  private func reported(_ id: SubchannelID, _ report: Subchannel.Report) {
    guard subchannels[id] != nil else { return }
    reports.append((id, report))
    if !isPerforming { perform([]) }
  }

  private func set(_ state: ConnectivityState, _ picker: Picker) {
    choice = picker.choice
    ready = []
    if case .ready(let ids) = choice { ready = ids.compactMap { subchannels[$0] } }
    nextReady = picker.start
    if connectivity.set(state) {
      shown?.setState(ChannelzState(state))
      logger.debug("rpc client", metadata: ["state": "\(state.name)"])
    }
  }

  // MARK: - For subchannels

  /// How many may wait in one place.
  var queuedCallsMax: Int { configuration.queuedCallsMax }

  /// A connection whose streams have come so far is replaced.
  var streamNumberMax: Int { configuration.streamNumberMax }

  /// Opens a socket and speaks HTTP/2 on it, inside TLS if the client is to.
  func connect(
    to address: SocketEndpoint, timeout: TimeAmount, _ connection: ClientConnection
  ) -> EventLoopFuture<any Channel> {
    let bound = NIOLoopBound(connection, eventLoop: executor.eventLoop)
    return connector.connect(to: address, on: executor.eventLoop, timeout: timeout) {
      [tls, serverName] channel in
      let pipeline = channel.pipeline.syncOperations
      if let tls { try pipeline.addTLSClientHandlers(tls, serverHostname: serverName) }
      try pipeline.addHandler(bound.value)
    }
  }

  /// What watches the health of a server over a new connection; `nil` when nothing is to.
  func makeHealthCheck(
    on connection: ClientConnection, onChange: @escaping (SubchannelHealth) -> Void
  ) -> HealthCheck? {
    guard let service = serviceConfig?.watchedService else { return nil }
    return HealthCheck(
      service, headers: head.headers(HealthService.watch, RPCMetadata(), nil), on: connection,
      backoff: ConnectionBackoff(configuration.backoff), executor: executor, logger: logger,
      onChange: onChange)
  }

  func makeKeepalive() -> Keepalive {
    Keepalive(
      time: keepaliveTime, timeout: configuration.keepaliveTimeout,
      worksWithoutCalls: configuration.keepaliveWithoutCalls, now: .now)
  }

  /// Where the frames of a connection are logged; `nil` when they are not.
  func makeFrameLog(_ address: SocketEndpoint) -> FrameLog? {
    configuration.logsFrames ? FrameLog(logger, peer: "\(address)") : nil
  }

  /// The server finds that it is asked too often: later connections ask half as often.
  func slowKeepaliveDown() {
    keepaliveTime = keepaliveTime.map { $0 * 2 }
    logger.notice(
      "the server is pinged too often", metadata: ["keepalive": "\(keepaliveTime ?? .zero)"])
  }
}
