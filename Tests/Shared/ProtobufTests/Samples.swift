import TestMessages
import WellKnownMessages

/// Messages of the tests with every field at an extreme.
enum Samples {
  /// Text with every length of UTF-8, a quote, a backslash, controls and U+0000.
  static let text = "a\u{0}ü€😀\"\\\n\u{1}"

  static let bytes: [UInt8] = [0, 1, 127, 128, 255]

  /// Every number takes as many bytes as it can.
  static let longestScalars = TestV1.Scalars(
    doubleValue: -.greatestFiniteMagnitude, floatValue: -.greatestFiniteMagnitude, int32Value: .min,
    int64Value: .min, uint32Value: .max, uint64Value: .max, sint32Value: .min, sint64Value: .min,
    fixed32Value: .max, fixed64Value: .max, sfixed32Value: .min, sfixed64Value: .min,
    boolValue: true, stringValue: text, bytesValue: bytes, color: .negative, last: text)

  static let longestOptionals = TestV1.Optionals(
    doubleValue: -.infinity, floatValue: .infinity, int32Value: .min, int64Value: .min,
    uint32Value: .max, uint64Value: .max, sint32Value: .min, sint64Value: .min, fixed32Value: .max,
    fixed64Value: .max, sfixed32Value: .min, sfixed64Value: .min, boolValue: true,
    stringValue: text, bytesValue: bytes, color: .negative, scalars: longestScalars)

  /// Present, yet at their defaults.
  static let defaultOptionals = TestV1.Optionals(
    doubleValue: 0, floatValue: 0, int32Value: 0, int64Value: 0, uint32Value: 0, uint64Value: 0,
    sint32Value: 0, sint64Value: 0, fixed32Value: 0, fixed64Value: 0, sfixed32Value: 0,
    sfixed64Value: 0, boolValue: false, stringValue: "", bytesValue: [], color: .unspecified,
    scalars: TestV1.Scalars())

  /// `count` elements in every field, so that length prefixes take one byte or more.
  static func repeated(_ count: Int) -> TestV1.Repeated {
    func all<Value>(_ value: Value) -> [Value] { Array(repeating: value, count: count) }
    return TestV1.Repeated(
      doubleValues: all(-0.5), floatValues: all(0.1), int32Values: all(.min),
      int64Values: all(.min), uint32Values: all(.max), uint64Values: all(.max),
      sint32Values: all(.min), sint64Values: all(.min), fixed32Values: all(.max),
      fixed64Values: all(.max), sfixed32Values: all(.min), sfixed64Values: all(.min),
      boolValues: all(true), stringValues: all(text), bytesValues: all(bytes),
      colors: all(.negative), scalars: all(longestScalars), unpackedValues: all(.min))
  }

  static let maps = TestV1.Maps(
    int32Map: [.min: .min, 0: 0, .max: .max], int64Map: [.min: .max], uint32Map: [.max: .max],
    uint64Map: [.max: .max], sint32Map: [.min: .min], sint64Map: [.min: .min],
    fixed32Map: [.max: .max], fixed64Map: [.max: .max], sfixed32Map: [.min: -1.5],
    sfixed64Map: [.min: 1e300], boolMap: [true: false, false: true],
    stringMap: ["": "", text: text, "b": "2", "a": "1"], bytesMap: ["x": bytes],
    colorMap: ["red": .red, "other": .unrecognized(77)],
    scalarsMap: ["empty": TestV1.Scalars(), "longest": longestScalars])

  static let choices: [TestV1.Choice.Value] = [
    .doubleValue(0), .floatValue(-0.0), .int32Value(.min), .uint64Value(.max), .sint32Value(.min),
    .boolValue(false), .boolValue(true), .stringValue(""), .stringValue(text), .bytesValue([]),
    .bytesValue(bytes), .color(.unspecified), .color(.negative), .scalars(TestV1.Scalars()),
    .scalars(longestScalars), .timestamp(GoogleProtobuf.Timestamp(seconds: .min, nanos: .max)),
  ]

  static let names = TestV1.Names(
    createTime: GoogleProtobuf.Timestamp(seconds: 1, nanos: 2),
    timeToLive: GoogleProtobuf.Duration(seconds: -3, nanos: -4),
    nickname: GoogleProtobuf.StringValue(value: "n"), ratio: GoogleProtobuf.DoubleValue(),
    kind: .self_, type: TestV1.Names.Type_(class: "c"), self_: "s", init_: "i", default: "d",
    base: 1, xs: ["x"], nXs: 2, hasBase: true, agentID: "a", agentIDs: ["b", "c"], baseURL: "u",
    jsonPath: "j", kindCase: .arena(5))

  static let tree = TestV1.Tree(
    label: "root", left: TestV1.Tree(label: "left", left: TestV1.Tree(label: "left of left")),
    children: [TestV1.Tree(label: "child")], byName: ["n": TestV1.Tree(label: "named")],
    link: .twin(TestV1.Tree(label: "twin", link: .address("somewhere"))),
    scalars: longestScalars)

  static let structure = GoogleProtobuf.Struct(fields: [
    "a": GoogleProtobuf.Value(kind: .nullValue(.nullValue)),
    "b": GoogleProtobuf.Value(kind: .numberValue(-1.5)),
    "c": GoogleProtobuf.Value(kind: .stringValue(text)),
    "d": GoogleProtobuf.Value(kind: .boolValue(false)),
    "e": GoogleProtobuf.Value(
      kind: .structValue(
        GoogleProtobuf.Struct(fields: ["": GoogleProtobuf.Value(kind: .boolValue(true))]))),
    "f": GoogleProtobuf.Value(
      kind: .listValue(
        GoogleProtobuf.ListValue(values: [
          GoogleProtobuf.Value(kind: .nullValue(.nullValue)),
          GoogleProtobuf.Value(kind: .listValue(GoogleProtobuf.ListValue())),
        ]))),
  ])

  static let structureJSON =
    #"{"a":null,"b":-1.5,"c":"a\u0000ü€😀\"\\\n\u0001","d":false,"e":{"":true},"f":[null,[]]}"#
}
