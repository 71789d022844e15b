import Protobuf
import TestMessages
import Testing
import WellKnownMessages

/// A message with its type hidden, so that one test takes all.
struct Sample: Sendable, CustomTestStringConvertible {
  let name: String
  let check: @Sendable () throws -> Void

  init<Value: Message>(_ value: Value) {
    name = Value.protobufName
    check = {
      let bytes = encoded(value)
      let copy: Value = try decoded(bytes)
      #expect(copy == value)
      #expect(encoded(copy) == bytes)
    }
  }

  var testDescription: String { name }

  static let all: [Sample] =
    [
      Sample(TestV1.Scalars()), Sample(Samples.longestScalars), Sample(TestV1.Optionals()),
      Sample(Samples.longestOptionals), Sample(Samples.defaultOptionals),
      Sample(TestV1.Repeated()), Sample(Samples.repeated(1)), Sample(Samples.repeated(2)),
      Sample(Samples.repeated(300)), Sample(TestV1.Maps()), Sample(Samples.maps),
      Sample(TestV1.Choice(note: "nothing chosen")), Sample(Samples.names), Sample(Samples.tree),
      Sample(TestV1.String(value: "v", message: TestV1.String.Message(text: "t"))),
      Sample(TestV1.Nothing()),
    ] + Samples.choices.map { Sample(TestV1.Choice(value: $0, note: "n")) }

  static let wellKnown: [Sample] = [
    Sample(GoogleProtobuf.`Any`(typeURL: "type.googleapis.com/x", value: Samples.bytes)),
    Sample(GoogleProtobuf.Duration(seconds: -1, nanos: -999_999_999)),
    Sample(GoogleProtobuf.Empty()),
    Sample(GoogleProtobuf.FieldMask(paths: ["a", "b.c"])),
    Sample(GoogleProtobuf.Timestamp(seconds: 253_402_300_799, nanos: 999_999_999)),
    Sample(GoogleProtobuf.DoubleValue(value: -0.0)), Sample(GoogleProtobuf.FloatValue(value: 1)),
    Sample(GoogleProtobuf.Int64Value(value: .min)), Sample(GoogleProtobuf.UInt64Value(value: .max)),
    Sample(GoogleProtobuf.Int32Value(value: .min)), Sample(GoogleProtobuf.UInt32Value(value: .max)),
    Sample(GoogleProtobuf.BoolValue(value: true)), Sample(GoogleProtobuf.StringValue(value: "")),
    Sample(GoogleProtobuf.BytesValue(value: Samples.bytes)),
    Sample(
      GoogleRPC.Status(
        code: 5, message: "not found",
        details: [GoogleProtobuf.`Any`(typeURL: "t", value: [1, 2])])),
    Sample(GoogleRPC.ErrorInfo(reason: "R", domain: "d", metadata: ["a": "1", "b": "2"])),
    Sample(
      GoogleRPC.BadRequest(fieldViolations: [
        GoogleRPC.BadRequest.FieldViolation(field: "f", description: "d")
      ])),
    Sample(GoogleRPC.RetryInfo(retryDelay: GoogleProtobuf.Duration(seconds: 1))),
    Sample(GoogleType.Date(year: 2026, month: 2, day: 28)),
    Sample(GRPCHealthV1.HealthCheckRequest(service: "s")),
    Sample(GRPCHealthV1.HealthCheckResponse(status: .notServing)),
  ]
}

@Suite("Message.serialize")
struct RoundTripTests {
  @Test("gives back an equal value and equal bytes", arguments: Sample.all)
  func testMessages(_ sample: Sample) throws {
    try sample.check()
  }

  @Test("gives back the messages of google and grpc", arguments: Sample.wellKnown)
  func wellKnownMessages(_ sample: Sample) throws {
    try sample.check()
  }

  @Test("reads and writes what the proto file marks as deprecated")
  func deprecated() throws {
    let retired = TestV1.Retired(
      oldName: "n", oldNumbers: [1, 2], oldSelf: TestV1.Retired(oldName: "m"),
      stage: TestV1.Retired.Stage(rawValue: 1))
    #expect(try roundTrip(retired) == retired)
    let text = #"{"oldName":"n","oldNumbers":[1,2],"oldSelf":{"oldName":"m"},"stage":"STAGE_OLD"}"#
    #expect(try json(retired) == text)
    #expect(try message(text) == retired)
  }

