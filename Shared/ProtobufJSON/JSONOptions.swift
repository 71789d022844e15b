internal import Protobuf

/// The messages that a `google.protobuf.Any` can hold in JSON.
///
/// The JSON form of an `Any` is that of the message in it, so its type must be known.
public struct MessageTypes: Sendable {
  private let types: [String: any JSONMessage.Type]

  /// Knows `types`.
  public init(_ types: [any JSONMessage.Type] = []) {
    self.types = Dictionary(
      types.map { ($0.protobufName, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private init(byName types: [String: any JSONMessage.Type]) {
    self.types = types
  }

  /// Knows the types of both.
  public func union(_ other: MessageTypes) -> MessageTypes {
    MessageTypes(byName: types.merging(other.types) { first, _ in first })
  }

  /// The type that a URL names: what follows the last slash is the full name of the message.
  public subscript(typeURL: String) -> (any JSONMessage.Type)? {
    guard let slash = typeURL.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return types[String(typeURL[typeURL.index(after: slash)...])]
  }
}

/// How a message is written as JSON.
public struct JSONEncodingOptions: Sendable {
  /// The messages that an `Any` may hold; none unless said.
  public var types: MessageTypes

  /// Options, each with its default.
  public init(types: MessageTypes = MessageTypes()) {
    self.types = types
  }
}

/// What JSON is accepted for a message.
public struct JSONDecodingOptions: Sendable {
  /// Whether names that the message does not have, and names that an enum does not have, are
  /// passed over; they are refused unless said.
  public var ignoresUnknownFields: Bool
  /// The messages that an `Any` may hold; none unless said.
  public var types: MessageTypes
  /// Objects and arrays inside each other, 1 to 1000 where the stack allows it; 100 unless said.
  public var depthMax: Int
  /// Bytes of the text; 16 MiB unless said.
  public var byteCountMax: Int

  /// Options, each with its default.
  public init(
    ignoresUnknownFields: Bool = false, types: MessageTypes = MessageTypes(), depthMax: Int = 100,
    byteCountMax: Int = 16 * 1_048_576
  ) {
    self.ignoresUnknownFields = ignoresUnknownFields
    self.types = types
    self.depthMax = depthMax
    self.byteCountMax = byteCountMax
  }
}

/// Why a message has no JSON form.
public struct JSONEncodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where, in JSON names, for example `entries[2].closeTime`; empty for the message itself.
  public let path: String
  /// What is wrong there.
  public let reason: String

  /// The path and the reason.
  public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

/// Why a text is not the JSON form of a message.
public struct JSONDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// The byte in the line, from 1.
  public let column: Int
  /// Where, in the names of the text, for example `entries[2].points`; empty at the outside.
  public let path: String
  /// What is wrong there.
  public let reason: String

  /// Position, path and reason.
  public var description: String {
    "line \(line), column \(column): " + (path.isEmpty ? "" : path + ": ") + reason
  }

  /// The error at a byte of a text; what stands before it is well-formed.
  init(_ reason: String, at offset: Int, of text: [UInt8]) {
    let before = text.prefix(offset)
    line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    column = 1 + before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
    path = JSONPath.path(at: offset, of: text)
    self.reason = reason
  }
}
