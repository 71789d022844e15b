import NIOCore

/// A frame of HTTP/2 as it lies on the wire; nothing in it has to be valid.
struct RawFrame: Hashable, Sendable {
  /// The types of RFC 9113, section 6.
  enum Kind {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let priority: UInt8 = 2
    static let reset: UInt8 = 3
    static let settings: UInt8 = 4
    static let pushPromise: UInt8 = 5
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9
  }

  enum Flag {
    static let endStream: UInt8 = 1
    static let acknowledged: UInt8 = 1
    static let endHeaders: UInt8 = 4
    static let padded: UInt8 = 8
    static let priority: UInt8 = 32
  }

  /// What a client sends first.
  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  var kind: UInt8
  var flags: UInt8 = 0
  var stream: UInt32 = 0
  var payload: [UInt8] = []
  /// What the frame says its length is, when that is not the truth.
  var announcedLength: Int?

  var bytes: [UInt8] {
    let length = announcedLength ?? payload.count
    return [UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF), kind]
      + [flags] + RawFrame.bytes(stream) + payload
  }

  /// Takes a whole frame from the beginning of `buffer`; `nil` when there is none.
  static func take(from buffer: inout ByteBuffer) -> RawFrame? {
    let start = buffer.readerIndex
    guard let high = buffer.getInteger(at: start, as: UInt8.self),
      let low = buffer.getInteger(at: start + 1, as: UInt16.self),
      let kind = buffer.getInteger(at: start + 3, as: UInt8.self),
      let flags = buffer.getInteger(at: start + 4, as: UInt8.self),
      let stream = buffer.getInteger(at: start + 5, as: UInt32.self),
      let payload = buffer.getBytes(at: start + 9, length: Int(high) << 16 | Int(low))
    else { return nil }
    buffer.moveReaderIndex(forwardBy: 9 + payload.count)
    return RawFrame(kind: kind, flags: flags, stream: stream, payload: payload)
  }

  static func bytes(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  /// A number from four bytes of the payload.
  func number(at index: Int) -> UInt32 {
    payload.dropFirst(index).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension RawFrame {
  static func data(
    _ payload: [UInt8], on stream: UInt32, ends: Bool = false, padding: Int? = nil
  ) -> RawFrame {
    let flags = (ends ? Flag.endStream : 0) | (padding == nil ? 0 : Flag.padded)
    let padded =
      padding.map { [UInt8($0)] + payload + [UInt8](repeating: 0, count: $0) } ?? payload
    return RawFrame(kind: Kind.data, flags: flags, stream: stream, payload: padded)
  }

  static func headers(
    _ block: [UInt8], on stream: UInt32, ends: Bool = false, isComplete: Bool = true
  ) -> RawFrame {
    RawFrame(
      kind: Kind.headers,
      flags: (ends ? Flag.endStream : 0) | (isComplete ? Flag.endHeaders : 0), stream: stream,
      payload: block)
  }

  static func continuation(
    _ block: [UInt8], on stream: UInt32, isComplete: Bool = true
  ) -> RawFrame {
    RawFrame(
      kind: Kind.continuation, flags: isComplete ? Flag.endHeaders : 0, stream: stream,
      payload: block)
  }

  static func reset(_ stream: UInt32, _ code: RawErrorCode = .cancel) -> RawFrame {
    RawFrame(kind: Kind.reset, stream: stream, payload: bytes(code.rawValue))
  }

  static func settings(_ entries: [(RawSetting, UInt32)] = []) -> RawFrame {
    RawFrame(
      kind: Kind.settings,
      payload: entries.flatMap { entry in
        [UInt8(entry.0.rawValue >> 8), UInt8(entry.0.rawValue & 0xFF)] + bytes(entry.1)
      })
  }

  static let settingsAcknowledgement = RawFrame(
    kind: Kind.settings, flags: Flag.acknowledged)

  static func ping(_ payload: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7]) -> RawFrame {
    RawFrame(kind: Kind.ping, payload: payload)
  }

  static func windowUpdate(_ increment: UInt32, on stream: UInt32) -> RawFrame {
    RawFrame(kind: Kind.windowUpdate, stream: stream, payload: bytes(increment))
  }

  static func goAway(
    lastStream: UInt32 = 0, _ code: RawErrorCode = .noError, debugData: [UInt8] = []
  ) -> RawFrame {
    RawFrame(
      kind: Kind.goAway, payload: bytes(lastStream) + bytes(code.rawValue) + debugData)
  }

  static func priority(_ stream: UInt32, dependsOn other: UInt32 = 0) -> RawFrame {
    RawFrame(kind: Kind.priority, stream: stream, payload: bytes(other) + [15])
  }
}

/// The error codes of RFC 9113, section 7.
struct RawErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  let rawValue: UInt32

  static let noError = RawErrorCode(rawValue: 0)
  static let protocolError = RawErrorCode(rawValue: 1)
  static let internalError = RawErrorCode(rawValue: 2)
  static let flowControlError = RawErrorCode(rawValue: 3)
  static let streamClosed = RawErrorCode(rawValue: 5)
  static let frameSizeError = RawErrorCode(rawValue: 6)
  static let refusedStream = RawErrorCode(rawValue: 7)
  static let cancel = RawErrorCode(rawValue: 8)
  static let compressionError = RawErrorCode(rawValue: 9)
  static let enhanceYourCalm = RawErrorCode(rawValue: 11)

  var description: String { "HTTP/2 error \(rawValue)" }
}

/// The settings of RFC 9113, section 6.5.2.
struct RawSetting: RawRepresentable, Hashable, Sendable {
  let rawValue: UInt16

  static let headerTableSize = RawSetting(rawValue: 1)
  static let enablePush = RawSetting(rawValue: 2)
  static let concurrentStreamsMax = RawSetting(rawValue: 3)
  static let initialWindowSize = RawSetting(rawValue: 4)
  static let frameSizeMax = RawSetting(rawValue: 5)
  static let headerListSizeMax = RawSetting(rawValue: 6)
}
