internal import NIOCore

/// A protobuf message as a plain Swift value.
///
/// The generator makes every conformance. Encoding cannot fail; decoding refuses bad bytes and
/// never crashes.
public protocol Message: Hashable, Sendable {
  /// A message with every field at its default.
  init()

  /// The full name, for example `laurel.quality.v1.Evaluation`.
  static var protobufName: String { get }

  /// Decodes one message that fills `bytes`.
  ///
  /// - Throws: ``ProtobufError`` when the bytes are not a valid message of this type or a limit
  ///   is exceeded.
  init(serializedBytes bytes: RawSpan) throws(ProtobufError)

  /// Appends the encoded message, by one call of `append`.
  func serialize(into target: inout some SerializationTarget)

  /// The encoded message.
  func serializedBytes() -> [UInt8]

  /// The paths of the fields marked `REQUIRED` (`google.api.field_behavior`) that are at their
  /// default, in field order, sub-messages included.
  var missingRequiredFields: [String] { get }

  /// The names of the required fields of this message itself that are at their default.
  var missingOwnRequiredFields: [String] { get }
}

extension Message {
  /// The encoded message.
  public func serializedBytes() -> [UInt8] {
    var buffer = ByteBuffer()
    serialize(into: &buffer)
    return Array(buffer.readableBytesView)
  }

  /// The names of the required fields of this message itself that are at their default.
  public var missingOwnRequiredFields: [String] {
    missingRequiredFields.filter { !$0.contains(".") }
  }
}

/// Why bytes were refused.
public enum ProtobufError: Error, Hashable, Sendable {
  /// The bytes are not valid protobuf for the message.
  case malformed
  /// A `string` field is not UTF-8.
  case invalidUTF8
  /// The message needs more memory or nests deeper than allowed.
  case limitExceeded
}
