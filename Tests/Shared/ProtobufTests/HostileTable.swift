import Protobuf
import TestMessages
import Testing
import WellKnownMessages

/// Bytes that a peer can send and no writer makes, and what comes of them.
struct HostileRow: Sendable, CustomTestStringConvertible {
  enum Outcome: Equatable {
    case asExpected
    /// Refused for the memory or the stack that it needs.
    case limitExceeded
    case other(String)
  }

  let testDescription: String
  let outcome: @Sendable () -> Outcome

  init<Value: Hashable & Sendable>(
    _ description: String, _ expected: Result<Value, ProtobufError>,
    _ decode: @escaping @Sendable () throws(ProtobufError) -> Value
  ) {
    testDescription = description
    outcome = {
      let result = Result { () throws(ProtobufError) in try decode() }
      if result == expected { return .asExpected }
      return result == .failure(.limitExceeded) ? .limitExceeded : .other("\(result)")
    }
  }

  init<Value: Message>(
    _ description: String, _ bytes: [UInt8], _ expected: Result<Value, ProtobufError>
  ) {
    self.init(description, expected) { () throws(ProtobufError) in
      try Value(serializedBytes: bytes)
    }
  }

  /// A `TestV1.String` that is written again like this.
  init(_ description: String, _ bytes: [UInt8], encodedAgain: [UInt8]) {
    self.init(description, .success(encodedAgain)) { () throws(ProtobufError) in
      try TestV1.String(serializedBytes: bytes).serializedBytes()
    }
  }

  init(_ description: String, _ bytes: [UInt8], is message: some Message) {
    self.init(description, bytes, .success(message))
  }

  static let all = refused + text + unknown + fieldNumbers + duplicates + packing + members
}

extension HostileRow {
  private typealias Refused<Value> = Result<Value, ProtobufError>

  private static let refused = HostileInput.malformed.map { input in
    HostileRow(
      input.testDescription, input.bytes,
      Refused<TestV1.Scalars>.failure(.malformed))
  }

  private static let text =
    HostileInput.badText.map { input in
      HostileRow(
        input.testDescription, field(14, input.bytes),
        Refused<TestV1.Scalars>.failure(.invalidUTF8))
    } + [
      HostileRow(
        "U+0000 in a text", field(14, [0x61, 0, 0x62]), is: TestV1.Scalars(stringValue: "a\0b")),
      HostileRow(
        "bad text that a later one replaces", field(14, [0xff]) + field(14, [0x61]),
        is: TestV1.Scalars(stringValue: "a")),
    ]

  private static let unknown = [
    HostileRow(
      "unknown fields, kept", field(1, [0x61]) + unknownFields,
      encodedAgain: field(1, [0x61]) + unknownFields),
    HostileRow(
      "unknown fields, dropped", unknownFields + [0x08, 5],
      is: GoogleProtobuf.Timestamp(seconds: 5)),
    HostileRow(
      "an unknown group, kept", field(1, [0x61]) + group,
      encodedAgain: field(1, [0x61]) + group),
    HostileRow(
      "an unknown group, dropped", group + [0x08, 5], is: GoogleProtobuf.Timestamp(seconds: 5)),
    HostileRow(
      "a known field of another wire type, kept", [0x08, 1] + field(1, [0x61]),
      encodedAgain: field(1, [0x61]) + [0x08, 1]),
    HostileRow(
      "a known field of another wire type, dropped", field(1, [0x61]) + [0x08, 5],
      is: GoogleProtobuf.Timestamp(seconds: 5)),
    HostileRow(
      "a length in six bytes", [0x0a, 0x81, 0x80, 0x80, 0x80, 0x80, 0, 0x61],
      is: TestV1.String(value: "a")),
    HostileRow(
      "a length in ten bytes", [0x0a, 0x81] + [UInt8](repeating: 0x80, count: 8) + [0, 0x61],
      is: GoogleProtobuf.StringValue(value: "a")),
  ]

  private static let unknownFields =
    varint(100 << 3) + varint(.max) + varint(101 << 3 | 1) + [UInt8](repeating: 7, count: 8)
    + varint(102 << 3 | 5) + [7, 7, 7, 7] + field(103, [0xff, 0xff])

  private static let group: [UInt8] = [0xa3, 0x06, 0x08, 1, 0xa4, 0x06]

