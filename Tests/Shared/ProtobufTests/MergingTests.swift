import Protobuf
import TestMessages
import Testing

/// A tree that holds what comes on the left.
private func left(_ parts: [UInt8]...) throws(ProtobufError) -> TestV1.Tree? {
  try decoded(parts.flatMap { field(2, $0) }, as: TestV1.Tree.self).left
}

@Suite("Message.init(serializedBytes:) of a message in several parts")
struct MergingTests {
  private static let labelled = field(1, [0x61])
  private static let scalars = field(7, [0x18, 1])
  private static let addressed = field(6, [0x62])

  @Test("merges messages with a oneof that none of them sets")
  func unsetOneof() throws {
    #expect(
      try left(Self.labelled, Self.scalars)
        == TestV1.Tree(label: "a", scalars: TestV1.Scalars(int32Value: 1)))
    #expect(
      try left(field(2, Self.labelled), [], field(2, Self.scalars))
        == TestV1.Tree(left: TestV1.Tree(label: "a", scalars: TestV1.Scalars(int32Value: 1))))
  }

  @Test("takes the last member of a oneof in any of the parts")
  func oneofs() throws {
    let twin = field(5, Self.labelled)
    #expect(try left(Self.addressed, Self.labelled)?.link == .address("b"))
    #expect(try left(Self.addressed, twin)?.link == .twin(TestV1.Tree(label: "a")))
    #expect(try left(twin, Self.addressed)?.link == .address("b"))
    #expect(
      try left(twin, field(5, Self.scalars))?.link
        == .twin(TestV1.Tree(label: "a", scalars: TestV1.Scalars(int32Value: 1))))
    #expect(
      try left(twin, Self.addressed, field(5, Self.scalars))?.link
        == .twin(TestV1.Tree(scalars: TestV1.Scalars(int32Value: 1))))
  }

  @Test("keeps an empty text that only the first part has")
  func emptyText() throws {
    #expect(try left(field(6, []), Self.labelled)?.link == .address(""))
  }

  @Test("keeps the unknown fields of all parts")
  func unknownFields() throws {
    let (first, second) = (field(100, [1]), varint(101 << 3) + [5])
    #expect(try left(first + Self.labelled, second)?.unknownFields == first + second)
    #expect(try left(first, Self.labelled)?.unknownFields == first)
  }

  @Test("merges the values of one entry of a map, and leaves list elements apart")
  func entriesAndElements() throws {
    let entry = field(1, [0x6b]) + field(2, Self.labelled) + field(2, Self.scalars)
    let tree: TestV1.Tree = try decoded(
      field(4, entry) + field(3, Self.labelled) + field(3, Self.labelled))
    #expect(
      tree.byName == ["k": TestV1.Tree(label: "a", scalars: TestV1.Scalars(int32Value: 1))])
    #expect(tree.children == [TestV1.Tree(label: "a"), TestV1.Tree(label: "a")])
  }

  @Test("refuses a part that is no message")
  func malformedPart() {
    #expect(throws: ProtobufError.malformed) { try left([0x0a], Self.labelled) }
    #expect(throws: ProtobufError.malformed) { try left(Self.labelled, [0x0a, 5]) }
    #expect(throws: ProtobufError.invalidUTF8) { try left(field(1, [0xff]), Self.scalars) }
  }

  @Test("takes time in proportion to the bytes, also for parts inside each other")
  func manyParts() throws {
    var bytes: [UInt8] = [0x10, 7]
    for depth in 0..<30 {
      let empty = [[UInt8]](repeating: [0x0a, 0], count: depth < 29 ? 1000 : 50_000)
      bytes = Array(empty.joined()) + field(1, bytes)
    }
    let even: TestV1.Even = try decoded(bytes)
    #expect(encoded(even).suffix(2) == [0x10, 7])
    #expect(encoded(even).count == 2 + 2 * 30)
  }
}
