/// How a client connects and what it allows.
package struct RPCClientConfiguration: Hashable, Sendable {
  /// The largest response message, in bytes.
  ///
  /// Default: 4 MiB.
  package var messageBytesMax = 4 * 1_048_576
  /// The largest header list of a response, in bytes as HTTP/2 counts them.
  ///
  /// Default: 16 KiB.
  package var headerListBytesMax = 16 * 1024
  /// How many bytes the server may send ahead on one call, 65,535 to 2^31-1.
  ///
  /// Default: 256 KiB.
  package var streamWindowBytes = 256 * 1024
  /// How many bytes the server may send ahead on the connection.
  ///
  /// Default: 1 MiB.
  package var connectionWindowBytes = 1_048_576
  /// Calls that may wait for a connection or a free stream; further ones get `RESOURCE_EXHAUSTED`.
  ///
  /// Default: 10,000.
  package var queuedCallsMax = 10_000
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

  package init() {}
}
