import Protobuf
import TestMessages
import Testing
import WellKnownMessages

/// Bytes of a group with `content`.
private func group(_ number: Int, _ content: [UInt8]) -> [UInt8] {
  varint(UInt64(number) << 3 | 3) + content + varint(UInt64(number) << 3 | 4)
}

/// A length prefix of `count` bytes, more than it needs.
private func longLength(_ length: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { index in
    UInt8(index < 9 ? length >> (7 * index) & 0x7f : 0) | (index < count - 1 ? 0x80 : 0)
  }
}

@Suite("Message.init(serializedBytes:) of bytes that libprotobuf-c refuses")
struct NormalizingTests {
  @Test("skips groups, also in groups and in messages that do not keep them")
  func groups() throws {
    let inner = group(100, [0x08, 1] + group(7, field(1, [1, 2])) + field(3, [0xff]))
    let bytes = inner + field(1, [0x61]) + inner + field(2, inner + field(1, [0x62]) + inner)
    let message: TestV1.String = try decoded(bytes)
    #expect(message.value == "a")
    #expect(message.message?.text == "b")
    let timestamp: GoogleProtobuf.Timestamp = try decoded(inner + [0x08, 5])
    #expect(timestamp == GoogleProtobuf.Timestamp(seconds: 5))
  }

  @Test("keeps unknown fields of every kind, and writes them again")
  func unknownFields() throws {
    let unknown =
      varint(100 << 3) + varint(.max) + varint(101 << 3 | 1) + [UInt8](repeating: 7, count: 8)
      + varint(102 << 3 | 5) + [7, 7, 7, 7] + field(103, [0xff, 0xff])
    let plain: TestV1.String = try decoded(field(1, [0x61]) + unknown)
    #expect(plain.unknownFields == unknown)
    #expect(encoded(plain) == field(1, [0x61]) + unknown)
    let withGroup = unknown + group(104, [0x08, 1]) + unknown
    let message: TestV1.String = try decoded(field(2, field(1, [0x62]) + withGroup) + withGroup)
    #expect(message.unknownFields == withGroup)
    #expect(message.message?.unknownFields == withGroup)
    #expect(try roundTrip(message) == message)
    #expect(message != TestV1.String(message: TestV1.String.Message(text: "b")))
  }

  @Test("keeps an unknown field with a long tag as it would be kept without another")
  func longUnknownTag() throws {
    let long: [UInt8] = [0xa0, 0x86, 0x80, 0x00, 1]
    let short: [UInt8] = [0xa0, 0x06, 1]
    #expect(try decoded(long, as: TestV1.String.self).unknownFields == short)
    let message: TestV1.String = try decoded(long + group(104, []) + long)
    #expect(message.unknownFields == short + group(104, []) + short)
    #expect(try roundTrip(message) == message)
  }

