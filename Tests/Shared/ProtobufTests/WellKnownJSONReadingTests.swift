import Protobuf
import ProtobufJSON
import TestMessages
import Testing
import WellKnownMessages

@Suite("JSONDecodingError")
struct JSONDecodingErrorTests {
  @Test(
    "says line, column, path and reason",
    arguments: [
      (
        "{\n  \"elements\": [\n    {},\n    {\"int32Value\": 1.5}\n  ]\n}",
        "line 4, column 20: elements[1].int32Value: the number is not whole"
      ),
      (
        #"{"elements":[{"colour":1}]}"#,
        #"line 1, column 15: elements[0]: there is no field "colour""#
      ),
      (
        #"{"elements":[{"color":"BLUE"}]}"#,
        #"line 1, column 23: elements[0].color: there is no value "BLUE""#
      ),
      ("{\"elements\":\n[}", "line 2, column 2: elements[0]: an object was expected"),
      ("", "line 1, column 1: an object was expected"),
      ("{}\n\n x", "line 3, column 2: nothing more was expected"),
      (#"{"elements":[],"elements":[]}"#, "line 1, column 16: the field is there twice"),
      (
        #"{"elements":[{"stringValue":"a\q"}]}"#,
        "line 1, column 31: elements[0].stringValue: there is no such escape"
      ),
      (
        "{ \"elements\": [],\n  \"colour\": 1}",
        #"line 2, column 3: there is no field "colour""#
      ),
    ])
  func description(_ text: String, _ expected: String) {
    let error = #expect(throws: JSONDecodingError.self) {
      try message(text, as: TestV1.Wide.self)
    }
    #expect(error?.description == expected)
  }

  @Test("says where a key or a text begins, not the white space before it")
  func whiteSpace() {
    let key = #expect(throws: JSONDecodingError.self) {
      try message("{\"int32Map\": {\"1\": 1,\n \"a\": 1}}", as: TestV1.Maps.self)
    }
    #expect(key?.description == #"line 2, column 2: int32Map: "a" is not a key of the map"#)
    let mask = #expect(throws: JSONDecodingError.self) {
      try message("\n \"a_b\"", as: GoogleProtobuf.FieldMask.self)
    }
    #expect(mask?.description == #"line 2, column 2: "a_b" is not a path in lower camel case"#)
  }

  @Test("refuses a text that is too long")
  func size() throws {
    let options = JSONDecodingOptions(byteCountMax: 10)
    #expect(throws: Never.self) { try message("{}", as: TestV1.Wide.self, options: options) }
    let error = #expect(throws: JSONDecodingError.self) {
      try message("{}         ", as: TestV1.Wide.self, options: options)
    }
    #expect(error?.reason == "11 bytes are more than the 10 allowed")
  }

  @Test("refuses objects and arrays that nest too deep")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: #"{"left":"#, count: depth - 1) + "{}"
        + String(repeating: "}", count: depth - 1)
    }
    #expect(try json(message(nested(100), as: TestV1.Tree.self)) == nested(100))
    for depth in [101, 1000, 100_000] {
      #expect(throws: JSONDecodingError.self) { try message(nested(depth), as: TestV1.Tree.self) }
    }
    let arrays = String(repeating: "[", count: 100_000)
    #expect(throws: JSONDecodingError.self) {
      try message(arrays, as: GoogleProtobuf.ListValue.self)
    }
    let options = JSONDecodingOptions(ignoresUnknownFields: true)
    #expect(throws: JSONDecodingError.self) {
      try message(#"{"x":"# + arrays, as: TestV1.Tree.self, options: options)
    }
  }

  @Test("refuses a small text that would need much memory")
  func amplification() {
    let text = #"{"elements":["# + String(repeating: "{},", count: 2_000_000) + "{}]}"
    let error = #expect(throws: JSONDecodingError.self) {
      try message(text, as: TestV1.Wide.self)
    }
    #expect(error?.reason == "the messages need too much memory")
  }
}

