internal import HTTP2
internal import Logging
internal import NIOCore

extension ServerConnection {
  /// How long the peer may take to confirm that it knows of the shutdown.
  private static let shutdownNoticeMax = TimeAmount.seconds(1)
  /// How long the peer may take to close after we have.
  private static let closeMax = TimeAmount.seconds(1)
  /// Marks the ping behind the first announcement of a shutdown.
  static let drainPing: UInt64 = 1
  /// Marks pings that ask whether the peer is still there.
  private static let keepalivePing: UInt64 = 2

  // MARK: - The watch

  /// Has the watch look soon, because something has changed.
  func lookAgain() {
    guard state != .closed else { return }
    let now = MonotonicInstant.now
    if let next = look(now) { watchTimer.include(next, now: now) }
  }

  /// Does what is due; returns when to look again.
  func look(_ now: MonotonicInstant) -> MonotonicInstant? {
    guard state != .closed, state != .closing else { return nil }
    let situation = ServerConnectionWatch.Situation(
      hasCalls: !calls.isEmpty, isEstablished: hasReceivedSettings,
      isInsideHeaders: session.isInsideHeaders, isDraining: state != .open)
    let (steps, next) = watch.check(situation, now: now)
    for step in steps {
      switch step {
      case .ping:
        shown?.keepAliveSent()
        session.ping(ServerConnection.keepalivePing)
        flushLater()
      case .drain(let reason):
        watch.draining(becauseOfAge: reason == "max_age", now: now)
        drain(reason)
      case .close(let reason):
        server.logger.debug("connection closed", metadata: ["reason": "\(reason)"])
        context?.close(promise: nil)
      }
    }
    return next
  }

  // MARK: - The end

  /// Tells the peer that no further calls are taken; those that run go on.
  func drain(_ reason: String = "") {
    guard state == .open else { return }
    state = .drainAnnounced
    drainReason = reason
    session.announceShutdown()
    // The answer to the ping shows that calls sent before the announcement have arrived.
    session.ping(ServerConnection.drainPing)
    flush()
    // The peer may have been about to close as well.
    guard state == .drainAnnounced else { return }
    schedule(in: ServerConnection.shutdownNoticeMax) { $0.finishDrainAnnouncement() }
  }

  func finishDrainAnnouncement() {
    guard state == .drainAnnounced else { return }
    state = .draining
    session.refuseNewStreams(.noError, debugData: drainReason)
    flushLater()
  }

  /// Ends the calls that still run, then closes.
  func stop() {
    for call in calls.all where !call.isFinished { call.fail(StatusMapping.stopping) }
    session.refuseNewStreams(.noError)
    flush()
    close()
  }

  /// Closes the connection of a peer that goes too far.
  func calmDown(_ reason: String) {
    guard state != .closing, state != .closed else { return }
    server.logger.info("connection closed", metadata: ["reason": "\(reason)"])
    session.refuseNewStreams(.enhanceYourCalm, debugData: reason)
    flush()
    close()
  }

  /// Gives up a connection whose socket was lost before it was used.
  func discard() {
    guard state != .closed else { return }
    state = .closed
    endTimers()
    reportEnd()
  }

  /// Lets go of what keeps the connection alive.
  func endTimers() {
    deadlines.end()
    watchTimer.end()
    drainTimer?.cancel()
    drainTimer = nil
  }

  /// Closes after what has been written.
  func close() {
    guard let context, state != .closing, state != .closed else { return }
    state = .closing
    schedule(in: ServerConnection.closeMax) { $0.context?.close(promise: nil) }
    // A channel without half-closing ends at once, and the timer with it.
    context.close(mode: .output, promise: nil)
  }

  /// Runs `body` later, unless the connection has closed by then.
  private func schedule(
    in delay: TimeAmount, _ body: @escaping (ServerConnection) -> Void
  ) {
    drainTimer?.cancel()
    drainTimer = executor.eventLoop.assumeIsolated().scheduleTask(in: delay) { body(self) }
  }
}
