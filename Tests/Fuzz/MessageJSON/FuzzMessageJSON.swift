import FuzzMessages
import FuzzSupport
import Protobuf
import ProtobufJSON

/// JSON to its reader, and messages to the writer and back.
@main enum FuzzMessageJSON {
  static func main() {
    let status = Fuzzer.run { bytes in
      var input = FuzzInput(bytes)
      let type = FuzzMessages.type(input.byte())
      if input.byte().isMultiple(of: 2) {
        checkText(type, input.all())
      } else {
        checkMessage(type, input.all())
      }
    }
    precondition(status == 0, "libFuzzer could not run")
  }

  /// What is read can be written, and both ways of reading agree.
  private static func checkText<Value: JSONMessage>(_ type: Value.Type, _ text: [UInt8]) {
    let strict = read(text, as: type)
    switch (strict, read(text, as: type, ignoringUnknownFields: true)) {
    case (.failure(let error), .failure): check(error, text)
    case (.success(let value), .success(let same)):
      precondition(
        FuzzMessages.encode(value) == FuzzMessages.encode(same), "the ways of reading differ")
      checkRead(value)
    case (.failure(let error), .success(let value)):
      check(error, text)
      checkRead(value)
    case (.success, .failure): preconditionFailure("a text is refused only by the lenient way")
    }
  }

  private static func checkRead<Value: JSONMessage>(_ value: Value) {
    let text = write(value)
    guard case .success(let text) = text else { preconditionFailure("no JSON form: \(text)") }
    // Bytes, not values: so a NaN counts as equal to itself.
    precondition(
      FuzzMessages.encode(checkWritten(text, as: Value.self)) == FuzzMessages.encode(value),
      "the value changes")
    FuzzMessages.checkRoundTrip(value)
  }

  /// What is written can be read, and is the same.
  private static func checkMessage<Value: JSONMessage>(_ type: Value.Type, _ bytes: [UInt8]) {
    guard let bytes = Normalizing.withoutUnknownFields(bytes, as: type),
      case .success(let value) = FuzzMessages.decode(bytes, as: type),
      case .success(let text) = write(value)
    else { return }
    let copy = checkWritten(text, as: type)
    checkRead(copy)
    let hasNaN = text.firstRange(of: Array("\"NaN\"".utf8)) != nil
    precondition(copy == value || hasNaN || isInexact(type), "the value changes")
  }

  /// Whether JSON does not say everything about a message: the bytes of an `Any` may have been
  /// another encoding of its message, and a null of `Value` may have had another number than 0.
  private static func isInexact(_ type: any JSONMessage.Type) -> Bool {
    inexactTypes.contains(type.protobufName)
  }

  private static let inexactTypes: Set<String> = [
    "google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Value",
    "google.protobuf.ListValue", "google.rpc.Status", "grpc.channelz.v1.Socket",
  ]

  /// The value that a written text is read as.
  private static func checkWritten<Value: JSONMessage>(
    _ text: [UInt8], as type: Value.Type
  ) -> Value {
    let result = read(text, as: type)
    guard case .success(let copy) = result else {
      preconditionFailure("what was written is refused: \(result)")
    }
    guard case .success(text) = write(copy) else { preconditionFailure("the text changes") }
    return copy
  }

  private static func check(_ error: JSONDecodingError, _ text: [UInt8]) {
    precondition(error.line >= 1 && error.column >= 1, "lines and columns count from 1")
    precondition(error.column <= text.count + 1, "the error is behind the text")
    precondition(!error.reason.isEmpty, "an error has a reason")
  }

  // MARK: -

  private static func read<Value: JSONMessage>(
    _ text: [UInt8], as type: Value.Type, ignoringUnknownFields: Bool = false
  ) -> Result<Value, JSONDecodingError> {
    let options = JSONDecodingOptions(
      ignoresUnknownFields: ignoringUnknownFields, types: FuzzMessages.known, depthMax: 1000)
    return Result { () throws(JSONDecodingError) in
      try Value(jsonUTF8Bytes: text, options: options)
    }
  }

  private static func write(_ value: some JSONMessage) -> Result<[UInt8], JSONEncodingError> {
    let options = JSONEncodingOptions(types: FuzzMessages.known)
    return Result { () throws(JSONEncodingError) in try value.jsonUTF8Bytes(options: options) }
  }
}
