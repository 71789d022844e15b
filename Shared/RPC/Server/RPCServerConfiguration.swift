/// How a server listens and what it allows; every limit has its unit in its name or its text.
package struct RPCServerConfiguration: Hashable, Sendable {
  /// The name or IP address to listen on.
  package var host: String
  /// The port to listen on; 0 lets the operating system choose.
  package var port: Int
  /// `google.rpc.ErrorInfo.domain` of errors that name none, for example `quality.laurel`.
  package var errorDomain: String
  /// Event loop threads, at least 1.
  ///
  /// Default: 1.
  package var threads = 1
  /// The largest request message, in bytes.
  ///
  /// Default: 4 MiB.
  package var messageBytesMax = 4 * 1_048_576
  /// The largest header list of a call, in bytes as HTTP/2 counts them.
  ///
  /// Default: 16 KiB.
  package var headerListBytesMax = 16 * 1024
  /// Calls at a time on one connection; advertised and enforced.
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
  /// Connections at a time; further ones are closed at once.
  ///
  /// Default: 10,000.
  package var connectionsMax = 10_000
  /// How long a connection may take until its first valid frame.
  ///
  /// Default: 10 s.
  package var handshakeTimeout = Duration.seconds(10)
  /// How long a connection may stay without a call; then it is drained.
  ///
  /// Default: 1 h.
  package var idleTimeout = Duration.seconds(3600)
  /// How long calls may go on after draining has begun.
  ///
  /// Default: 20 s.
  package var drainGrace = Duration.seconds(20)
  /// Calls that callers may cancel in a burst on one connection before it is closed.
  ///
  /// Default: 20,000.
  package var streamResetsBurstMax = 20_000
  /// Calls that callers may cancel per second, for long, on one connection.
  ///
  /// Default: 2,000.
  package var streamResetsPerSecondMax = 2_000

  package init(host: String, port: Int, errorDomain: String) {
    self.host = host
    self.port = port
    self.errorDomain = errorDomain
  }
}
