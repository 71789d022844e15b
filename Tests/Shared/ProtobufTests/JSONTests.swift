import Protobuf
import ProtobufJSON
import TestMessages
import Testing
import WellKnownMessages

@Suite("Message.jsonUTF8Bytes")
struct JSONTests {
  @Test("leaves out fields at their default, but not optional ones")
  func defaults() throws {
    #expect(try json(TestV1.Scalars()) == "{}")
    #expect(try json(TestV1.Nothing()) == "{}")
    #expect(
      try json(
        TestV1.Optionals(int64Value: 0, boolValue: false, color: .unspecified, scalars: .init()))
        == #"{"int64Value":"0","boolValue":false,"color":"COLOR_UNSPECIFIED","scalars":{}}"#)
  }

  @Test("writes 64-bit numbers as text and others as numbers")
  func numbers() throws {
    #expect(
      try json(
        TestV1.Scalars(
          int32Value: .min, int64Value: .min, uint32Value: .max, uint64Value: .max,
          fixed64Value: 1, sfixed64Value: -1, boolValue: true))
        == #"{"int32Value":-2147483648,"int64Value":"-9223372036854775808","#
        + #""uint32Value":4294967295,"uint64Value":"18446744073709551615","#
        + #""fixed64Value":"1","sfixed64Value":"-1","boolValue":true}"#)
  }

