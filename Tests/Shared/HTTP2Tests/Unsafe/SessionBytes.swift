import HTTP2

extension HTTP2ServerSession {
  /// Takes what has arrived.
  func receive(_ bytes: [UInt8]) throws(HTTP2ConnectionError) {
    try receive(unsafe bytes.span.bytes)
  }

  /// The next bytes for the client, as many as there are or at most `count`.
  func output(_ count: Int = .max) -> [UInt8] {
    gather(count) { writeOutput(into: &$0) }
  }

  /// Queues content.
  @discardableResult
  func send(_ bytes: [UInt8], on stream: HTTP2StreamID) -> Int {
    send(unsafe bytes.span.bytes, on: stream)
  }
}

extension HTTP2ClientSession {
  /// Takes what has arrived.
  func receive(_ bytes: [UInt8]) throws(HTTP2ConnectionError) {
    try receive(unsafe bytes.span.bytes)
  }

  /// The next bytes for the server, as many as there are or at most `count`.
  func output(_ count: Int = .max) -> [UInt8] {
    gather(count) { writeOutput(into: &$0) }
  }

  /// Queues content.
  @discardableResult
  func send(_ bytes: [UInt8], on stream: HTTP2StreamID) -> Int {
    send(unsafe bytes.span.bytes, on: stream)
  }
}

/// What `write` appends until there is no more, or at most `count` bytes of it.
private func gather(_ count: Int, _ write: (inout OutputRawSpan) -> Bool) -> [UInt8] {
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
  defer { unsafe buffer.deallocate() }
  var bytes: [UInt8] = []
  var hasMore = true
  while hasMore && bytes.count < count {
    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count - bytes.count))
    var span = unsafe OutputRawSpan(buffer: room, initializedCount: 0)
    hasMore = write(&span)
    unsafe bytes += room.prefix(span.finalize(for: room))
  }
  return bytes
}