  @Test("writes no field that is at its default")
  func defaults() {
    #expect(encoded(TestV1.Scalars()) == [])
    #expect(encoded(TestV1.Repeated()) == [])
    #expect(encoded(TestV1.Maps()) == [])
    #expect(encoded(TestV1.Names()) == [])
  }

  @Test("writes an optional field that is at its default")
  func presence() throws {
    let bytes = encoded(TestV1.Optionals(int32Value: 0, boolValue: false, stringValue: ""))
    #expect(bytes == [0x18, 0, 0x68, 0, 0x72, 0])
    #expect(try decoded(bytes, as: TestV1.Optionals.self).boolValue == false)
    #expect(try decoded([], as: TestV1.Optionals.self).boolValue == nil)
  }

  @Test("keeps the sign of zero and every NaN")
  func floats() throws {
    let copy = try roundTrip(TestV1.Scalars(doubleValue: -0.0, floatValue: -0.0))
    #expect(copy.doubleValue.sign == .minus && copy.doubleValue == 0)
    #expect(copy.floatValue.sign == .minus && copy.floatValue == 0)
    let payload = Double(nan: 5, signaling: false)
    let nan = try roundTrip(TestV1.Scalars(doubleValue: payload))
    #expect(nan.doubleValue.bitPattern == payload.bitPattern)
  }

  @Test("keeps U+0000 inside text")
  func nul() throws {
    #expect(encoded(TestV1.String(value: "a\u{0}b")) == [0x0a, 3, 0x61, 0, 0x62])
    #expect(try roundTrip(TestV1.String(value: "a\u{0}b")).value == "a\u{0}b")
  }

  @Test("packs repeated numbers")
  func packed() {
    #expect(
      encoded(TestV1.Repeated(uint32Values: [1, 300], boolValues: [true, false]))
        == [0x2a, 3, 1, 0xac, 2, 0x6a, 2, 1, 0])
  }

  @Test("writes map entries in the order of their keys, with key and value")
  func mapOrder() {
    let bytes = encoded(TestV1.Maps(int32Map: [3: 0, -1: 1, 0: 2]))
    let minusOne = varint(UInt64(bitPattern: -1))
    #expect(
      bytes == field(1, [8] + minusOne + [16, 1]) + field(1, [8, 0, 16, 2])
        + field(1, [8, 3, 16, 0]))
  }

  @Test("writes entries with texts as keys in the order of their bytes")
  func textOrder() {
    let keys = ["", "a", "ab", "b", "z", "é", "日"]
    let map = Dictionary(uniqueKeysWithValues: keys.map { ($0, $0) })
    let entries = keys.map { key in
      field(12, field(1, Array(key.utf8)) + field(2, Array(key.utf8)))
    }
    #expect(encoded(TestV1.Maps(stringMap: map)) == Array(entries.joined()))
  }

  @Test("writes text and bytes of every length", arguments: Array(0...140))
  func lengths(count: Int) throws {
    let bytes = (0..<count).map { UInt8($0 % 95) + 32 }
    let text = String(decoding: bytes, as: UTF8.self)
    let part = String((text + "tail").dropLast(4))
    let expected: [UInt8] = count == 0 ? [] : field(1, bytes)
    #expect(encoded(TestV1.String(value: text)) == expected)
    #expect(encoded(TestV1.String(value: part)) == expected)
    #expect(TestV1.String(value: text).serializedBytes() == expected)
    #expect(try roundTrip(TestV1.Scalars(bytesValue: bytes)).bytesValue == bytes)
  }

  @Test("appends to what the buffer holds")
  func appends() {
    let request = GRPCHealthV1.HealthCheckRequest(service: "s")
    #expect(encoded(request) == [0x0a, 1, 0x73])
    #expect(encoded(appended: request, to: [9]) == [9, 0x0a, 1, 0x73])
  }

  @Test("knows a number without a name")
  func unrecognized() throws {
    let copy = try roundTrip(TestV1.Scalars(color: TestV1.Color(rawValue: 99)))
    #expect(copy.color == .unrecognized(99))
    #expect(TestV1.Color(rawValue: 1) == .crimson)
    #expect(TestV1.Color.negative.rawValue == -1)
  }
}
