import HTTP2

extension HTTP2ServerSession {
  /// Takes what has arrived.
  func receive(_ bytes: [UInt8]) throws(HTTP2ConnectionError) {
    try receive(unsafe bytes.span.bytes)
  }

  /// All bytes for the client.
  func output() -> [UInt8] {
    var bytes: [UInt8] = []
    _ = writeOutput(bytesMax: .max) { unsafe $0.withUnsafeBytes { unsafe bytes += $0 } }
    return bytes
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

  /// All bytes for the server.
  func output() -> [UInt8] {
    var bytes: [UInt8] = []
    _ = writeOutput(bytesMax: .max) { unsafe $0.withUnsafeBytes { unsafe bytes += $0 } }
    return bytes
  }

  /// Queues content.
  @discardableResult
  func send(_ bytes: [UInt8], on stream: HTTP2StreamID) -> Int {
    send(unsafe bytes.span.bytes, on: stream)
  }
}
