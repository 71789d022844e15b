public import Protobuf

/// A message with a proto3 JSON form.
///
/// The generator makes every conformance.
public protocol JSONMessage: GeneratedMessage {
  /// Writes the message as one JSON value.
  func writeJSON(to writer: inout JSONWriter)

  /// Reads the message, which is at its default, from one JSON value.
  ///
  /// - Throws: ``JSONReader/Refusal``.
  mutating func readJSON(from reader: inout JSONReader) throws(JSONReader.Refusal)

  /// Whether the message is an object of its fields in JSON; some of `google.protobuf` are not.
  static var isJSONObject: Bool { get }
}

extension JSONMessage {
  /// The message in proto3 JSON, as UTF-8 bytes.
  ///
  /// - Throws: ``JSONEncodingError``.
  public func jsonUTF8Bytes(
    options: JSONEncodingOptions = JSONEncodingOptions()
  ) throws(JSONEncodingError) -> [UInt8] {
    var writer = JSONWriter(options: options)
    writer.message(self)
    return try writer.finished()
  }

  /// Reads proto3 JSON, which is UTF-8.
  ///
  /// - Throws: ``JSONDecodingError``.
  public init(
    jsonUTF8Bytes text: [UInt8], options: JSONDecodingOptions = JSONDecodingOptions()
  ) throws(JSONDecodingError) {
    guard text.count <= options.byteCountMax else {
      throw JSONDecodingError(
        "\(text.count) bytes are more than the \(options.byteCountMax) allowed", at: 0, of: text)
    }
    var reader = JSONReader(text, options)
    do throws(JSONReader.Refusal) {
      self = try reader.message()
      try reader.end()
    } catch {
      let failure = reader.failure ?? (reader.position, "the text was refused")
      throw JSONDecodingError(failure.reason, at: failure.offset, of: text)
    }
  }

  /// Whether the message is an object of its fields in JSON.
  public static var isJSONObject: Bool { true }
}

/// An enum with names in JSON.
public protocol JSONEnum: ProtobufEnum {
  /// All names in the proto file, with their numbers.
  static var jsonNames: JSONNames { get }
}
