internal import Kernel

/// A connection, as channelz shows it.
///
/// Its events must come from one thread at a time, which a connection's event loop is. They cost
/// a few plain stores each; the clock is read by ``tick()`` only.
package final class ChannelzSocket: Sendable {
  /// Which end starts the streams.
  enum Side: Sendable {
    case client
    case server
  }

  /// Unique in the process, over all kinds.
  package let id: Int64
  /// The address of this end.
  package let local: ChannelzAddress?
  /// The address of the other end.
  package let remote: ChannelzAddress?
  /// How the connection is protected.
  package let security: ChannelzSecurity

  let side: Side
  let streamsStarted = ChannelzCounter()
  let streamsSucceeded = ChannelzCounter()
  let streamsFailed = ChannelzCounter()
  let callsSucceeded = ChannelzCounter()
  let callsFailed = ChannelzCounter()
  let messagesSentCount = ChannelzCounter()
  let messagesReceivedCount = ChannelzCounter()
  let keepAlivesSent = ChannelzCounter()
  let lastStreamStarted = ChannelzCounter()
  let lastMessageSent = ChannelzCounter()
  let lastMessageReceived = ChannelzCounter()
  /// -1: not known.
  let localWindow = ChannelzCounter(-1)
  let remoteWindow = ChannelzCounter(-1)
  /// -1: no GOAWAY was received.
  let goAwayError = ChannelzCounter(-1)
  let peerStreamsMax = ChannelzCounter()

  private let time: ChannelzCounter
  private let clock: any WallClock
  private let onClose: @Sendable (ChannelzSocket) -> Void

  init(
    id: Int64, side: Side, local: ChannelzAddress?, remote: ChannelzAddress?,
    security: ChannelzSecurity, clock: any WallClock,
    onClose: @escaping @Sendable (ChannelzSocket) -> Void
  ) {
    self.id = id
    self.side = side
    self.local = local
    self.remote = remote
    self.security = security
    self.clock = clock
    self.onClose = onClose
    time = ChannelzCounter(clock.now().microseconds)
  }

  /// Reads the clock for the events that follow; once for each batch of bytes read or written.
  package func tick() { time.set(clock.now().microseconds) }

  /// A stream was started, by the side that starts streams.
  package func streamStarted() {
    lastStreamStarted.set(time.value)
    streamsStarted.add()
  }

  /// A stream has ended.
  ///
  /// - Parameters:
  ///   - ok: Whether both ends said END_STREAM; not so after a reset or a lost connection.
  ///   - callSucceeded: Whether the call on it ended with the status OK.
  package func streamEnded(ok: Bool, callSucceeded: Bool) {
    if ok { streamsSucceeded.add() } else { streamsFailed.add() }
    if callSucceeded { callsSucceeded.add() } else { callsFailed.add() }
  }

  /// Whole gRPC messages were handed to the connection.
  package func messagesSent(_ count: Int) {
    lastMessageSent.set(time.value)
    messagesSentCount.add(count)
  }

  /// Whole gRPC messages have arrived.
  package func messagesReceived(_ count: Int) {
    lastMessageReceived.set(time.value)
    messagesReceivedCount.add(count)
  }

  /// A message was handed to the connection.
  package func messageSent() { messagesSent(1) }

  /// A message has arrived.
  package func messageReceived() { messagesReceived(1) }

  /// A ping was sent to find out whether the connection still works.
  package func keepAliveSent() { keepAlivesSent.add() }

  /// The bytes that each end still takes on the whole connection.
  package func setFlowControlWindows(local: Int, remote: Int) {
    localWindow.set(Int64(local))
    remoteWindow.set(Int64(remote))
  }

  /// The other end said GOAWAY with an HTTP/2 error code.
  package func goAwayReceived(errorCode: UInt32) { goAwayError.set(Int64(errorCode)) }

  /// The other end takes this many streams at a time.
  package func setPeerConcurrentStreamsMax(_ count: UInt32) { peerStreamsMax.set(Int64(count)) }

  /// The connection is closed: it is shown no longer, its calls go on to count for its owner.
  ///
  /// Call it once.
  package func close() { onClose(self) }
}

/// A socket that accepts connections, as channelz shows it.
package final class ChannelzListenSocket: Sendable {
  /// Unique in the process, over all kinds.
  package let id: Int64
  /// The address it listens on.
  package let local: ChannelzAddress?
  /// How its connections are protected.
  package let security: ChannelzSecurity

  init(id: Int64, local: ChannelzAddress?, security: ChannelzSecurity) {
    self.id = id
    self.local = local
    self.security = security
  }
}
