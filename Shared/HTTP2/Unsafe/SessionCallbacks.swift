internal import CNGHTTP2

/// The callbacks of libnghttp2: they collect events and bytes, and start nothing.
enum SessionCallbacks {
  /// Makes the table of callbacks; the caller frees it.
  static func make() -> OpaquePointer? {
    var callbacks: OpaquePointer?
    let result = unsafe nghttp2_session_callbacks_new(&callbacks)
    precondition(result == 0, "libnghttp2 is out of memory")
    unsafe setReceiving(callbacks)
    unsafe setWatching(callbacks)
    unsafe setClosing(callbacks)
    return unsafe callbacks
  }

  private static func setReceiving(_ callbacks: OpaquePointer?) {
    unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) {
      _, frame, userData in
      guard let frame = unsafe frame else { return 0 }
      unsafe SessionCore.withOwner(userData) { unsafe $0.beginHeaders(frame.pointee) }
      return 0
    }
    unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) {
      _, _, name, nameCount, value, valueCount, flags, userData in
      let isTaken = unsafe SessionCore.withOwner(userData) { core in
        unsafe core.addHeader(
          UnsafeBufferPointer(start: name, count: nameCount),
          UnsafeBufferPointer(start: value, count: valueCount), flags: flags)
      }
      return isTaken ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    }
    unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) {
      _, frame, userData in
      guard let frame = unsafe frame else { return 0 }
      unsafe SessionCore.withOwner(userData) { unsafe $0.received(frame.pointee) }
      return 0
    }
    unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
      _, _, number, data, count, userData in
      guard let data = unsafe data else { return 0 }
      unsafe SessionCore.withOwner(userData) { core in
        unsafe core.received(UnsafeRawPointer(data), count, onStream: number)
      }
      return 0
    }
  }

  /// A request whose HEADERS could not be sent, because it was reset before or because the peer
  /// takes no more, is closed like every other stream; libnghttp2 calls back for it twice, and only
  /// the end counts.
  private static func setClosing(_ callbacks: OpaquePointer?) {
    unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) {
      _, number, code, userData in
      unsafe SessionCore.withOwner(userData) { core in
        if let slot = core.slot(ofStream: number), core.slots[slot].number == number {
          core.close(slot, HTTP2ErrorCode(rawValue: code))
        }
      }
      return 0
    }
    unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) {
      _, frame, userData in
      guard let frame = unsafe frame else { return 0 }
      unsafe SessionCore.withOwner(userData) { unsafe $0.sent(frame.pointee) }
      return 0
    }
  }
}

extension SessionCore {
  /// Calls `body` with the owner of the session that calls back; whoever lets the session run keeps
  /// the owner alive.
  static func withOwner<Result>(
    _ userData: UnsafeMutableRawPointer?, _ body: (SessionCore) -> Result
  ) -> Result {
    guard let userData = unsafe userData else {
      preconditionFailure("a session without its owner")
    }
    return unsafe Unmanaged<SessionCore>.fromOpaque(userData)._withUnsafeGuaranteedRef(body)
  }

  fileprivate func beginHeaders(_ frame: nghttp2_frame) {
    endHeaders()
    let number = unsafe frame.hd.stream_id
    if role == .server, unsafe frame.headers.cat == NGHTTP2_HCAT_REQUEST {
      let slot = takeSlot(number: number)
      unsafe nghttp2_session_set_stream_user_data(
        session, number, UnsafeMutableRawPointer(bitPattern: slot + 1))
      headerSlot = slot
      lastSlot = slot
    } else {
      headerSlot = slot(ofStream: number)
    }
  }

  /// Adds a field to the header list that is arriving.
  ///
  /// - Returns: Whether the stream may go on. One whose list is far too large is reset, because to
  ///   expand the rest of it would cost more than the peer has sent.
  fileprivate func addHeader(
    _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, flags: UInt8
  ) -> Bool {
    guard headerSlot != nil else { return true }
    let size =
      (refusedListBytes ?? arrivingHeaders.listBytes) + name.count + value.count + 32
    guard size <= configuration.headerListBytesMax else {
      refusedListBytes = size
      arrivingHeaders.removeAll()
      return size <= 4 * configuration.headerListBytesMax
    }
    unsafe arrivingHeaders.append(
      name, HTTP2Headers.trimmed(value),
      isUnindexed: flags & UInt8(NGHTTP2_NV_FLAG_NO_INDEX.rawValue) != 0)
    return true
  }

  fileprivate func received(_ frame: nghttp2_frame) {
    unsafe record(frame, .received)
    switch unsafe UInt32(frame.hd.type) {
    case NGHTTP2_DATA.rawValue:
      guard unsafe frame.hd.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0,
        let slot = unsafe slot(ofStream: frame.hd.stream_id)
      else {
        if unsafe frame.hd.length <= frame.data.padlen { frameCounts.idle += 1 }
        return
      }
      events.append(.endOfStream(streamID(slot)))
    case NGHTTP2_HEADERS.rawValue:
      let isEnd = unsafe frame.hd.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
      unsafe receivedHeaders(ofStream: frame.hd.stream_id, isEnd: isEnd)
    case NGHTTP2_SETTINGS.rawValue:
      guard unsafe frame.hd.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) == 0 else { return }
      frameCounts.settings += 1
      events.append(.settings)
    case NGHTTP2_PING.rawValue:
      guard unsafe frame.hd.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0 else {
        frameCounts.pings += 1
        events.append(.ping)
        return
      }
      let payload = unsafe frame.ping.opaque_data
      events.append(.pong(unsafe unsafeBitCast(payload, to: UInt64.self).bigEndian))
    case NGHTTP2_GOAWAY.rawValue:
      frameCounts.idle += 1
      let code = HTTP2ErrorCode(rawValue: unsafe frame.goaway.error_code)
      let debugData = unsafe UnsafeBufferPointer(
        start: frame.goaway.opaque_data, count: frame.goaway.opaque_data_len)
      events.append(
        unsafe .goAway(
          lastStreamNumber: frame.goaway.last_stream_id, code, debugData: Array(debugData)))
    case NGHTTP2_WINDOW_UPDATE.rawValue: frameCounts.windowUpdates += 1
    case NGHTTP2_RST_STREAM.rawValue: frameCounts.resets += 1
    default: break
    }
  }

  private func receivedHeaders(ofStream number: Int32, isEnd: Bool) {
    defer { endHeaders() }
    guard let slot = slot(ofStream: number) else { return }
    let stream = streamID(slot)
    if role == .server {
      // Without the priority tree, responses would be sent one after the other; this interleaves
      // them.
      var priority = nghttp2_extpri(urgency: 3, inc: 1)
      unsafe nghttp2_session_change_extpri_stream_priority(session, number, &priority, 1)
    }
    if refusedListBytes != nil {
      events.append(.headersTooLarge(stream))
      return
    }
    var headers = HTTP2Headers()
    swap(&headers, &arrivingHeaders)
    events.append(.headers(stream, headers, endOfStream: isEnd))
  }

  fileprivate func received(_ data: UnsafeRawPointer, _ count: Int, onStream number: Int32) {
    receivedByteCount += count
    guard let slot = slot(ofStream: number), let inputStart = unsafe inputStart else { return }
    let offset = unsafe data - inputStart
    events.append(.data(streamID(slot), offset..<offset + count))
  }
}
