import Protobuf
import TestMessages
import Testing
import WellKnownMessages

/// Bytes that no writer makes.
struct HostileInput: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]

  static let malformed: [HostileInput] = [
    HostileInput(testDescription: "a tag without its value", bytes: [0x18]),
    HostileInput(testDescription: "a text that ends early", bytes: [0x72, 5, 0x61]),
    HostileInput(testDescription: "a double that ends early", bytes: [0x09, 0, 0, 0]),
    HostileInput(testDescription: "a length of 2^31", bytes: [0x72] + varint(1 << 31)),
    HostileInput(testDescription: "a length of 2^63", bytes: [0x72] + varint(1 << 63)),
    HostileInput(
      testDescription: "a varint of 11 bytes",
      bytes: [0x18] + [UInt8](repeating: 0xff, count: 10) + [1]),
    HostileInput(
      testDescription: "a varint that never ends",
      bytes: [0x18] + [UInt8](repeating: 0x80, count: 9)),
    HostileInput(testDescription: "field number 0", bytes: [0x00, 0]),
    HostileInput(testDescription: "an unknown wire type", bytes: [0x1e, 0]),
    HostileInput(testDescription: "a group without an end", bytes: [0xa3, 0x06]),
    HostileInput(testDescription: "the end of a group without a start", bytes: [0xa4, 0x06]),
    HostileInput(testDescription: "a group with another end", bytes: [0xa3, 0x06, 0xac, 0x06]),
    HostileInput(testDescription: "a group that ends early", bytes: [0xa3, 0x06, 0x08]),
    HostileInput(
      testDescription: "a field number above 2^29 - 1", bytes: varint(1 << 32 | 2) + [0]),
    HostileInput(testDescription: "field number 0 in two bytes", bytes: [0x80, 0x00, 0]),
    HostileInput(
      testDescription: "a field number above 2^29 - 1 in five bytes",
      bytes: [0x82, 0x80, 0x80, 0x80, 0x10, 0]),
    HostileInput(
      testDescription: "a tag of six bytes", bytes: [0x98, 0x80, 0x80, 0x80, 0x80, 0x00, 2]),
    HostileInput(
      testDescription: "a field of another type that ends early", bytes: [0x72, 5, 0x70]),
    HostileInput(
      testDescription: "a number of another type that ends early", bytes: [0x19, 0, 0]),
  ]

  static let badText: [HostileInput] = [
    HostileInput(testDescription: "a lone continuation byte", bytes: [0x80]),
    HostileInput(testDescription: "a character that ends early", bytes: [0xe2, 0x82]),
    HostileInput(testDescription: "an overlong slash", bytes: [0xc0, 0xaf]),
    HostileInput(testDescription: "a surrogate", bytes: [0xed, 0xa0, 0x80]),
    HostileInput(testDescription: "a code point above U+10FFFF", bytes: [0xf4, 0x90, 0x80, 0x80]),
    HostileInput(testDescription: "0xff", bytes: [0x61, 0xff]),
  ]
}

@Suite("Message.init(serializedBytes:)")
struct HostileInputTests {
  @Test("refuses bytes that are no message", arguments: HostileInput.malformed)
  func malformed(_ input: HostileInput) {
    #expect(throws: ProtobufError.malformed) { try decoded(input.bytes, as: TestV1.Scalars.self) }
  }

