import Protobuf
import Testing
import WellKnownMessages

@Suite("Message.jsonUTF8Bytes")
struct JSONTests {
  @Test("leaves out fields at their default, but not optional ones")
  func defaults() {
    #expect(json(TestV1.Scalars()) == "{}")
    #expect(json(TestV1.Nothing()) == "{}")
    #expect(
      json(TestV1.Optionals(int64Value: 0, boolValue: false, color: .unspecified, scalars: .init()))
        == #"{"int64Value":"0","boolValue":false,"color":"COLOR_UNSPECIFIED","scalars":{}}"#)
  }

  @Test("writes 64-bit numbers as text and others as numbers")
  func numbers() {
    #expect(
      json(
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
  func doubles(_ value: Double, _ text: String) {
    #expect(json(TestV1.Scalars(doubleValue: value)) == #"{"doubleValue":\#(text)}"#)
  }

  @Test("escapes text and encodes bytes")
  func text() {
    #expect(
      json(TestV1.Scalars(stringValue: Samples.text, bytesValue: [0xfb, 0xff, 1, 2]))
        == #"{"stringValue":"a\u0000ü€😀\"\\\n\u0001","bytesValue":"+/8BAg=="}"#)
  }

  @Test("writes enums by name, or by number without one")
  func enums() {
    #expect(
      json(TestV1.Repeated(colors: [.crimson, .negative, .unrecognized(5)]))
        == #"{"colors":["COLOR_RED","COLOR_NEGATIVE",5]}"#)
  }

  @Test("writes maps as objects in the order of their keys")
  func maps() {
    #expect(
      json(
        TestV1.Maps(
          int64Map: [2: 1, -1: 0], boolMap: [true: false, false: true],
          stringMap: ["b\"": "2", "a": "1"], scalarsMap: ["s": TestV1.Scalars()]))
        == #"{"int64Map":{"-1":"0","2":"1"},"boolMap":{"false":true,"true":false},"#
        + #""stringMap":{"a":"1","b\"":"2"},"scalarsMap":{"s":{}}}"#)
  }

  @Test("uses the JSON names of the proto file")
  func names() {
    #expect(
      json(TestV1.Names(agentID: "a", jsonPath: "j", kindCase: .wire("w")))
        == #"{"agentId":"a","a \"quoted\" name":"j","wire":"w"}"#)
  }

  @Test("writes the member of a oneof even at its default")
  func oneofs() {
    #expect(json(TestV1.Choice(value: .boolValue(false))) == #"{"boolValue":false}"#)
    #expect(
      json(TestV1.Choice(value: .bytesValue([]), note: "n")) == #"{"bytesValue":"","note":"n"}"#)
  }

  @Test(
    "writes timestamps in UTC",
    arguments: [
      (0, 0, #""1970-01-01T00:00:00Z""#), (-62_135_596_800, 0, #""0001-01-01T00:00:00Z""#),
      (253_402_300_799, 999_999_999, #""9999-12-31T23:59:59.999999999Z""#),
      (951_782_400, 500_000_000, #""2000-02-29T00:00:00.500Z""#),
      (-1, 1000, #""1969-12-31T23:59:59.000001Z""#), (253_402_300_800, 0, "null"),
      (0, -1, "null"), (Int64.max, 0, "null"),
    ] as [(Int64, Int32, String)])
  func timestamps(_ seconds: Int64, _ nanos: Int32, _ text: String) {
    #expect(json(GoogleProtobuf.Timestamp(seconds: seconds, nanos: nanos)) == text)
  }

  @Test(
    "writes durations in seconds",
    arguments: [
      (0, 0, #""0s""#), (1, 1, #""1.000000001s""#), (-1, -500_000_000, #""-1.500s""#),
      (0, -1000, #""-0.000001s""#), (315_576_000_000, 0, #""315576000000s""#),
      (315_576_000_001, 0, "null"), (1, -1, "null"), (0, Int32.min, "null"),
    ] as [(Int64, Int32, String)])
  func durations(_ seconds: Int64, _ nanos: Int32, _ text: String) {
    #expect(json(GoogleProtobuf.Duration(seconds: seconds, nanos: nanos)) == text)
  }

  @Test("writes the other messages of google.protobuf in their own form")
  func wellKnown() {
    #expect(json(GoogleProtobuf.Empty()) == "{}")
    #expect(json(GoogleProtobuf.StringValue(value: "x")) == #""x""#)
    #expect(json(GoogleProtobuf.Int64Value()) == #""0""#)
    #expect(json(GoogleProtobuf.BoolValue(value: true)) == "true")
    #expect(
      json(GoogleProtobuf.FieldMask(paths: ["display_name", "manager.person_id"]))
        == #""displayName,manager.personId""#)
    #expect(
      json(GoogleRPC.Status(code: 3, details: [GoogleProtobuf.`Any`(typeURL: "t", value: [1])]))
        == #"{"code":3,"details":[{"@type":"t","value":"AQ=="}]}"#)
  }
}
