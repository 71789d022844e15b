internal import HTTP2
internal import Logging
internal import NIOCore
internal import WellKnownMessages

/// Asks over one connection, for as long as it is used, whether a service can be used (gRPC
/// proposal A17); lives on the client's event loop.
///
/// A watch that the server ends is begun again after a pause. A server without such watches is
/// taken to be healthy.
final class HealthCheck {
  private let service: String
  private let headers: HTTP2Headers
  private let connection: ClientConnection
  private let executor: LoopExecutor
  private let logger: Logger
  private let onChange: (SubchannelHealth) -> Void
  private var backoff: ConnectionBackoff
  private var watch: HealthWatch?
  private var timer: Scheduled<Void>?
  private var health = SubchannelHealth.unknown

  init(
    _ service: String, headers: HTTP2Headers, on connection: ClientConnection,
    backoff: ConnectionBackoff, executor: LoopExecutor, logger: Logger,
    onChange: @escaping (SubchannelHealth) -> Void
  ) {
    self.service = service
    self.headers = headers
    self.connection = connection
    self.backoff = backoff
    self.executor = executor
    self.logger = logger
    self.onChange = onChange
  }

  func start() {
    guard connection.takesCalls else { return }
    let request = MessageFrame.encode(GRPCHealthV1.HealthCheckRequest(service: service))
    let watch = HealthWatch(codec: executor.codec) { [weak self] in self?.changed($0) }
    self.watch = watch
    if !connection.hasRoom || !watch.open(headers, request, on: connection) {
      self.watch = nil
      startAgain()
    }
  }

  /// Nobody wants to know any more.
  func stop() {
    timer?.cancel()
    timer = nil
    watch?.cancel()
    watch = nil
  }

  private func changed(_ change: HealthWatch.Change) {
    switch change {
    case .status(.serving):
      backoff.reset()
      set(.serving)
    case .status(let status):
      backoff.reset()
      set(
        .failing(
          status == .serviceUnknown
            ? "\(service) is not known there" : "\(service) does not serve at present"))
    case .end(let status) where status.code == .unimplemented:
      watch = nil
      logger.error(
        "the server does not tell its health; it is taken to be healthy",
        metadata: ["service": "\(service)"])
      set(.serving)
    case .end(let status):
      watch = nil
      set(.failing("the health of \(service) is not known: \(status.message)"))
      startAgain()
    }
  }

  private func set(_ health: SubchannelHealth) {
    guard health != self.health else { return }
    self.health = health
    onChange(health)
  }

  private func startAgain() {
    var generator = SystemRandomNumberGenerator()
    timer?.cancel()
    timer = executor.eventLoop.assumeIsolated().scheduleTask(
      in: TimeAmount(backoff.pause(using: &generator))
    ) { [weak self] in self?.start() }
  }
}

/// One `Watch` of the server's health; lives on the client's event loop.
private final class HealthWatch: ClientStream {
  enum Change {
    case status(GRPCHealthV1.HealthCheckResponse.ServingStatus)
    /// Nothing more comes.
    case end(RPCStatus)
  }

  /// Answers are a few bytes.
  private static let messageBytesMax = 1024

  private var machine: ClientAttemptMachine
  private var placement: (connection: ClientConnection, stream: HTTP2StreamID)?
  private let onChange: (Change) -> Void

  init(codec: MessageCodec, onChange: @escaping (Change) -> Void) {
    machine = ClientAttemptMachine(
      kind: HealthService.watch.kind, messageBytesMax: HealthWatch.messageBytesMax, codec: codec)
    self.onChange = onChange
  }

  var outcome: RPCStatus?? { machine.outcome }

  /// - Returns: `false` when the connection takes no further streams.
  func open(_ headers: HTTP2Headers, _ request: ByteBuffer, on connection: ClientConnection)
    -> Bool
  {
    guard let stream = connection.session.request(headers, endOfStream: false) else {
      return false
    }
    placement = (connection, stream)
    connection.add(self, stream)
    _ = connection.session.send(request.readableBytesSpan, on: stream)
    connection.session.finish(stream)
    connection.flushLater()
    return true
  }

  func cancel() {
    guard case .finish(_, let reset) = machine.fail(StatusMapping.cancelled) else { return }
    leave(reset)
  }

  func receive(_ headers: HTTP2Headers, endOfStream: Bool) {
    perform(machine.receive(headers, endOfStream: endOfStream))
  }

  func receive(_ bytes: ByteBuffer) {
    var credit = 0
    var unobserved: [MessageSize]?
    let action = machine.receive(bytes, credit: &credit, arrived: &unobserved)
    give(credit)
    perform(action)
  }

  func keepWaitingBytes() { machine.keepWaitingBytes() }

  func endResponse() { perform(machine.endResponse()) }

  func wakeWriters() {}

  func fail(_ status: RPCStatus) { perform(machine.fail(status)) }

  func lose(_ status: RPCStatus) { fail(status) }

  func close(_ error: HTTP2ErrorCode) {
    placement = nil
    perform(machine.close(error))
  }

  private func perform(_ action: ClientAttemptMachine.Action) {
    switch action {
    case .nothing, .commit: break
    case .wakeReader: readAll()
    case .finish(_, let reset):
      leave(reset)
      readAll()
    }
  }

  private func readAll() {
    while true {
      var credit = 0
      switch machine.read(credit: &credit) {
      case .wait: return
      case .end(let status):
        return onChange(
          .end(status ?? RPCStatus(code: .unavailable, message: "The server ended the watch.")))
      case .message(let message):
        give(credit)
        do {
          let response = try MessageCoding.response(
            GRPCHealthV1.HealthCheckResponse.self, from: message.bytes)
          onChange(.status(response.status))
        } catch {
          // This tells the end as well; a watch that the server has ended tells it in its turn.
          guard outcome != nil else { return fail(error) }
        }
      }
    }
  }

  private func give(_ credit: Int) {
    guard credit > 0, let (connection, stream) = placement else { return }
    connection.session.credit(stream, bytes: credit)
    connection.flushLater()
  }

  private func leave(_ reset: HTTP2ErrorCode?) {
    guard let (connection, stream) = placement else { return }
    placement = nil
    guard let reset else { return }
    connection.session.reset(stream, reset)
    connection.flushLater()
  }
}