  @Test("refuses bad tags inside messages and map entries too")
  func badTags() {
    for tag: [UInt8] in [[0x80, 0x00, 0], [0x82, 0x80, 0x80, 0x80, 0x10, 0]] {
      #expect(throws: ProtobufError.malformed) {
        try decoded(field(17, tag), as: TestV1.Optionals.self)
      }
      #expect(throws: ProtobufError.malformed) {
        try decoded(field(12, tag), as: TestV1.Maps.self)
      }
      #expect(throws: ProtobufError.malformed) {
        try decoded(tag, as: GoogleProtobuf.Timestamp.self)
      }
    }
  }

  @Test("refuses text that is not UTF-8", arguments: HostileInput.badText)
  func text(_ input: HostileInput) {
    #expect(throws: ProtobufError.invalidUTF8) {
      try decoded(field(14, input.bytes), as: TestV1.Scalars.self)
    }
    #expect(throws: ProtobufError.invalidUTF8) {
      try decoded(field(14, [0x61]) + field(14, input.bytes), as: TestV1.Repeated.self)
    }
    #expect(throws: ProtobufError.invalidUTF8) {
      try decoded(field(12, field(1, input.bytes)), as: TestV1.Maps.self)
    }
    #expect(throws: ProtobufError.invalidUTF8) {
      try decoded(field(7, input.bytes), as: TestV1.Choice.self)
    }
  }

  @Test("refuses a byte that is no text wherever it stands, and takes it away from there")
  func badByteAnywhere() throws {
    for length in 1...40 {
      var bytes = (0..<length).map { UInt8(0x20 + $0 % 0x5f) }
      for position in 0..<length {
        let good = bytes[position]
        bytes[position] = 0x80
        #expect(throws: ProtobufError.invalidUTF8, "\(position) of \(length)") {
          try decoded(field(14, bytes), as: TestV1.Scalars.self)
        }
        bytes[position] = good
      }
      let message = try decoded(field(14, bytes), as: TestV1.Scalars.self)
      #expect(Array(message.stringValue.utf8) == bytes)
    }
  }

  @Test("keeps text of every length, with a character of every length anywhere in it")
  func textOfEveryLength() throws {
    for character in ["\u{0}", "\u{7f}", "é", "€", "😀"] {
      for length in 0...24 {
        for position in 0...length {
          let text =
            String(repeating: "a", count: position) + character
            + String(repeating: "z", count: length - position)
          let message = try decoded(field(14, Array(text.utf8)), as: TestV1.Scalars.self)
          #expect(Array(message.stringValue.utf8) == Array(text.utf8))
        }
      }
    }
  }

  @Test("takes bytes that are not UTF-8 in a bytes field")
  func bytes() throws {
    #expect(try decoded(field(15, [0xff]), as: TestV1.Scalars.self).bytesValue == [0xff])
  }

  @Test("refuses every message that was cut off inside a field")
  func truncated() throws {
    let whole = encoded(TestV1.Optionals(scalars: Samples.longestScalars))
    for count in 1..<whole.count {
      #expect(throws: ProtobufError.malformed) {
        try decoded(Array(whole.prefix(count)), as: TestV1.Optionals.self)
      }
    }
  }

  @Test("skips fields it does not know")
  func unknown() throws {
    let unknown =
      varint(100 << 3) + varint(.max) + varint(101 << 3 | 1) + [UInt8](repeating: 7, count: 8)
      + varint(102 << 3 | 5) + [7, 7, 7, 7] + field(103, [0xff, 0xff])
    let bytes = unknown + encoded(TestV1.String(value: "known")) + unknown
    #expect(try decoded(bytes, as: TestV1.String.self).value == "known")
  }

  @Test("takes the last of several values and merges messages")
  func duplicates() throws {
    let scalars: TestV1.Scalars = try decoded(field(14, [0x61]) + field(14, [0x62]))
    #expect(scalars.stringValue == "b")
    let merged: TestV1.Optionals = try decoded(
      field(17, [0x18, 1]) + field(17, [0x20, 2]) + field(17, [0x18, 3]))
    #expect(merged.scalars == TestV1.Scalars(int32Value: 3, int64Value: 2))
    let map: TestV1.Maps = try decoded(field(1, [8, 1, 16, 1]) + field(1, [8, 1, 16, 2]))
    #expect(map.int32Map == [1: 2])
    let choice: TestV1.Choice = try decoded(field(7, [0x61]) + [0x18, 4])
    #expect(choice.value == .int32Value(4))
  }

  @Test("fills in a map entry without key or value")
  func emptyEntries() throws {
    let maps: TestV1.Maps = try decoded(field(12, []) + field(15, field(1, [0x61])))
    #expect(maps.stringMap == ["": ""])
    #expect(maps.scalarsMap == ["a": TestV1.Scalars()])
  }

  @Test("reads packed and unpacked numbers in either form")
  func packing() throws {
    let repeated: TestV1.Repeated = try decoded(
      [0x18, 1] + field(3, [2, 3]) + [0x18, 4] + field(18, [5]) + [0x90, 0x01, 6])
    #expect(repeated.int32Values == [1, 2, 3, 4])
    #expect(repeated.unpackedValues == [5, 6])
  }

  @Test("cuts a number that is too large for its field, as every reader does")
  func largeNumbers() throws {
    let scalars: TestV1.Scalars = try decoded([0x68] + varint(2) + [0x80, 0x01] + varint(5))
    #expect(scalars.boolValue)
    #expect(scalars.color == .unrecognized(5))
  }
}
