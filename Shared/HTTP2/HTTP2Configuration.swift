/// The limits of a session; all are set by the owner of the session.
package struct HTTP2Configuration: Hashable, Sendable {
  /// Streams that the peer may have open at a time (server sessions).
  package var concurrentStreamsMax: Int
  /// The largest header list, counted as HTTP/2 does; larger ones are reported, not delivered.
  package var headerListBytesMax: Int
  /// How many bytes the peer may send ahead on a stream.
  package var streamWindowBytes: Int
  /// How many bytes the peer may send ahead on the connection.
  package var connectionWindowBytes: Int
  /// Streams that the peer may reset in a burst before the connection is closed (server sessions).
  ///
  /// libnghttp2's own default of 1,000 and 33 per second closes connections of callers that merely
  /// cancel a lot, as streaming callers with deadlines do.
  package var streamResetsBurstMax: Int
  /// Streams that the peer may reset per second for long (server sessions).
  package var streamResetsPerSecondMax: Int
  /// Bytes waiting to be sent on a stream below which `drained` is reported.
  package var drainedBytes: Int
  /// CONTINUATION frames that may follow one HEADERS frame before the connection is closed.
  package var continuationsMax = 8
  /// Entries of one SETTINGS frame before the connection is closed.
  package var settingsEntriesMax = 32
  /// Answers to PING and SETTINGS frames that may wait to be written before the connection is
  /// closed.
  package var unsentAcknowledgementsMax = 1000
  /// Whether frames are noted for a log; the owner of the session takes them.
  package var recordsFrames = false

  package init(
    concurrentStreamsMax: Int, headerListBytesMax: Int, streamWindowBytes: Int,
    connectionWindowBytes: Int, streamResetsBurstMax: Int, streamResetsPerSecondMax: Int,
    drainedBytes: Int
  ) {
    self.concurrentStreamsMax = concurrentStreamsMax
    self.headerListBytesMax = headerListBytesMax
    self.streamWindowBytes = streamWindowBytes
    self.connectionWindowBytes = connectionWindowBytes
    self.streamResetsBurstMax = streamResetsBurstMax
    self.streamResetsPerSecondMax = streamResetsPerSecondMax
    self.drainedBytes = drainedBytes
  }
}
