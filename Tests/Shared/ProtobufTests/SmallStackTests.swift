import Protobuf
import ProtobufJSON
import TestMessages
import Testing
import WellKnownMessages

/// A value of a recursive type, decoded where there is stack enough.
private enum Deep {
  /// The most levels that are decoded, by way of one field.
  static func tree(_ number: Int) throws -> TestV1.Tree {
    for depth in stride(from: 200, to: 0, by: -1) {
      if let tree = try? decoded(nestedTrees(depth, field: number), as: TestV1.Tree.self) {
        return tree
      }
    }
    return try decoded([])
  }
}

@Suite("Messages on small stacks")
struct SmallStackTests {
  private static let stacks = [64, 128, 256, 512]

  @Test("deep nesting is refused or read, and never crashes", arguments: stacks)
  func decoding(_ kibibytes: Int) async {
    let results = await onThreads(4, withStack: kibibytes) { index in
      [20, 50, 100, 150, 1000, 100_000].flatMap { depth in
        let group = [UInt8](repeating: 0x0b, count: depth) + [UInt8](repeating: 0x0c, count: depth)
        return [
          outcome(nestedTrees(depth, field: [2, 3, 5, 2][index]), as: TestV1.Tree.self),
          outcome(nestedTrees(depth, field: 1), as: TestV1.Even.self),
          // The normaliser has to pass the group, and then goes as deep as the trees.
          outcome(group + nestedTrees(depth), as: TestV1.Tree.self),
        ]
      }
    }
    for result in results.flatMap({ $0 }) {
      if case .failure(let error) = result { #expect(error == .limitExceeded) }
    }
    #expect(results.allSatisfy { $0.suffix(6).allSatisfy { $0 == .failure(.limitExceeded) } })
  }

  @Test("deep JSON is refused or read, and never crashes", arguments: stacks)
  func readingJSON(_ kibibytes: Int) async {
    let options = JSONDecodingOptions(
      ignoresUnknownFields: true, types: .wellKnown, depthMax: 1000)
    let wasRead = await onThreads(4, withStack: kibibytes) { _ in
      [10, 100, 900, 100_000].map { depth in
        func nested(_ open: String, _ close: String) -> [UInt8] {
          [open, close].flatMap { String(repeating: $0, count: depth).utf8 }
        }
        let any = #"{"@type":"/google.protobuf.Any","value":"#
        return [
          (try? TestV1.Tree(jsonUTF8Bytes: nested(#"{"left":"#, "}"), options: options)) != nil,
          (try? TestV1.Tree(jsonUTF8Bytes: nested(#"{"children":[{"#, "}]}"), options: options))
            != nil,
          (try? TestV1.Tree(jsonUTF8Bytes: nested(#"{"x":["#, "]}"), options: options)) != nil,
          (try? GoogleProtobuf.Value(jsonUTF8Bytes: nested("[", "]"), options: options)) != nil,
          (try? GoogleProtobuf.`Any`(jsonUTF8Bytes: nested(any, "}"), options: options)) != nil,
        ]
      }
    }
    #expect(wasRead.allSatisfy { $0.last == [false, false, false, false, false] })
  }

  @Test(
    "what nests as deep as a peer can send it is encoded on any stack", arguments: [2, 3, 5],
    stacks)
  func encoding(_ number: Int, _ kibibytes: Int) async throws {
    let tree = try Deep.tree(number)
    let bytes = encoded(tree)
    let copies = await onThreads(4, withStack: kibibytes) { _ in
      [tree.serializedBytes(), encoded(tree)]
    }
    #expect(copies.allSatisfy { $0 == [bytes, bytes] })
  }

  @Test("JSON of what nests deep is written or refused, and never crashes", arguments: stacks)
  func writingJSON(_ kibibytes: Int) async throws {
    let tree = try Deep.tree(2)
    let text = try tree.jsonUTF8Bytes()
    let texts = await onThreads(4, withStack: kibibytes) { _ in try? tree.jsonUTF8Bytes() }
    #expect(texts.allSatisfy { $0 == nil || $0 == text })
  }

  @Test("a message is encoded the same way at every depth of every stack")
  func everyDepth() async throws {
    for depth in stride(from: 1, through: 90, by: 8) {
      let tree: TestV1.Tree = try decoded(nestedTrees(depth))
      let even: TestV1.Even = try decoded(nestedTrees(depth, field: 1))
      let bytes = [encoded(tree), encoded(even)]
      for kibibytes in stride(from: 52, through: 340, by: 24) {
        let copies = await onThread(withStack: kibibytes) { [encoded(tree), encoded(even)] }
        #expect(copies == bytes)
      }
    }
  }
}

private func outcome<Value: Message>(
  _ bytes: [UInt8], as type: Value.Type
) -> Result<[UInt8], ProtobufError> {
  Result { () throws(ProtobufError) in try Value(serializedBytes: bytes).serializedBytes() }
}
