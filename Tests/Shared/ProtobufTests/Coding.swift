import NIOCore
import Protobuf
import ProtobufJSON
import TestMessages
import Testing

/// The encoded message.
func encoded(_ message: some Message) -> [UInt8] {
  var buffer = ByteBuffer()
  message.serialize(into: &buffer)
  return Array(buffer.readableBytesView)
}

/// Decodes a message that fills `bytes`.
///
/// - Throws: ``ProtobufError``.
func decoded<Value: Message>(
  _ bytes: [UInt8], as type: Value.Type = Value.self
) throws(ProtobufError) -> Value {
  try Value(serializedBytes: bytes)
}

/// The message after a trip over the wire.
///
/// - Throws: ``ProtobufError``.
func roundTrip<Value: Message>(_ message: Value) throws(ProtobufError) -> Value {
  try decoded(encoded(message))
}

/// The message in proto3 JSON.
///
/// - Throws: ``JSONEncodingError``.
func json(
  _ message: some JSONMessage, types: MessageTypes = MessageTypes()
) throws(JSONEncodingError) -> String {
  let options = JSONEncodingOptions(types: types)
  return String(decoding: try message.jsonUTF8Bytes(options: options), as: UTF8.self)
}

/// The message of a text in proto3 JSON.
///
/// - Throws: ``JSONDecodingError``.
func message<Value: JSONMessage>(
  _ text: String, as type: Value.Type = Value.self,
  options: JSONDecodingOptions = JSONDecodingOptions()
) throws(JSONDecodingError) -> Value {
  try Value(jsonUTF8Bytes: Array(text.utf8), options: options)
}

/// Bytes of a tag with a length-delimited value.
func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
  varint(UInt64(number) << 3 | 2) + varint(UInt64(content.count)) + content
}

/// Bytes of a varint.
func varint(_ value: UInt64) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = value
  while rest >= 0x80 {
    bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
    rest >>= 7
  }
  return bytes + [UInt8(rest)]
}

/// What a buffer with `bytes` holds after the message was written.
func encoded(appended message: some Message, to bytes: [UInt8]) -> [UInt8] {
  var buffer = ByteBuffer(bytes: bytes)
  message.serialize(into: &buffer)
  return Array(buffer.readableBytesView)
}

/// Bytes of a `TestV1.Tree` with `depth` trees inside each other, by way of field `number`.
func nestedTrees(_ depth: Int, field number: Int = 2) -> [UInt8] {
  // Built from the inside out, backwards.
  var bytes: [UInt8] = []
  for _ in 0..<depth {
    bytes += varint(UInt64(bytes.count)).reversed()
    bytes += varint(UInt64(number) << 3 | 2).reversed()
  }
  return bytes.reversed()
}