  @Test(
    "writes doubles in their shortest form",
    arguments: [
      (1, "1"), (-0.0, "-0"), (0.1, "0.1"), (1e300, "1e+300"), (.nan, #""NaN""#),
      (.infinity, #""Infinity""#), (-.infinity, #""-Infinity""#), (123_456_789, "123456789"),
    ] as [(Double, String)])
  func doubles(_ value: Double, _ text: String) throws {
    #expect(try json(TestV1.Scalars(doubleValue: value)) == #"{"doubleValue":\#(text)}"#)
  }

  @Test("escapes text and encodes bytes")
  func text() throws {
    #expect(
      try json(TestV1.Scalars(stringValue: Samples.text, bytesValue: [0xfb, 0xff, 1, 2]))
        == #"{"stringValue":"a\u0000ü€😀\"\\\n\u0001","bytesValue":"+/8BAg=="}"#)
  }

  @Test("writes enums by name, or by number without one")
  func enums() throws {
    #expect(
      try json(TestV1.Repeated(colors: [.crimson, .negative, .unrecognized(5)]))
        == #"{"colors":["COLOR_RED","COLOR_NEGATIVE",5]}"#)
  }

  @Test("writes maps as objects in the order of their keys")
  func maps() throws {
    #expect(
      try json(
        TestV1.Maps(
          int64Map: [2: 1, -1: 0], boolMap: [true: false, false: true],
          stringMap: ["b\"": "2", "a": "1"], scalarsMap: ["s": TestV1.Scalars()]))
        == #"{"int64Map":{"-1":"0","2":"1"},"boolMap":{"false":true,"true":false},"#
        + #""stringMap":{"a":"1","b\"":"2"},"scalarsMap":{"s":{}}}"#)
  }

  @Test("uses the JSON names of the proto file")
  func names() throws {
    #expect(
      try json(TestV1.Names(agentID: "a", jsonPath: "j", kindCase: .wire("w")))
        == #"{"agentId":"a","a \"quoted\" name":"j","wire":"w"}"#)
  }

  @Test("writes the member of a oneof even at its default")
  func oneofs() throws {
    #expect(try json(TestV1.Choice(value: .boolValue(false))) == #"{"boolValue":false}"#)
    #expect(
      try json(TestV1.Choice(value: .bytesValue([]), note: "n")) == #"{"bytesValue":"","note":"n"}"#
    )
  }

  @Test(
    "writes timestamps in UTC",
    arguments: [
      (0, 0, #""1970-01-01T00:00:00Z""#), (-62_135_596_800, 0, #""0001-01-01T00:00:00Z""#),
      (253_402_300_799, 999_999_999, #""9999-12-31T23:59:59.999999999Z""#),
      (951_782_400, 500_000_000, #""2000-02-29T00:00:00.500Z""#),
      (-1, 1000, #""1969-12-31T23:59:59.000001Z""#),
    ] as [(Int64, Int32, String)])
  func timestamps(_ seconds: Int64, _ nanos: Int32, _ text: String) throws {
    #expect(try json(GoogleProtobuf.Timestamp(seconds: seconds, nanos: nanos)) == text)
  }

  @Test(
    "writes durations in seconds",
    arguments: [
      (0, 0, #""0s""#), (1, 1, #""1.000000001s""#), (-1, -500_000_000, #""-1.500s""#),
      (0, -1000, #""-0.000001s""#), (315_576_000_000, 0, #""315576000000s""#),
    ] as [(Int64, Int32, String)])
  func durations(_ seconds: Int64, _ nanos: Int32, _ text: String) throws {
    #expect(try json(GoogleProtobuf.Duration(seconds: seconds, nanos: nanos)) == text)
  }

  @Test("writes the other messages of google.protobuf in their own form")
  func wellKnown() throws {
    #expect(try json(GoogleProtobuf.Empty()) == "{}")
    #expect(try json(GoogleProtobuf.StringValue(value: "x")) == #""x""#)
    #expect(try json(GoogleProtobuf.Int64Value()) == #""0""#)
    #expect(try json(GoogleProtobuf.BoolValue(value: true)) == "true")
    #expect(
      try json(GoogleProtobuf.FieldMask(paths: ["display_name", "manager.person_id"]))
        == #""displayName,manager.personId""#)
    #expect(try json(Samples.structure) == Samples.structureJSON)
    #expect(try json(GoogleProtobuf.Value(kind: .nullValue(.nullValue))) == "null")
  }

  @Test("writes the message that an Any holds, with the URL of its type")
  func any() throws {
    let info = GoogleRPC.ErrorInfo(reason: "R", metadata: ["a": "1"])
    let holder = GoogleProtobuf.`Any`(
      typeURL: "type.googleapis.com/google.rpc.ErrorInfo", value: info.serializedBytes())
    let delay = GoogleProtobuf.`Any`(
      typeURL: "x/google.protobuf.Duration",
      value: GoogleProtobuf.Duration(seconds: 3).serializedBytes())
    #expect(
      try json(GoogleRPC.Status(code: 3, details: [holder, delay, .init()]), types: .wellKnown)
        == #"{"code":3,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","#
        + #""reason":"R","metadata":{"a":"1"}},"#
        + #"{"@type":"x/google.protobuf.Duration","value":"3s"},{}]}"#)
  }

  @Test("refuses to write many large values of Any inside each other")
  func largeAnyInsideAny() throws {
    func nested(_ depth: Int) -> GoogleProtobuf.`Any` {
      var value = GoogleProtobuf.`Any`(
        typeURL: "x/google.protobuf.StringValue",
        value: GoogleProtobuf.StringValue(value: String(repeating: "a", count: 1_048_576))
          .serializedBytes())
      for _ in 0..<depth {
        value = GoogleProtobuf.`Any`(
          typeURL: "x/google.protobuf.Any", value: value.serializedBytes())
      }
      return value
    }
    #expect(throws: Never.self) { try json(nested(3), types: .wellKnown) }
    let error = #expect(throws: JSONEncodingError.self) {
      try json(nested(70), types: .wellKnown)
    }
    #expect(error?.reason == "messages inside each other need too much memory")
  }

  @Test(
    "says which part has no JSON form, and why",
    arguments: [
      (
        TestV1.Names(createTime: GoogleProtobuf.Timestamp(seconds: 253_402_300_800)),
        "createTime: 253402300800 seconds are not in the years 1 to 9999"
      ),
      (
        TestV1.Names(createTime: GoogleProtobuf.Timestamp(nanos: -1)),
        "createTime: -1 nanoseconds are not in 0 to 999999999"
      ),
      (
        TestV1.Names(timeToLive: GoogleProtobuf.Duration(seconds: 315_576_000_001)),
        "timeToLive: 315576000001 seconds are more than 10000 years"
      ),
      (
        TestV1.Names(timeToLive: GoogleProtobuf.Duration(seconds: 1, nanos: -1)),
        "timeToLive: the signs of 1 seconds and -1 nanoseconds differ"
      ),
      (
        TestV1.Names(timeToLive: GoogleProtobuf.Duration(nanos: .min)),
        "timeToLive: -2147483648 nanoseconds are not in -999999999 to 999999999"
      ),
    ] as [(TestV1.Names, String)])
  func withoutForm(_ message: TestV1.Names, _ reason: String) {
    let error = #expect(throws: JSONEncodingError.self) { try json(message) }
    #expect(error?.description == reason)
  }

  @Test(
    "refuses to write what would not read back",
    arguments: [
      Sample.Writing(GoogleProtobuf.FieldMask(paths: ["fooBar"])),
      Sample.Writing(GoogleProtobuf.FieldMask(paths: ["foo__bar"])),
      Sample.Writing(GoogleProtobuf.FieldMask(paths: ["foo_3_bar"])),
      Sample.Writing(GoogleProtobuf.FieldMask(paths: ["foo_"])),
      Sample.Writing(GoogleProtobuf.FieldMask(paths: ["é"])),
      Sample.Writing(GoogleProtobuf.FieldMask(paths: ["foo,bar"])),
      Sample.Writing(GoogleProtobuf.FieldMask(paths: [""])),
      Sample.Writing(GoogleProtobuf.Value()),
      Sample.Writing(GoogleProtobuf.Value(kind: .numberValue(.nan))),
      Sample.Writing(GoogleProtobuf.Value(kind: .numberValue(-.infinity))),
      Sample.Writing(GoogleProtobuf.`Any`(typeURL: "x/unknown.Type")),
      Sample.Writing(GoogleProtobuf.`Any`(typeURL: "google.protobuf.Empty")),
      Sample.Writing(
        GoogleProtobuf.`Any`(typeURL: "x/google.protobuf.Duration", value: [0x0a, 9])),
    ])
  func refused(_ sample: Sample.Writing) {
    #expect(throws: JSONEncodingError.self) { try sample.write() }
  }
}

extension Sample {
  /// A message with its type hidden, to be written as JSON.
  struct Writing: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let write: @Sendable () throws -> Void

    init(_ message: some JSONMessage) {
      testDescription = "\(message)"
      write = { _ = try json(message, types: .wellKnown) }
    }
  }
}
