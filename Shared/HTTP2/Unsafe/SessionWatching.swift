internal import CNGHTTP2

extension SessionCallbacks {
  /// Sets those that look at frames which libnghttp2 passes over without a word.
  static func setWatching(_ callbacks: OpaquePointer?) {
    unsafe nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks) {
      _, header, userData in
      guard let header = unsafe header else { return 0 }
      unsafe SessionCore.withOwner(userData) { unsafe $0.beginFrame(header.pointee) }
      return 0
    }
    unsafe nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks) {
      _, frame, error, userData in
      unsafe SessionCore.withOwner(userData) { core in
        core.frameCounts.resets += 1
        if let frame = unsafe frame { unsafe core.recordRefused(frame.pointee, error) }
      }
      return 0
    }
  }
}

/// The numbers of streams that a peer has passed over, and must not use any more.
struct SkippedStreams {
  /// More are forgotten: peers number their streams without gaps.
  private static let rangesMax = 16

  private var last: Int32 = -1
  private var ranges: [ClosedRange<Int32>] = []

  /// A header list begins on a stream of the peer.
  ///
  /// - Returns: Whether it may.
  mutating func begin(_ number: Int32) -> Bool {
    guard number > last else { return !ranges.contains { $0.contains(number) } }
    if number > last + 2 && ranges.count < SkippedStreams.rangesMax {
      ranges.append(last + 1...number - 1)
    }
    last = number
    return true
  }
}

extension SessionCore {
  fileprivate func beginFrame(_ header: nghttp2_frame_hd) {
    switch UInt32(header.type) {
    case NGHTTP2_PRIORITY.rawValue:
      frameCounts.idle += 1
      if header.stream_id == 0 { terminate(.protocolError) }
    case NGHTTP2_HEADERS.rawValue where role == .server:
      if !skippedStreams.begin(header.stream_id) { terminate(.protocolError) }
    default: break
    }
  }

  /// Gives up the connection; what is left to be sent says why.
  func terminate(_ code: HTTP2ErrorCode) {
    unsafe nghttp2_session_terminate_session(session, code.rawValue)
  }
}
