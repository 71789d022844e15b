internal import HTTP2

/// How a server listens and what it allows; every limit has its unit in its name or its text.
///
/// What callers can be told (streams, header bytes, windows) is advertised as it is enforced.
package struct RPCServerConfiguration: Hashable, Sendable {
  /// Where to listen; none for a server that is only called inside its process.
  package var listeners: [RPCListener]
  /// `google.rpc.ErrorInfo.domain` of errors that name none, for example `quality.laurel`.
  package var errorDomain: String
  /// Event loop threads, at least 1; each listens on its own socket and keeps its connections.
  ///
  /// Default: 1.
  package var threads = 1

  // MARK: Messages

  /// The largest request message, in bytes, also after decompression.
  ///
  /// Default: 4 MiB.
  package var messageBytesMax = 4 * 1_048_576
  /// The largest response message, in bytes; a larger one fails its call.
  ///
  /// Default: 2^31-1, no limit of its own.
  package var responseBytesMax = Int(Int32.max)
  /// The largest header list of a call, in bytes as HTTP/2 counts them.
  ///
  /// Default: 16 KiB.
  package var headerListBytesMax = 16 * 1024

  // MARK: Calls of one connection

  /// Calls at a time on one connection.
  ///
  /// Default: 100.
  package var concurrentStreamsMax = 100
  /// How many bytes a caller may send ahead on one call, 65,535 to 2^31-1.
  ///
  /// Default: 256 KiB.
  package var streamWindowBytes = 256 * 1024
  /// How many bytes a caller may send ahead on one connection.
  ///
  /// Default: 1 MiB.
  package var connectionWindowBytes = 1_048_576
  /// Bytes of requests that the calls of one connection may keep in memory; the call that goes
  /// beyond it fails.
  ///
  /// Messages count as large as they are without compression; each piece in which they wait counts
  /// 128 bytes more, and until all of it has been read.
  /// Default: 64 MiB.
  package var connectionBufferBytesMax = 64 * 1_048_576

  // MARK: Connections

  /// Connections at a time; further ones are closed at once.
  ///
  /// Default: 10,000.
  package var connectionsMax = 10_000
  /// New connections per second; further ones are closed at once.
  ///
  /// Default: 2,000.
  package var connectionsPerSecondMax = 2_000
  /// How long a connection may take until its first valid frame, TLS included, and how long a
  /// header list may take to arrive.
  ///
  /// Default: 10 s.
  package var handshakeTimeout = Duration.seconds(10)
  /// How long a connection may stay without a call; then it is drained.
  ///
  /// Default: 1 h.
  package var idleTimeout = Duration.seconds(3600)
  /// How old a connection may become before it is drained, give or take 10 % at random.
  ///
  /// Default: no limit.
  package var connectionAgeMax: Duration?
  /// How long calls may go on when a connection has become too old.
  ///
  /// Default: no limit.
  package var connectionAgeGrace: Duration?
  /// How long calls may go on after the server has begun to stop.
  ///
  /// Default: 20 s.
  package var drainGrace = Duration.seconds(20)
  /// How long a caller may leave what was sent to it untouched: on the socket, or on a call whose
  /// handler has ended.
  ///
  /// Default: 60 s.
  package var slowReaderTimeout = Duration.seconds(60)

  /// How often the files of certificates are looked at for new ones.
  ///
  /// Default: 60 s.
  package var certificateReloadInterval = Duration.seconds(60)

  // MARK: Keepalive

  /// The silence after which a caller is asked whether it is still there; `nil` means never.
  ///
  /// Default: 2 h.
  package var keepaliveTime: Duration? = .seconds(7200)
  /// How long the answer may take; also set as the user timeout of TCP.
  ///
  /// Default: 20 s.
  package var keepaliveTimeout = Duration.seconds(20)
  /// The shortest pause between pings of a caller.
  ///
  /// Default: 5 min.
  package var pingIntervalMin = Duration.seconds(300)
  /// Whether callers may ping while they have no call; otherwise two hours have to pass.
  ///
  /// Default: false.
  package var permitsPingsWithoutCalls = false
  /// Pings that come too early and are forgiven; then the connection is closed with
  /// `ENHANCE_YOUR_CALM`.
  ///
  /// Default: 2.
  package var pingStrikesMax = 2

  // MARK: Floods, on one connection

  /// Calls that a caller may cancel in a burst before the connection is closed; those that the
  /// server has to reset or refuse, because the caller breaks the rules of HTTP/2, count as well.
  ///
  /// Default: 20,000.
  package var streamResetsBurstMax = 20_000
  /// Calls that a caller may cancel per second, for long.
  ///
  /// Default: 2,000.
  package var streamResetsPerSecondMax = 2_000
  /// SETTINGS frames per second.
  ///
  /// Default: 100.
  package var settingsPerSecondMax = 100
  /// PING frames per second; beside it the shortest pause between pings holds.
  ///
  /// Default: 10,000: callers that measure the connection ping at every round trip.
  package var pingsPerSecondMax = 10_000
  /// Frames per second that carry nothing, among them window updates that answer nothing.
  ///
  /// Default: 1,000.
  package var idleFramesPerSecondMax = 1_000
  /// CONTINUATION frames after one HEADERS frame.
  ///
  /// Default: 8.
  package var continuationsMax = 8
  /// Frames that may wait for a caller that does not read.
  ///
  /// Default: 10,000.
  package var outboundFramesMax = 10_000

  // MARK: Looking into it

  /// Whether every HTTP/2 frame is logged at the level trace, whatever the logger's level is:
  /// type, stream, length, flags and names of header fields, no content and no secrets.
  ///
  /// Default: false.
  package var logsFrames = false

  package init(listeners: [RPCListener], errorDomain: String) {
    self.listeners = listeners
    self.errorDomain = errorDomain
  }

  /// A server that listens in clear text on one address.
  package init(host: String, port: Int, errorDomain: String) {
    self.init(
      listeners: [RPCListener(address: .inet(RPCAddress(host: host, port: port)))],
      errorDomain: errorDomain)
  }

  /// What the sessions of the connections get of it.
  var http2: HTTP2Configuration {
    var http2 = HTTP2Configuration(
      concurrentStreamsMax: concurrentStreamsMax, headerListBytesMax: headerListBytesMax,
      streamWindowBytes: streamWindowBytes, connectionWindowBytes: connectionWindowBytes,
      // The connection counts them, because the library would give no proper reason.
      streamResetsBurstMax: Int(Int32.max), streamResetsPerSecondMax: Int(Int32.max),
      drainedBytes: ServerCall.outboxBytesMax)
    http2.continuationsMax = continuationsMax
    http2.recordsFrames = logsFrames
    return http2
  }
}
