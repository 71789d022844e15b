/// A frame as a log may show it: no content, and no values of header fields but harmless ones.
package struct HTTP2FrameRecord: Hashable, Sendable {
  package enum Direction: String, Hashable, Sendable {
    case received
    case sent
  }

  package let direction: Direction
  /// The name in RFC 9113, for example `HEADERS`.
  package let type: String
  /// 0 for frames of the connection.
  package let streamNumber: Int32
  /// The bytes of the payload, without those of the frame's head.
  ///
  /// CONTINUATION frames are counted in with their HEADERS frame.
  package let length: Int
  /// The names of the flags that are set.
  package let flags: [String]
  /// The names of header fields in their order; a harmless value follows as `name=value`.
  package let fields: [String]
  /// What the payload of frames without content says in numbers, for example an error code; empty
  /// when there is nothing.
  package let detail: String

  /// The fields whose values are shown; any other value may be a secret or about a person.
  package static let shownFields: Set<String> = [
    ":method", ":path", ":status", "content-type", "grpc-status", "grpc-timeout", "grpc-encoding",
  ]
  /// The longest value that is shown, in bytes; of a longer one the beginning.
  package static let shownValueBytesMax = 256

  init(
    _ direction: Direction, type: UInt8, streamNumber: Int32, length: Int, flags: UInt8,
    headers: HTTP2Headers, detail: String
  ) {
    self.direction = direction
    self.type = Self.name(ofType: type)
    self.streamNumber = streamNumber
    self.length = length
    self.flags = Self.names(ofFlags: flags, type: type)
    fields = headers.places.map { Self.shown(headers, at: $0) }
    self.detail = detail
  }

  private static func shown(_ headers: HTTP2Headers, at place: HTTP2Headers.Place) -> String {
    let name = headers.name(at: place)
    guard shownFields.contains(name) else { return name }
    let value = headers.valueBytes(at: place).prefix(shownValueBytesMax)
    return "\(name)=\(String(decoding: value, as: UTF8.self))"
  }

  private static func name(ofType type: UInt8) -> String {
    let names = [
      "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY",
      "WINDOW_UPDATE", "CONTINUATION",
    ]
    return names.indices.contains(Int(type)) ? names[Int(type)] : "TYPE_\(type)"
  }

  /// The names of the bits that are set; bits without a name are written as numbers.
  private static func names(ofFlags flags: UInt8, type: UInt8) -> [String] {
    let names: [UInt8: String] =
      switch type {
      case 0: [0x1: "END_STREAM", 0x8: "PADDED"]
      case 1: [0x1: "END_STREAM", 0x4: "END_HEADERS", 0x8: "PADDED", 0x20: "PRIORITY"]
      case 4, 6: [0x1: "ACK"]
      case 5: [0x4: "END_HEADERS", 0x8: "PADDED"]
      case 9: [0x4: "END_HEADERS"]
      default: [:]
      }
    return (0..<8).compactMap { bit in
      let flag = UInt8(1) << bit
      guard flags & flag != 0 else { return nil }
      return names[flag] ?? "0x" + String(flag, radix: 16)
    }
  }
}