@Suite("Message.init(jsonUTF8Bytes:) of google.protobuf")
struct WellKnownJSONReadingTests {
  @Test(
    "reads times with any offset",
    arguments: [
      ("1970-01-01T00:00:00Z", 0, 0), ("1970-01-01T01:00:00+01:00", 0, 0),
      ("1969-12-31T23:30:00.5-00:30", 0, 500_000_000),
      ("2000-02-29T12:00:00.123456789Z", 951_825_600, 123_456_789),
      ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
      ("9999-12-31T23:59:59.9Z", 253_402_300_799, 900_000_000),
    ] as [(String, Int64, Int32)])
  func timestamps(_ text: String, _ seconds: Int64, _ nanos: Int32) throws {
    #expect(
      try message("\"\(text)\"") == GoogleProtobuf.Timestamp(seconds: seconds, nanos: nanos))
  }

  @Test(
    "refuses times that are none",
    arguments: [
      "", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01t00:00:00Z", "1970-01-01T00:00:00z",
      "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-02-29T00:00:00Z",
      "1970-01-32T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
      "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.1234567890Z",
      "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
      "1970-01-01T00:00:00+1:00", "1970-01-01T00:00:00Z ", " 1970-01-01T00:00:00Z",
      "10000-01-01T00:00:00Z", "+1970-01-01T00:00:00Z",
    ])
  func badTimestamps(_ text: String) {
    #expect(throws: JSONDecodingError.self) {
      try message("\"\(text)\"", as: GoogleProtobuf.Timestamp.self)
    }
  }

  @Test(
    "reads durations",
    arguments: [
      ("0s", 0, 0), ("1.5s", 1, 500_000_000), ("-1.000000001s", -1, -1), ("-0.5s", 0, -500_000_000),
      ("315576000000s", 315_576_000_000, 0), ("-315576000000s", -315_576_000_000, 0),
      ("315576000000.999999999s", 315_576_000_000, 999_999_999),
    ] as [(String, Int64, Int32)])
  func durations(_ text: String, _ seconds: Int64, _ nanos: Int32) throws {
    #expect(try message("\"\(text)\"") == GoogleProtobuf.Duration(seconds: seconds, nanos: nanos))
  }

  @Test(
    "refuses durations that are none",
    arguments: [
      "", "s", "1", "1.s", ".5s", "1.0000000001s", "1S", "+1s", "--1s", " 1s", "1s ", "1e3s",
      "315576000001s", "315576000001.1s", "-315576000001s", "99999999999999999999s",
    ])
  func badDurations(_ text: String) {
    #expect(throws: JSONDecodingError.self) {
      try message("\"\(text)\"", as: GoogleProtobuf.Duration.self)
    }
  }

  @Test("reads field masks, and refuses paths that are not in camel case")
  func fieldMasks() throws {
    #expect(
      try message(#""displayName,manager.personId""#)
        == GoogleProtobuf.FieldMask(paths: ["display_name", "manager.person_id"]))
    for text in [#""a-b""#, #""a b""#, #""é""#, #""a_b""#, #"",""#, #""a,""#, "1"] {
      #expect(throws: JSONDecodingError.self) {
        try message(text, as: GoogleProtobuf.FieldMask.self)
      }
    }
  }

  @Test("reads wrappers as the value in them")
  func wrappers() throws {
    #expect(
      try message(#"{"nickname":"n","ratio":0}"#)
        == TestV1.Names(
          nickname: GoogleProtobuf.StringValue(value: "n"), ratio: GoogleProtobuf.DoubleValue()))
    #expect(try message(#"{"nickname":null}"#) == TestV1.Names())
    #expect(try message("\"-5\"") == GoogleProtobuf.Int64Value(value: -5))
  }

  @Test("reads any JSON into Struct, Value and ListValue")
  func structures() throws {
    #expect(try message(Samples.structureJSON) == Samples.structure)
    #expect(
      try message(Samples.structureJSON)
        == GoogleProtobuf.Value(kind: .structValue(Samples.structure)))
    #expect(try message("[]") == GoogleProtobuf.Value(kind: .listValue(.init())))
    #expect(throws: JSONDecodingError.self) { try message("1e999", as: GoogleProtobuf.Value.self) }
    #expect(throws: JSONDecodingError.self) { try message("", as: GoogleProtobuf.Value.self) }
  }

  private static let options = JSONDecodingOptions(types: .wellKnown)

  @Test("reads an Any, with its type anywhere in it")
  func any() throws {
    let info = GoogleProtobuf.`Any`(
      typeURL: "x/google.rpc.ErrorInfo",
      value: GoogleRPC.ErrorInfo(reason: "R", domain: "d").serializedBytes())
    for text in [
      #"{"@type":"x/google.rpc.ErrorInfo","reason":"R","domain":"d"}"#,
      #"{"reason":"R","@type":"x/google.rpc.ErrorInfo","domain":"d"}"#,
      #"{"reason":"R","domain":"d","@type":"x/google.rpc.ErrorInfo"}"#,
    ] {
      #expect(try message(text, options: Self.options) == info)
    }
    #expect(
      try message(#"{"value":"1s","@type":"x/google.protobuf.Duration"}"#, options: Self.options)
        == GoogleProtobuf.`Any`(
          typeURL: "x/google.protobuf.Duration",
          value: GoogleProtobuf.Duration(seconds: 1).serializedBytes()))
    #expect(try message("{}", options: Self.options) == GoogleProtobuf.`Any`())
    let nested = #"{"@type":"x/google.protobuf.Any","value":{"@type":"x/google.protobuf.Empty"}}"#
    let outer: GoogleProtobuf.`Any` = try message(nested, options: Self.options)
    #expect(
      try GoogleProtobuf.`Any`(serializedBytes: outer.value).typeURL == "x/google.protobuf.Empty")
  }

  @Test("refuses many an Any inside another one whose types stand last")
  func typesBehindValues() {
    func nested(_ depth: Int) -> String {
      let text = String(repeating: "a", count: 1000)
      let end = #","@type":"x/google.protobuf.Any"}"#
      return String(repeating: #"{"value":"#, count: depth)
        + #"{"value":"\#(text)","@type":"x/google.protobuf.StringValue"}"#
        + String(repeating: end, count: depth)
    }
    #expect(throws: Never.self) {
      try message(nested(3), as: GoogleProtobuf.`Any`.self, options: Self.options)
    }
    let error = #expect(throws: JSONDecodingError.self) {
      try message(nested(60), as: GoogleProtobuf.`Any`.self, options: Self.options)
    }
    #expect(error?.reason == #""@type" stands behind too much of what it describes"#)
  }

  @Test(
    "refuses an Any without a type that is known",
    arguments: [
      #"{"value":1}"#, #"{"@type":"x/unknown.Type"}"#, #"{"@type":"google.protobuf.Empty"}"#,
      #"{"@type":1}"#, #"{"@type":"x/google.protobuf.Duration"}"#,
      #"{"@type":"x/google.protobuf.Duration","value":"1s","more":1}"#,
      #"{"@type":"x/google.rpc.ErrorInfo","@type":"x/google.rpc.ErrorInfo"}"#,
      #"{"@type":"x/google.rpc.ErrorInfo","reason":1}"#, "[]", "null",
    ])
  func badAny(_ text: String) {
    #expect(throws: JSONDecodingError.self) {
      try message(text, as: GoogleProtobuf.`Any`.self, options: Self.options)
    }
  }
}
