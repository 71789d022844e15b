/// A stream of a session.
///
/// `slot` is a small number that is unique among the open streams and is used again after the
/// stream has closed, so that per-stream state may live in an array.
package struct HTTP2StreamID: Hashable, Sendable {
  /// The stream's number on the wire.
  package let number: Int32
  package let slot: Int
}

/// What happened in a session, in order.
package enum HTTP2Event: Sendable {
  /// A header list has arrived: a request, a response (also an interim one) or trailers.
  case headers(HTTP2StreamID, HTTP2Headers, endOfStream: Bool)
  /// A header list was larger than allowed; its fields are dropped.
  case headersTooLarge(HTTP2StreamID)
  /// Content has arrived, at these positions of the bytes given to `receive`.
  ///
  /// The receiver owes the stream's window the same number of bytes.
  case data(HTTP2StreamID, Range<Int>)
  /// The peer has finished sending on the stream.
  case endOfStream(HTTP2StreamID)
  /// Few bytes are left to be sent on a stream that had many.
  case drained(HTTP2StreamID)
  /// The stream is over; its slot is free. `noError` is the regular end.
  case closed(HTTP2StreamID, HTTP2ErrorCode)
  /// The peer's settings have arrived.
  case settings
  /// The peer is about to stop; streams above the number were not processed.
  case goAway(lastStreamNumber: Int32, HTTP2ErrorCode, debugData: [UInt8])
  /// The peer has sent a ping; the session answers it.
  case ping
  /// The peer has answered a ping of ours.
  case pong(UInt64)
}

/// How many frames have arrived of which a flood can be made.
package struct HTTP2FrameCounts: Hashable, Sendable {
  /// SETTINGS frames that are no acknowledgements.
  package var settings = 0
  /// PING frames that are no acknowledgements.
  package var pings = 0
  /// Frames that carry nothing: PRIORITY, GOAWAY, and DATA frames without content that end
  /// nothing.
  package var idle = 0
  /// RST_STREAM frames, and frames for which a stream had to be reset or refused.
  package var resets = 0
  /// WINDOW_UPDATE frames.
  package var windowUpdates = 0
  /// HEADERS and DATA frames that were written, which window updates may follow.
  package var sentContent = 0

  package init() {}

  /// Whether nothing has arrived.
  package var isEmpty: Bool { settings + pings + idle + resets + windowUpdates == 0 }
}
