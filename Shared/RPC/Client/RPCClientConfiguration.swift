internal import HTTP2

/// How a client connects and what it allows.
package struct RPCClientConfiguration: Hashable, Sendable {
  /// What holds for the service unless the source of its addresses says something else.
  ///
  /// Default: `pick_first`, no retries, no time limits.
  package var serviceConfig = ServiceConfig.empty
  /// The `:authority` of calls; `nil` is that of the target.
  package var authority: String?
  /// Comes first in the header `user-agent`, for the logs of servers.
  ///
  /// Default: nothing.
  package var userAgentPrefix = ""

  // MARK: Messages

  /// The largest response message, in bytes.
  ///
  /// Default: 4 MiB.
  package var messageBytesMax = 4 * 1_048_576
  /// The largest header list of a response, in bytes as HTTP/2 counts them.
  ///
  /// Default: 16 KiB.
  package var headerListBytesMax = 16 * 1024

  // MARK: Calls

  /// How many bytes the server may send ahead on one call, 65,535 to 2^31-1.
  ///
  /// Default: 256 KiB.
  package var streamWindowBytes = 256 * 1024
  /// How many bytes the server may send ahead on the connection.
  ///
  /// Default: 1 MiB.
  package var connectionWindowBytes = 1_048_576
  /// Calls that may wait for a connection, and those that may wait for a free stream of each;
  /// further ones get `RESOURCE_EXHAUSTED`.
  ///
  /// Default: 10,000.
  package var queuedCallsMax = 10_000

  // MARK: Connections

  /// How long a client without calls keeps its connections; `nil` means for ever.
  ///
  /// Default: 30 min.
  package var idleTimeout: Duration? = .seconds(1800)
  /// The silence after which the server is asked whether it is still there; `nil` means never.
  ///
  /// Less than 10 s counts as 10 s. Servers close connections that are pinged more often than they
  /// like, by default every 5 minutes. Default: never.
  package var keepaliveTime: Duration?
  /// How long the answer may take; also set as the user timeout of TCP.
  ///
  /// Default: 20 s.
  package var keepaliveTimeout = Duration.seconds(20)
  /// Whether the server is asked while there is no call.
  ///
  /// Default: false.
  package var keepaliveWithoutCalls = false
  /// The pause after the first failed attempt to connect.
  ///
  /// Default: 1 s.
  package var backoffInitial = Duration.seconds(1)
  /// The longest pause between attempts to connect.
  ///
  /// Default: 120 s.
  package var backoffMax = Duration.seconds(120)
  /// The pause grows by this factor with every failed attempt.
  ///
  /// Default: 1.6.
  package var backoffMultiplier = 1.6
  /// The pause is changed by up to this part of it, at random.
  ///
  /// Default: 0.2.
  package var backoffJitter = 0.2
  /// How long one attempt to connect may take.
  ///
  /// Default: 20 s.
  package var connectTimeout = Duration.seconds(20)

  // MARK: Looking into it

  /// Whether every HTTP/2 frame is logged at the level trace, whatever the logger's level is:
  /// type, stream, length, flags and names of header fields, no content and no secrets.
  ///
  /// Default: false.
  package var logsFrames = false

  /// The shortest silence before a ping.
  var keepaliveTimeMin = Duration.seconds(10)
  /// The stream number with which a connection is replaced: three quarters of those that exist.
  var streamNumberMax = 1_610_612_735

  package init() {}

  var effectiveKeepaliveTime: Duration? { keepaliveTime.map { max($0, keepaliveTimeMin) } }

  var backoff: ConnectionBackoff.Settings {
    ConnectionBackoff.Settings(
      initial: backoffInitial, multiplier: backoffMultiplier, max: backoffMax,
      jitter: backoffJitter)
  }

  /// What the sessions of the connections get of it.
  var http2: HTTP2Configuration {
    var http2 = HTTP2Configuration(
      concurrentStreamsMax: 0, headerListBytesMax: headerListBytesMax,
      streamWindowBytes: streamWindowBytes, connectionWindowBytes: connectionWindowBytes,
      streamResetsBurstMax: 1000, streamResetsPerSecondMax: 33,
      drainedBytes: ClientCall.outboxBytesMax)
    http2.recordsFrames = logsFrames
    return http2
  }
}
