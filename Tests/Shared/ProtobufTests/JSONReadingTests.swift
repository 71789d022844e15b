import Protobuf
import ProtobufJSON
import TestMessages
import Testing
import WellKnownMessages

@Suite("Message.init(jsonUTF8Bytes:)")
struct JSONReadingTests {
  /// A message with its type hidden: what it writes reads back as itself.
  struct RoundTrip: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let check: @Sendable () throws -> Void

    init<Value: JSONMessage>(_ value: Value) {
      testDescription = Value.protobufName
      check = {
        let text = try json(value, types: .wellKnown)
        let copy: Value = try message(text, options: JSONDecodingOptions(types: .wellKnown))
        #expect(copy == value, "\(text)")
      }
    }

    static let all: [RoundTrip] =
      [
        RoundTrip(TestV1.Scalars()), RoundTrip(Samples.longestScalars),
        RoundTrip(TestV1.Optionals()), RoundTrip(Samples.longestOptionals),
        RoundTrip(Samples.defaultOptionals), RoundTrip(Samples.repeated(3)),
        RoundTrip(Samples.maps), RoundTrip(TestV1.Choice(note: "nothing chosen")),
        RoundTrip(Samples.names), RoundTrip(Samples.tree), RoundTrip(TestV1.Nothing()),
        RoundTrip(TestV1.String(value: "v", message: TestV1.String.Message(text: "t"))),
        RoundTrip(Samples.structure), RoundTrip(GoogleProtobuf.Empty()),
        RoundTrip(GoogleProtobuf.Timestamp(seconds: -62_135_596_800)),
        RoundTrip(GoogleProtobuf.Timestamp(seconds: 253_402_300_799, nanos: 999_999_999)),
        RoundTrip(GoogleProtobuf.Timestamp(seconds: -1, nanos: 1)),
        RoundTrip(GoogleProtobuf.Duration(seconds: -315_576_000_000)),
        RoundTrip(GoogleProtobuf.Duration(nanos: -1)),
        RoundTrip(GoogleProtobuf.FieldMask(paths: ["a", "display_name.b_c"])),
        RoundTrip(GoogleProtobuf.FieldMask()), RoundTrip(GoogleProtobuf.DoubleValue(value: 1e-7)),
        RoundTrip(GoogleProtobuf.FloatValue(value: .greatestFiniteMagnitude)),
        RoundTrip(GoogleProtobuf.UInt64Value(value: .max)),
        RoundTrip(GoogleProtobuf.BytesValue(value: Samples.bytes)),
        RoundTrip(
          GoogleProtobuf.`Any`(
            typeURL: "x/google.protobuf.Struct", value: Samples.structure.serializedBytes())),
        RoundTrip(
          GoogleProtobuf.`Any`(
            typeURL: "x/google.rpc.ErrorInfo",
            value: GoogleRPC.ErrorInfo(reason: "R").serializedBytes())),
      ]
      + Samples.choices.dropLast().map { RoundTrip(TestV1.Choice(value: $0, note: "n")) }
  }

  @Test("reads what was written", arguments: RoundTrip.all)
  func roundTrips(_ sample: RoundTrip) throws {
    try sample.check()
  }

  @Test("reads fields by both their names, in any order, with white space anywhere")
  func names() throws {
    let names = TestV1.Names(agentID: "a", agentIDs: ["b", "c"], jsonPath: "j")
    let texts = [
      #"{"agentId":"a","agentIds":["b","c"],"a \"quoted\" name":"j"}"#,
      #"{"agent_ids":["b","c"],"json_path":"j","agent_id":"a"}"#,
      " \t\r\n{ \"json_path\" : \"j\" ,\n\"\\u0061gentIds\" :[ \"b\"\n, \"c\" ] , "
        + "\"agentId\":\"a\" } ",
    ]
    for text in texts { #expect(try message(text) == names) }
  }

  @Test("takes null for a field that is absent")
  func null() throws {
    let text =
      #"{"doubleValue":null,"stringValue":null,"color":null,"scalars":null,"int32Value":1}"#
    #expect(try message(text) == TestV1.Optionals(int32Value: 1))
    #expect(try message(#"{"int32Values":null}"#) == TestV1.Repeated())
    #expect(try message(#"{"int32Map":null}"#) == TestV1.Maps())
    #expect(
      try message(#"{"note":"n","int32Value":null,"boolValue":true}"#)
        == TestV1.Choice(value: .boolValue(true), note: "n"))
    #expect(try message("null") == GoogleProtobuf.Value(kind: .nullValue(.nullValue)))
  }

  @Test(
    "reads whole numbers in every form",
    arguments: [
      ("1", 1), ("-1", -1), ("1.0", 1), ("1e2", 100), ("1E+2", 100), ("100e-2", 1), ("0.5e1", 5),
      ("\"7\"", 7), ("\"\\u0037\"", 7), ("\"-7.0\"", -7), ("-0", 0), ("0e99", 0),
      ("2147483647", .max),
      ("-2147483648", .min), ("2.147483647e9", .max), ("1.000000000000000000000000000000", 1),
      ("100000000000000000000000000000e-29", 1),
    ] as [(String, Int32)])
  func integers(_ text: String, _ value: Int32) throws {
    #expect(try message("{\"int32Value\":\(text)}") == TestV1.Scalars(int32Value: value))
  }

  @Test("reads the whole range of 64 bits")
  func longIntegers() throws {
    #expect(
      try message(#"{"int64Value":-9223372036854775808,"uint64Value":"18446744073709551615"}"#)
        == TestV1.Scalars(int64Value: .min, uint64Value: .max))
  }

  @Test(
    "refuses numbers that do not fit or are none",
    arguments: [
      "2147483648", "-2147483649", "0.5", "1e10", "1e-1", "\"\"", "\" 1\"", "\"\\u00201\"",
      "\"\\u00221\\u0022\"", "\"1 \"", "\"a\"", "+1",
      "01", "-", "1.", ".5", "1e", "1e+", "0x1", "true", "[1]", "NaN", "\"NaN\"", "1e999999999999",
      "99999999999999999999999999",
    ])
  func badIntegers(_ text: String) {
    #expect(throws: JSONDecodingError.self) {
      try message("{\"int32Value\":\(text)}", as: TestV1.Scalars.self)
    }
  }

  @Test(
    "reads doubles as the nearest to the decimal",
    arguments: [
      ("0.1", 0.1), ("1e22", 1e22), ("1e23", 1e23), ("123456789012345678", 123_456_789_012_345_680),
      ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0),
      ("1.7976931348623157e308", .greatestFiniteMagnitude),
      ("-0", -0.0), ("\"1.5\"", 1.5), ("\"Infinity\"", .infinity), ("\"-Infinity\"", -.infinity),
      ("9007199254740993", 9_007_199_254_740_992), ("0.30000000000000004", 0.30000000000000004),
      ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
    ] as [(String, Double)])
  func doubles(_ text: String, _ value: Double) throws {
    let read = try message("{\"doubleValue\":\(text)}", as: TestV1.Scalars.self).doubleValue
    #expect(read.bitPattern == value.bitPattern)
  }

  @Test("reads every double that it writes", arguments: 0..<20)
  func everyDouble(_ seed: UInt64) throws {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    for _ in 0..<500 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let (double, float) = (
        Double(bitPattern: state), Float(bitPattern: UInt32(truncatingIfNeeded: state))
      )
      guard double.isFinite, float.isFinite else { continue }
      let text = try json(TestV1.Scalars(doubleValue: double, floatValue: float))
      let copy: TestV1.Scalars = try message(text)
      #expect(copy.doubleValue.bitPattern == double.bitPattern, "\(text)")
      #expect(copy.floatValue.bitPattern == float.bitPattern, "\(text)")
    }
  }

  @Test(
    "refuses doubles and floats that are too large or none",
    arguments: [
      #"{"doubleValue":1e309}"#, #"{"doubleValue":-1e309}"#, #"{"floatValue":3.5e38}"#,
      #"{"doubleValue":"inf"}"#, #"{"doubleValue":Infinity}"#, #"{"doubleValue":""}"#,
      #"{"doubleValue":"+1"}"#, #"{"doubleValue":1.5.5}"#, #"{"doubleValue":"nan"}"#,
    ])
  func badDoubles(_ text: String) {
    #expect(throws: JSONDecodingError.self) { try message(text, as: TestV1.Scalars.self) }
  }

  @Test("reads escapes, and pairs of surrogates")
  func escapes() throws {
    #expect(
      try message(#"{"stringValue":"\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00é"}"#)
        == TestV1.Scalars(stringValue: "\"\\/\u{8}\u{c}\n\r\tAé😀é"))
  }

  @Test(
    "refuses text that is none",
    arguments: [
      #""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\u0041""#, #""\u12""#, #""\u12g4""#,
      #""\x""#, "\"\u{1}\"", "\"\n\"", #"""#, #""\"#, #""a\"#, "1", "'a'",
    ])
  func badText(_ text: String) {
    #expect(throws: JSONDecodingError.self) {
      try message("{\"stringValue\":\(text)}", as: TestV1.Scalars.self)
    }
  }

  @Test("refuses text that is not UTF-8")
  func invalidUTF8() {
    let start = Array(#"{"stringValue":""#.utf8)
    for bytes in [[0x80], [0xe2, 0x82], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0x61, 0xff]] as [[UInt8]]
    {
      #expect(throws: JSONDecodingError.self) {
        try TestV1.Scalars(jsonUTF8Bytes: start + bytes + Array("\"}".utf8))
      }
      #expect(throws: JSONDecodingError.self) {
        try TestV1.Scalars(jsonUTF8Bytes: start + bytes + Array("\\n\"}".utf8))
      }
    }
  }

  @Test("reads base64 and base64url, with padding and without")
  func base64() throws {
    for text in ["+/8BAg==", "-_8BAg==", "-_8BAg", "+/8BAg"] {
      #expect(
        try message("{\"bytesValue\":\"\(text)\"}")
          == TestV1.Scalars(bytesValue: [0xfb, 0xff, 1, 2]))
    }
    for text in ["A", "AA=", "A===", "A A=", "AB\\n", "=", "AAAAA", "AA==AA=="] {
      #expect(throws: JSONDecodingError.self, "\(text)") {
        try message("{\"bytesValue\":\"\(text)\"}", as: TestV1.Scalars.self)
      }
    }
  }

  @Test("reads enums by name, alias and number")
  func enums() throws {
    #expect(
      try message(#"{"colors":["COLOR_RED","COLOR_CRIMSON",-1,5,"COLOR_LARGEST"]}"#)
        == TestV1.Repeated(colors: [.red, .red, .negative, .unrecognized(5), .largest]))
    #expect(throws: JSONDecodingError.self) {
      try message(#"{"colors":["COLOR_BLUE"]}"#, as: TestV1.Repeated.self)
    }
  }

  @Test("passes over unknown names when asked")
  func ignoring() throws {
    let options = JSONDecodingOptions(ignoresUnknownFields: true)
    #expect(
      try message(
        #"{"x":[1,{"y":"z"},true,null],"colors":["COLOR_BLUE",1],"stringValues":["a"]}"#,
        options: options) == TestV1.Repeated(stringValues: ["a"], colors: [.red]))
    #expect(
      try message(#"{"color":"BLUE","int32Value":1}"#, options: options)
        == TestV1.Scalars(int32Value: 1))
    #expect(
      try message(#"{"colorMap":{"a":"BLUE","b":"COLOR_RED"}}"#, options: options)
        == TestV1.Maps(colorMap: ["b": .red]))
    #expect(throws: JSONDecodingError.self) {
      try message(#"{"x":[1,]}"#, as: TestV1.Repeated.self, options: options)
    }
  }

  @Test("reads keys of every type")
  func keys() throws {
    #expect(
      try message(
        #"{"int32Map":{"-1":2},"uint64Map":{"18446744073709551615":"1"},"boolMap":{"true":false}}"#)
        == TestV1.Maps(int32Map: [-1: 2], uint64Map: [.max: 1], boolMap: [true: false]))
    for text in [
      #"{"int32Map":{"1":1,"1":2}}"#, #"{"stringMap":{"a":"1","\u0061":"1"}}"#,
      #"{"int32Map":{"a":1}}"#, #"{"int32Map":{"2147483648":1}}"#, #"{"boolMap":{"1":true}}"#,
      #"{"int32Map":{1:1}}"#, #"{"int32Map":{"1":null}}"#, #"{"uint32Map":{"-1":1}}"#,
    ] {
      #expect(throws: JSONDecodingError.self, "\(text)") {
        try message(text, as: TestV1.Maps.self)
      }
    }
  }

  @Test(
    "refuses what is not the message",
    arguments: [
      "", " ", "null", "[]", "1", "{", "{]", "}", "{}{}", "{} x", "{,}", #"{"noteX":"a"}"#,
      #"{"note":"a",}"#, #"{"note" "a"}"#, #"{note:"a"}"#, #"{"note":"a" "int32Value":1}"#,
      #"{"note":"a","note":"b"}"#, #"{"int32Value":1,"int32_value":1}"#,
      #"{"int32Value":1,"boolValue":true}"#, #"{"scalars":[]}"#, #"{"note":nul}"#,
      #"{"scalars":{"int32Value":1}"#, #"{"boolValue":"true"}"#, #"{"boolValue":1}"#,
      "\u{feff}{}", "{\"note\":\"a\"}\u{0}", "/**/{}",
    ])
  func refused(_ text: String) {
    #expect(throws: JSONDecodingError.self) { try message(text, as: TestV1.Choice.self) }
  }

  @Test(
    "refuses null in an array", arguments: [#"{"int32Values":[null]}"#, #"{"scalars":[null]}"#])
  func nullElements(_ text: String) {
    #expect(throws: JSONDecodingError.self) { try message(text, as: TestV1.Repeated.self) }
  }
}
