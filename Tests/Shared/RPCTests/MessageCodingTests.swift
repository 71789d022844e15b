import NIOCore
import Protobuf
import ProtobufJSON
import Testing

@testable import RPC

/// A message whose two fields are required and whose wire form is their texts.
private struct Draft: Message {
  var title = ""
  var owner = ""

  init() {}

  init(serializedBytes bytes: RawSpan) throws(ProtobufError) {
    guard bytes.byteCount < 3 else { throw .malformed }
    title = bytes.byteCount > 0 ? "t" : ""
    owner = bytes.byteCount > 1 ? "o" : ""
  }

  static var protobufName: String { "laurel.test.v1.Draft" }

  func serialize(into target: inout some SerializationTarget) {
    let bytes = Array((title + owner).utf8)
    target.append(byteCountMax: bytes.count) { output in
      for byte in bytes { output.append(byte) }
    }
  }

  var missingRequiredFields: [String] {
    (title.isEmpty ? ["title"] : []) + (owner.isEmpty ? ["owner.id"] : [])
  }

  func jsonUTF8Bytes() -> [UInt8] { [] }
}

@Suite("MessageCoding") struct MessageCodingTests {
  @Test("refuses a request without its required fields, one violation for each")
  func missingFields() {
    let error = #expect(throws: RPCStatus.self) {
      try MessageCoding.request(Draft.self, from: ByteBuffer())
    }
    #expect(error?.code == .invalidArgument)
    #expect(error?.reason == "FIELD_REQUIRED")
    #expect(
      error?.fieldViolations == [
        .init(field: "title", description: "is required"),
        .init(field: "owner.id", description: "is required"),
      ])
  }

  @Test("leaves what is missing inside the items of a stream to the handler")
  func missingFieldsOfItems() {
    let error = #expect(throws: RPCStatus.self) {
      try MessageCoding.request(Draft.self, from: ByteBuffer(), checking: .ownFieldsOnly)
    }
    #expect(error?.fieldViolations.map(\.field) == ["title"])
  }

  @Test("takes a request with its required fields")
  func complete() throws {
    let draft = try MessageCoding.request(Draft.self, from: ByteBuffer(bytes: [1, 2]))
    #expect(draft.owner == "o")
  }

  @Test("blames the request on a server and the response on a client")
  func malformed() {
    let bytes = ByteBuffer(bytes: [1, 2, 3])
    let request = #expect(throws: RPCStatus.self) {
      try MessageCoding.request(Draft.self, from: bytes)
    }
    #expect(request?.code == .invalidArgument)
    let response = #expect(throws: RPCStatus.self) {
      try MessageCoding.response(Draft.self, from: bytes)
    }
    #expect(response?.code == .internalError)
  }

  @Test("puts flag and length before an encoded message")
  func frame() throws {
    let draft = try MessageCoding.request(Draft.self, from: ByteBuffer(bytes: [1, 2]))
    #expect(Array(MessageFrame.encode(draft).readableBytesView) == [0, 0, 0, 0, 2, 0x74, 0x6F])
  }
}