  private static let fieldNumbers = [
    HostileRow(
      "a field number above 2^29 - 1, where unknown fields are kept",
      varint(1 << 32) + [1], Refused<TestV1.String>.failure(.malformed)),
    HostileRow(
      "a field number above 2^29 - 1, where they are dropped", varint(1 << 32) + [1],
      Refused<GoogleProtobuf.Timestamp>.failure(.malformed)),
    HostileRow(
      "a field number above 2^29 - 1, in the entry of a map", field(1, varint(1 << 32) + [1]),
      Refused<TestV1.Maps>.failure(.malformed)),
    HostileRow(
      "field number 0 in two bytes, where unknown fields are kept", [0x80, 0, 1],
      Refused<TestV1.String>.failure(.malformed)),
    HostileRow(
      "field number 0 in two bytes, where they are dropped", [0x80, 0, 1],
      Refused<GoogleProtobuf.Timestamp>.failure(.malformed)),
  ]

  private static let duplicates = [
    HostileRow("two numbers", [0x18, 1, 0x18, 2], is: TestV1.Scalars(int32Value: 2)),
    HostileRow(
      "two texts", field(14, [0x61]) + field(14, [0x62]), is: TestV1.Scalars(stringValue: "b")),
    HostileRow(
      "two entries with one key", field(1, [8, 1, 16, 1]) + field(1, [8, 1, 16, 2]),
      is: TestV1.Maps(int32Map: [1: 2])),
    HostileRow(
      "two messages", field(17, [0x18, 1]) + field(17, [0x20, 2]) + field(17, [0x18, 3]),
      is: TestV1.Optionals(scalars: TestV1.Scalars(int32Value: 3, int64Value: 2))),
  ]

  private static let packing = [
    HostileRow(
      "packed and not, mixed",
      [0x18, 1] + field(3, [2, 3]) + [0x18, 4] + field(18, [5]) + [0x90, 0x01, 6],
      is: TestV1.Repeated(int32Values: [1, 2, 3, 4], unpackedValues: [5, 6])),
    HostileRow(
      "a packed number that does not end", field(3, [UInt8](repeating: 0xff, count: 9)),
      Refused<TestV1.Repeated>.failure(.malformed)),
    HostileRow(
      "half a packed double", field(1, [0, 0, 0, 0]),
      Refused<TestV1.Repeated>.failure(.malformed)),
  ]

  private static let members = [
    HostileRow(
      "two members of a oneof", field(7, [0x61]) + [0x18, 4],
      is: TestV1.Choice(value: .int32Value(4))),
    HostileRow(
      "a member that is a message, twice", field(10, [0x18, 1]) + field(10, [0x20, 2]),
      is: TestV1.Choice(value: .scalars(TestV1.Scalars(int32Value: 1, int64Value: 2)))),
    HostileRow(
      "a member that is a message, twice, with another between",
      field(10, [0x18, 1]) + field(7, [0x61]) + field(10, [0x20, 2]),
      is: TestV1.Choice(value: .scalars(TestV1.Scalars(int64Value: 2)))),
  ]
}

@Suite("Message.init(serializedBytes:) of hostile bytes")
struct HostileTableTests {
  @Test("has one outcome for each", arguments: HostileRow.all)
  func outcome(_ row: HostileRow) {
    #expect(row.outcome() == .asExpected)
  }

  @Test("has it on several threads at once, whatever their stacks", arguments: [128, 512, 8192])
  func threads(_ kibibytes: Int) async {
    let findings = await onThreads(8, withStack: kibibytes) { index in
      (0..<20).flatMap { round in
        HostileRow.all.indices.compactMap { place in
          // The threads are at different rows most of the time.
          let row = HostileRow.all[(place + 7 * index + round) % HostileRow.all.count]
          let outcome = row.outcome()
          return outcome == .asExpected ? nil : "\(row.testDescription): \(outcome)"
        }
      }
    }
    #expect(findings.flatMap { $0 } == [])
  }

  @Test("has it or refuses the bytes on the smallest stacks", arguments: [32, 64, 96])
  func smallestStacks(_ kibibytes: Int) async {
    let outcomes = await onThreads(4, withStack: kibibytes) { _ in
      HostileRow.all.map { $0.outcome() }
    }
    let allowed: [HostileRow.Outcome] = [.asExpected, .limitExceeded]
    #expect(outcomes.flatMap { $0 }.allSatisfy { allowed.contains($0) })
  }
}
