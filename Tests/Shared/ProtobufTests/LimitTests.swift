import Protobuf
import TestMessages
import Testing

@Suite("Message.init(serializedBytes:) limits")
struct LimitTests {
  @Test("reads messages that nest as deep as people write them", arguments: [2, 3, 5])
  func shallow(_ number: Int) throws {
    let tree: TestV1.Tree = try decoded(nestedTrees(30, field: number))
    #expect(encoded(tree) == nestedTrees(30, field: number))
  }

  @Test(
    "refuses messages that nest too deep",
    arguments: [2, 3, 5], [400, 2000, 20_000, 200_000])
  func deep(_ number: Int, _ depth: Int) {
    #expect(throws: ProtobufError.limitExceeded) {
      try decoded(nestedTrees(depth, field: number), as: TestV1.Tree.self)
    }
  }

  @Test("refuses deep nesting by way of two types")
  func deepPair() {
    let bytes = nestedTrees(50_000, field: 1)
    #expect(throws: ProtobufError.limitExceeded) { try decoded(bytes, as: TestV1.Even.self) }
  }

  @Test(
    "never crashes, whatever the depth", arguments: Array(stride(from: 40, through: 400, by: 20)))
  func everyDepth(_ depth: Int) {
    let bytes = nestedTrees(depth, field: 2)
    do {
      #expect(encoded(try decoded(bytes, as: TestV1.Tree.self)) == bytes)
    } catch {
      #expect(error == .limitExceeded)
    }
  }

  @Test("refuses a small message that would need much memory")
  func amplification() {
    // 4 MiB of empty messages, each 2 bytes on the wire and 200 in memory.
    let bytes = [UInt8](repeatingUnit: [0x0a, 0], count: 2 * 1_048_576)
    #expect(throws: ProtobufError.limitExceeded) { try decoded(bytes, as: TestV1.Wide.self) }
  }

  @Test("refuses a flood of unknown fields")
  func unknownFlood() {
    let bytes = [UInt8](repeatingUnit: [0x50, 1], count: 2 * 1_048_576)
    #expect(throws: ProtobufError.limitExceeded) { try decoded(bytes, as: TestV1.Wide.self) }
  }

  @Test("reads an honest message of 3 MiB")
  func large() throws {
    let wide = TestV1.Wide(
      elements: (0..<30_000).map { index in
        TestV1.Scalars(
          int32Value: Int32(index), stringValue: String(repeating: "x", count: 90))
      })
    #expect(try roundTrip(wide) == wide)
  }

  @Test("works on after a refusal")
  func recovers() throws {
    let bytes = nestedTrees(20_000, field: 2)
    #expect(throws: ProtobufError.limitExceeded) { try decoded(bytes, as: TestV1.Tree.self) }
    #expect(try roundTrip(Samples.tree) == Samples.tree)
  }

  @Test("works on many threads at once")
  func threads() async throws {
    let good = Samples.repeated(40)
    let bytes = encoded(good)
    let deep = nestedTrees(5000, field: 2)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          for _ in 0..<40 {
            let copy: TestV1.Repeated = try decoded(bytes)
            let tree = try? decoded(deep, as: TestV1.Tree.self)
            guard encoded(copy) == bytes, tree == nil else { return false }
            await Task.yield()
          }
          return true
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }
}

extension [UInt8] {
  /// `unit` over and over.
  fileprivate init(repeatingUnit unit: [UInt8], count: Int) {
    self = []
    reserveCapacity(unit.count * count)
    for _ in 0..<count { append(contentsOf: unit) }
  }
}
