internal import CNGHTTP2

extension SessionCore {
  func request(_ headers: HTTP2Headers, endOfStream: Bool) -> HTTP2StreamID? {
    let slot = takeSlot(number: 0)
    let userData = unsafe UnsafeMutableRawPointer(bitPattern: slot + 1)
    let number = unsafe headers.withNameValues { fields, count in
      if endOfStream {
        return unsafe nghttp2_submit_request(session, nil, fields, count, nil, userData)
      }
      var provider = unsafe SessionCore.provider(slot)
      return unsafe nghttp2_submit_request(session, nil, fields, count, &provider, userData)
    }
    guard number > 0 else {
      returnSlot(slot)
      return nil
    }
    slots[slot].number = number
    return streamID(slot)
  }

  func respond(to stream: HTTP2StreamID, _ headers: HTTP2Headers, endOfStream: Bool) {
    guard isOpen(stream) else { return }
    unsafe headers.withNameValues { fields, count in
      if endOfStream {
        _ = unsafe nghttp2_submit_response(session, stream.number, fields, count, nil)
      } else {
        var provider = unsafe SessionCore.provider(stream.slot)
        _ = unsafe nghttp2_submit_response(session, stream.number, fields, count, &provider)
      }
    }
  }

  func send(_ bytes: RawSpan, on stream: HTTP2StreamID) -> Int {
    send(on: stream, byteCountMax: bytes.byteCount) { $0.append(bytes) }
  }

  func send(
    on stream: HTTP2StreamID, byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void
  ) -> Int {
    guard isOpen(stream), !slots[stream.slot].isFinished else { return 0 }
    if !slots[stream.slot].outbox.keepsMemory {
      slots[stream.slot].outbox = memory.shared.takeOutbox()
    }
    slots[stream.slot].outbox.append(byteCountMax: byteCountMax, write)
    let waiting = slots[stream.slot].outbox.count
    if waiting > configuration.drainedBytes { slots[stream.slot].isFull = true }
    resume(stream)
    return waiting
  }

  func finish(_ stream: HTTP2StreamID, trailers: HTTP2Headers?) {
    guard isOpen(stream), !slots[stream.slot].isFinished else { return }
    slots[stream.slot].isFinished = true
    if let trailers, slots[stream.slot].outbox.count == 0 {
      // Behind content they would wait for the window; there is none to wait for.
      return submitTrailers(trailers, on: stream.number)
    }
    slots[stream.slot].trailers = trailers
    resume(stream)
  }

  func reset(_ stream: HTTP2StreamID, _ code: HTTP2ErrorCode) {
    guard isOpen(stream) else { return }
    _ = unsafe nghttp2_submit_rst_stream(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.number, code.rawValue)
  }

  func credit(_ stream: HTTP2StreamID, bytes: Int) {
    guard isOpen(stream), bytes > 0 else { return }
    _ = unsafe nghttp2_session_consume_stream(session, stream.number, bytes)
  }

  func announceShutdown() { _ = unsafe nghttp2_submit_shutdown_notice(session) }

  func refuseNewStreams(_ code: HTTP2ErrorCode, debugData: String) {
    let last = unsafe nghttp2_session_get_last_proc_stream_id(session)
    let bytes = Array(debugData.utf8)
    _ = unsafe nghttp2_submit_goaway(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, code.rawValue, bytes, bytes.count)
  }

  func ping(_ payload: UInt64) {
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: payload >> (56 - 8 * $0)) }
    _ = unsafe nghttp2_submit_ping(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), bytes)
  }

  func hasSentHead(of stream: HTTP2StreamID) -> Bool {
    !isOpen(stream) || slots[stream.slot].hasSentHead
  }

  func waitingBytes(on stream: HTTP2StreamID) -> Int {
    isOpen(stream) ? slots[stream.slot].outbox.count : 0
  }

  private func resume(_ stream: HTTP2StreamID) {
    guard slots[stream.slot].isDeferred else { return }
    slots[stream.slot].isDeferred = false
    _ = unsafe nghttp2_session_resume_data(session, stream.number)
  }

  // MARK: - Callbacks

  /// Where libnghttp2 gets the content of a stream; the slot takes the place of a pointer.
  private static func provider(_ slot: Int) -> nghttp2_data_provider {
    var provider = unsafe nghttp2_data_provider()
    unsafe provider.source.ptr = UnsafeMutableRawPointer(bitPattern: slot + 1)
    unsafe provider.read_callback = { _, _, buffer, capacity, flags, source, userData in
      guard let buffer = unsafe buffer, let flags = unsafe flags, let source = unsafe source,
        unsafe userData != nil
      else { return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue) }
      let slot = unsafe Int(bitPattern: source.pointee.ptr) - 1
      return unsafe SessionCore.withOwner(userData) { core in
        unsafe core.fill(
          UnsafeMutableRawBufferPointer(start: buffer, count: capacity), slot, &flags.pointee)
      }
    }
    return unsafe provider
  }

  private func fill(
    _ buffer: UnsafeMutableRawBufferPointer, _ slot: Int, _ flags: inout UInt32
  ) -> Int {
    let count = unsafe slots[slot].outbox.take(into: buffer)
    if slots[slot].isFull && slots[slot].outbox.count <= configuration.drainedBytes / 2 {
      slots[slot].isFull = false
      events.append(.drained(streamID(slot)))
    }
    guard slots[slot].outbox.count == 0 else { return count }
    if slots[slot].isFinished {
      flags |= NGHTTP2_DATA_FLAG_EOF.rawValue
      if let trailers = slots[slot].trailers {
        flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
        submitTrailers(trailers, on: slots[slot].number)
      }
    } else if count == 0 {
      slots[slot].isDeferred = true
      // A stream that is silent for long leaves the memory to others.
      memory.shared.giveBack(outbox: &slots[slot].outbox)
      return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    }
    return count
  }

  private func submitTrailers(_ trailers: HTTP2Headers, on number: Int32) {
    unsafe trailers.withNameValues { fields, count in
      _ = unsafe nghttp2_submit_trailer(session, number, fields, count)
    }
  }

  /// A server that has answered before the request ended tells the peer to stop sending.
  func sent(_ frame: nghttp2_frame) {
    unsafe record(frame, .sent)
    if unsafe UInt32(frame.hd.type) <= NGHTTP2_HEADERS.rawValue {
      hasSentContent = true
      frameCounts.sentContent += 1
    }
    if role == .client, unsafe UInt32(frame.hd.type) == NGHTTP2_HEADERS.rawValue,
      let slot = unsafe slot(ofStream: frame.hd.stream_id)
    {
      slots[slot].hasSentHead = true
    }
    guard role == .server, unsafe UInt32(frame.hd.type) == NGHTTP2_HEADERS.rawValue,
      unsafe frame.hd.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0,
      unsafe nghttp2_session_get_stream_remote_close(session, frame.hd.stream_id) == 0
    else { return }
    _ = unsafe nghttp2_submit_rst_stream(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), frame.hd.stream_id,
      HTTP2ErrorCode.noError.rawValue)
  }
}
