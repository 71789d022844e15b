internal import NIOCore
internal import NIOPosix

/// Looks a name up with the operating system, on a thread that may block.
///
/// A look-up that takes too long is left to itself: its thread is free again when the system
/// answers.
struct DNSResolver: NameResolver {
  /// How long a look-up may take, as in gRPC's other libraries.
  static let defaultTimeout = Duration.seconds(30)
  /// Further addresses of a name are left out.
  static let addressesMax = 128

  typealias LookUp =
    @Sendable (_ host: String, _ port: Int) throws(NameResolutionError) -> [SocketEndpoint]

  private let host: String
  private let port: Int
  private let timeout: Duration
  private let threadPool: NIOThreadPool
  private let eventLoop: any EventLoop
  private let lookUp: LookUp

  /// The event loop keeps the time; `lookUp`, by default the system's `getaddrinfo`, may block.
  init(
    host: String, port: Int, timeout: Duration = DNSResolver.defaultTimeout,
    threadPool: NIOThreadPool, eventLoop: any EventLoop,
    lookUp: @escaping LookUp = SystemNameLookup.addresses
  ) {
    self.host = host
    self.port = port
    self.timeout = timeout
    self.threadPool = threadPool
    self.eventLoop = eventLoop
    self.lookUp = lookUp
  }

  var canChange: Bool { true }

  func resolve() async throws(NameResolutionError) -> ResolvedTarget {
    let waiter = NIOLoopBoundBox.makeBoxSendingValue(LookupWaiter(), eventLoop: eventLoop)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        eventLoop.execute { start(waiter, continuation) }
      }
    } onCancel: {
      eventLoop.execute { waiter.value.finish(.failure(.cancelled(host: host))) }
    }
    var seen: Set<SocketEndpoint> = []
    let addresses = try result.get().filter { seen.insert($0).inserted }
    return ResolvedTarget(
      endpoints: addresses.prefix(DNSResolver.addressesMax).map {
        ResolvedEndpoint(addresses: [$0])
      })
  }

  /// On the loop only.
  private func start(
    _ waiter: NIOLoopBoundBox<LookupWaiter>,
    _ continuation: CheckedContinuation<LookupWaiter.Outcome, Never>
  ) {
    guard waiter.value.wait(continuation) else { return }
    waiter.value.timer = eventLoop.scheduleTask(in: TimeAmount(timeout)) {
      waiter.value.finish(.failure(.timedOut(host: host, after: timeout)))
    }
    let lookup = threadPool.runIfActive(eventLoop: eventLoop) {
      [lookUp, host, port] in try lookUp(host, port)
    }
    lookup.whenComplete { [host] result in
      waiter.value.finish(
        result.mapError { $0 as? NameResolutionError ?? .stopped(host: host) })
    }
  }
}

/// Who waits for a look-up; takes the first outcome.
///
/// On the loop only.
private final class LookupWaiter {
  typealias Outcome = Result<[SocketEndpoint], NameResolutionError>

  private var continuation: CheckedContinuation<Outcome, Never>?
  private var outcome: Outcome?
  var timer: Scheduled<Void>?

  /// - Returns: `false` when the outcome was known before.
  func wait(_ continuation: CheckedContinuation<Outcome, Never>) -> Bool {
    if let outcome {
      continuation.resume(returning: outcome)
      return false
    }
    self.continuation = continuation
    return true
  }

  func finish(_ outcome: Outcome) {
    guard self.outcome == nil else { return }
    self.outcome = outcome
    timer?.cancel()
    timer = nil
    continuation?.resume(returning: outcome)
    continuation = nil
  }
}

extension RPCTarget {
  /// What finds the addresses of the target.
  func makeResolver(
    timeout: Duration = DNSResolver.defaultTimeout, threadPool: NIOThreadPool,
    eventLoop: any EventLoop
  ) -> any NameResolver {
    switch location {
    case .endpoints(let addresses): StaticResolver(addresses)
    case .name(let host, let port):
      DNSResolver(
        host: host, port: port, timeout: timeout, threadPool: threadPool, eventLoop: eventLoop)
    }
  }
}