  @Test("does not take a field with the number of its wrappers for one of them")
  func wrapperNumber() {
    let bytes = varint((1 << 29) << 3 | 2) + [7, 0, 0, 0, 0, 0, 0x08, 1]
    #expect(throws: ProtobufError.malformed) { try decoded(bytes, as: TestV1.String.self) }
    #expect(throws: ProtobufError.malformed) {
      try decoded(bytes + group(5, []), as: TestV1.String.self)
    }
  }

  @Test("skips groups in messages and map entries that drop them inside one that keeps them")
  func droppedInsideKept() throws {
    let names: TestV1.Names = try decoded(field(1, [0x08, 1] + group(3, [])))
    #expect(names.createTime == GoogleProtobuf.Timestamp(seconds: 1))
    let entry = field(1, [0x61]) + field(2, [0x62])
    #expect(
      try decoded(field(12, entry + group(3, [])), as: TestV1.Maps.self).stringMap == ["a": "b"])
    #expect(
      try decoded(field(12, [0x08, 1] + field(2, [0x62])), as: TestV1.Maps.self).stringMap
        == ["": "b"])
  }

  @Test("takes a field of another wire type for one it does not know")
  func wireTypes() throws {
    let scalars: TestV1.Scalars = try decoded(
      [0x70, 1] + field(3, [0x61]) + field(13, [1]) + [0x0d, 0, 0, 0, 0] + [0x18, 7])
    #expect(scalars.int32Value == 7)
    #expect(scalars.stringValue.isEmpty && !scalars.boolValue && scalars.doubleValue == 0)
    #expect(
      scalars.unknownFields
        == [0x70, 1] + field(3, [0x61]) + field(13, [1]) + [0x0d, 0, 0, 0, 0])
    let again = try roundTrip(scalars)
    #expect(again == scalars)
  }

  @Test("takes a known field that is a group for one it does not know")
  func knownFieldAsGroup() throws {
    let tree: TestV1.Tree = try decoded(group(2, field(1, [0x61])) + field(1, [0x62]))
    #expect(tree.left == nil)
    #expect(tree.label == "b")
  }

  @Test("reads length prefixes that are longer than they must be", arguments: [2, 5, 6, 10])
  func longLengths(_ count: Int) throws {
    let text: [UInt8] = [0x0a] + longLength(1, count) + [0x61]
    let bytes: [UInt8] = text + [0x12] + longLength(text.count, count) + text
    let message: TestV1.String = try decoded(bytes)
    #expect(message == TestV1.String(value: "a", message: TestV1.String.Message(text: "a")))
    let repeated: TestV1.Repeated = try decoded([0x1a] + longLength(2, count) + [1, 2])
    #expect(repeated.int32Values == [1, 2])
  }

  @Test("reads tags and numbers that are longer than they must be")
  func longNumbers() throws {
    let tag: [UInt8] = [0x98, 0x80, 0x80, 0x80, 0x00]
    let number: [UInt8] = [0x85] + [UInt8](repeating: 0x80, count: 8) + [0]
    #expect(try decoded(tag + number, as: TestV1.Scalars.self).int32Value == 5)
  }

  @Test("merges a message that a oneof gets twice in a row")
  func mergedMembers() throws {
    let choice: TestV1.Choice = try decoded(field(10, [0x18, 1]) + field(10, [0x20, 2]))
    #expect(choice.value == .scalars(TestV1.Scalars(int32Value: 1, int64Value: 2)))
  }

  @Test("takes the last member of a oneof, without what came before another member")
  func lastMember() throws {
    let first = field(10, [0x18, 1])
    let second = field(10, [0x20, 2])
    let timestamp = field(11, [0x08, 3])
    let text = field(7, [0x61])
    let scalars = TestV1.Choice.Value.scalars(TestV1.Scalars(int64Value: 2))
    #expect(try decoded(first + timestamp + second, as: TestV1.Choice.self).value == scalars)
    #expect(try decoded(first + text + second, as: TestV1.Choice.self).value == scalars)
    #expect(try decoded(first + text, as: TestV1.Choice.self).value == .stringValue("a"))
    #expect(
      try decoded(first + timestamp, as: TestV1.Choice.self).value
        == .timestamp(GoogleProtobuf.Timestamp(seconds: 3)))
    #expect(
      try decoded(text + first + second, as: TestV1.Choice.self).value
        == .scalars(TestV1.Scalars(int32Value: 1, int64Value: 2)))
    let nested: TestV1.Tree = try decoded(
      field(5, field(5, field(1, [0x61])) + field(6, [0x62]) + field(5, field(1, [0x63]))))
    #expect(
      nested.link == .twin(TestV1.Tree(link: .twin(TestV1.Tree(label: "c")))))
  }

  @Test("refuses a member that is no message even where another replaces it")
  func replacedMemberIsChecked() {
    #expect(throws: ProtobufError.malformed) {
      try decoded(field(10, [0x18]) + field(7, [0x61]), as: TestV1.Choice.self)
    }
  }

  @Test("a member of another wire type does not count as one")
  func memberOfAnotherType() throws {
    let choice: TestV1.Choice = try decoded(field(10, [0x18, 1]) + [0x38, 5])
    #expect(choice.value == .scalars(TestV1.Scalars(int32Value: 1)))
    #expect(choice.unknownFields == [0x38, 5])
  }

  @Test("refuses groups and messages that nest too deep", arguments: [400, 20_000, 200_000])
  func depth(_ depth: Int) {
    let open = [UInt8](repeating: 0xa3, count: 1) + [0x06]
    var bytes: [UInt8] = []
    for _ in 0..<depth { bytes += open }
    for _ in 0..<depth { bytes += [0xa4, 0x06] }
    let unended = Array(bytes.prefix(2 * depth))
    if depth >= 20_000 {
      #expect(throws: ProtobufError.limitExceeded) { try decoded(bytes, as: TestV1.Tree.self) }
      #expect(throws: ProtobufError.limitExceeded) { try decoded(unended, as: TestV1.Tree.self) }
    }
    #expect(throws: ProtobufError.limitExceeded) {
      try decoded([0xa3, 0x06, 0xa4, 0x06] + nestedTrees(depth), as: TestV1.Tree.self)
    }
  }

  @Test("takes time in proportion to the bytes")
  func linear() throws {
    let alternating = field(10, [0x18, 1]) + field(7, [0x61]) + group(9, [0x08, 1])
    var bytes: [UInt8] = []
    for _ in 0..<20_000 { bytes += alternating }
    let choice: TestV1.Choice = try decoded(bytes)
    #expect(choice.value == .stringValue("a"))
    #expect(choice.unknownFields.count == 20_000 * 4)
  }
}
