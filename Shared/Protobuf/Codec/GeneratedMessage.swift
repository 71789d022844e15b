/// What the generator emits for a message beside its wire conversion.
public protocol GeneratedMessage: Message {
  /// Names the fields marked `REQUIRED` that are at their default.
  func checkRequiredFields(_ check: inout RequiredFieldCheck)

  /// Writes the message as one JSON value.
  func writeJSON(to writer: inout JSONWriter)

  /// Reads the message, which is at its default, from one JSON value.
  ///
  /// - Throws: ``JSONReader/Refusal``.
  mutating func readJSON(from reader: inout JSONReader) throws(JSONReader.Refusal)

  /// Whether the message is an object of its fields in JSON; some of `google.protobuf` are not.
  static var isJSONObject: Bool { get }
}

extension GeneratedMessage {
  /// The paths of the required fields that are at their default.
  @inlinable
  public var missingRequiredFields: [String] {
    var check = RequiredFieldCheck()
    checkRequiredFields(&check)
    return check.paths
  }

  /// The names of the required fields of this message itself that are at their default.
  @inlinable
  public var missingOwnRequiredFields: [String] {
    var check = RequiredFieldCheck(descends: false)
    checkRequiredFields(&check)
    return check.paths
  }

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

/// A generated enum: the values of the proto file and every other number.
///
/// proto3 enums are open, so a number of a newer proto file is kept as `unrecognized`.
public protocol ProtobufEnum: Hashable, Sendable {
  init(rawValue: Int32)

  /// The number on the wire.
  var rawValue: Int32 { get }

  /// The name in the proto file; nil for a number without one.
  var protobufName: String? { get }

  /// All names in the proto file, with their numbers.
  static var jsonNames: JSONNames { get }
}

/// Puts a message on the heap, so that a type can contain itself.
public indirect enum Box<Value: Message>: Hashable, Sendable {
  case value(Value)

  /// The message.
  public var value: Value {
    switch self {
    case .value(let value): value
    }
  }
}
