/// Values that are likely to be read wrongly, as they are written.
enum JSONForms {
  /// A value that has nothing to do with what it replaces.
  static func value(_ random: inout Random, _ schema: Schema) -> JSONNode {
    switch random.below(14) {
    case 0: .null
    case 1: .boolean(random.once(in: 2))
    case 2, 3: .raw(Array(numbers.pick(&random).utf8))
    case 4, 5: .raw(Array(("\"" + numbers.pick(&random) + "\"").utf8))
    case 6: .raw(strings.pick(&random))
    case 7: .string(timestamps.pick(&random))
    case 8: .string(durations.pick(&random))
    case 9: .string(base64.pick(&random))
    case 10: .string(masks.pick(&random))
    case 11: .string(schema.enumNames.pick(&random))
    case 12: [.object([]), .array([]), .array([.null]), .object([("value", .null)])].pick(&random)
    default: .raw(Array(notJSON.pick(&random).utf8))
    }
  }

  /// A number, or nearly, without quotes.
  static func number(_ random: inout Random) -> String { numbers.pick(&random) }

  /// The same value, or nearly, in another form.
  static func other(_ node: JSONNode, _ random: inout Random) -> JSONNode {
    switch node {
    case .number(let text):
      let forms = [
        "\"\(text)\"", text + ".0", text + "e0", text + "E+0", text + "0e-1", "-" + text,
        "0" + text,
        "+" + text, text + ".5", text + "e2", "\" \(text)\"", "\"\(text) \"", "\"\(text).0\"",
        "\"\(text)e0\"", text + ".", text + "000000000000", text + "e400",
      ]
      return .raw(Array(forms.pick(&random).utf8))
    case .string(let text): return other(text, &random)
    case .boolean(let value):
      return [
        .string(value ? "true" : "false"), .number(value ? "1" : "0"),
        .raw(Array((value ? "True" : "False").utf8)),
      ].pick(&random)
    case .array(let elements): return elements.first ?? .object([])
    case .object(let members): return members.first?.value ?? .array([])
    case .null, .raw: return .string("null")
    }
  }

  private static func other(_ text: String, _ random: inout Random) -> JSONNode {
    switch random.below(9) {
    case 0: return .number(text.isEmpty ? "0" : text)
    case 1: return .string(text + "=")
    case 2: return .string(String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }))
    case 3: return .string(text.replacing("=", with: ""))
    case 4:
      return .string(text.replacing("Z", with: ["+00:00", "+05:30", "-23:59", "z"].pick(&random)))
    case 5:
      return .string([text.uppercased(), text.lowercased(), text + " ", " " + text].pick(&random))
    case 6: return .string(String(text.dropLast()))
    case 7:
      return .string(text.replacing("s", with: [".5s", ".s", ".1234567891s", "S"].pick(&random)))
    default:
      var raw = Array(("\"" + text.filter { $0 != "\"" && $0 != "\\" && $0 >= " " } + "\"").utf8)
      let special = [[0x80], [0xed, 0xa0, 0x80], [1], [0], [0x7f]] as [[UInt8]]
      let escapes = [
        "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\ude00x", "\\x41", "\\u12", "\\b\\f",
      ]
      raw.insert(
        contentsOf: random.once(in: 2) ? special.pick(&random) : Array(escapes.pick(&random).utf8),
        at: 1)
      return .raw(raw)
    }
  }

  private static let numbers = [
    "0", "-0", "1", "-1", "1.0", "1e0", "1e2", "1E+2", "100e-2", "1.5", "0.1", "-0.0", "2147483647",
    "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
    "18446744073709551616", "1e19", "1e20", "1.8446744073709551615e19", "9007199254740993",
    "9007199254740993.0", "1e309", "-1e309", "1e-400", "3.5e38", "3.4028235e38", "3.4028236e38",
    "1e39", "01", "00", "+1", ".5", "5.", "1e", "1e+", "-", "0x10", "1_000", "NaN", "Infinity",
    "-Infinity", "nan", "inf", "-NaN", "+Infinity", "1 ", " 1", "", "1.0000000000000000000000001",
    "0.000001e6", "123456789012345678901234567890e-20", "2147483647.0", "2147483648.0", "1e10",
    "-1e0", "-1.0", "null", "true", "5e-324", "2.2250738585072011e-308", "1.7976931348623157e308",
  ]
  private static let timestamps = [
    "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.1Z", "2026-01-01T00:00:00.123456789Z",
    "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00.Z", "2026-01-01t00:00:00z",
    "2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00+01:00",
    "2026-01-01T00:00:00-00:00", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
    "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+01", "2026-02-29T00:00:00Z",
    "2024-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01T23:60:00Z", "2026-06-30T23:59:60Z", "2026-06-30T23:59:61Z", "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59.999999999Z",
    "9999-12-31T23:59:59-00:01", "10000-01-01T00:00:00Z", "-001-01-01T00:00:00Z",
    "2026-1-1T00:00:00Z", "2026-01-01T00:00:00.999999999+14:00", "2026-01-01T00:00Z", "",
    "+026-01-01T00:00:00Z", "2026-01-01T0:00:00Z", "2026-01-01T00:00:00.0000000000Z",
  ]
  private static let durations = [
    "0s", "1s", "-1s", "1.5s", "-1.5s", "-0.5s", "0.000000001s", "1.0000000001s", "1.s", ".5s", "s",
    "-s", "1", "1 s", "1S", "+1s", "1e3s", "1.5", "315576000000s", "-315576000000s",
    "315576000001s",
    "315576000000.000000001s", "9223372036854775808s", "1ms", "01s", "-0s", "--1s", "1.-5s",
    "1..5s",
    "0x1s", "1.123456789s", "1.1234567890s", "315575999999.999999999s", " 1s", "1s ", "1s1s",
  ]
  private static let base64 = [
    "", "AQ==", "AQ", "AQ=", "AQI=", "AQI", "AQID", "-_8=", "-_8", "+/8=", "+_8=", "AQ==AQ==", "A",
    "A===", "====", "=", "AQ== ", " AQ==", "AQ\n==", "A Q=", "AR==", "AQJ=", "é", "AQID=",
    "AQID====",
    "//79", "__79", "AQIDB", "****",
  ]
  private static let masks = [
    "", "a", "displayName", "displayName,id", "display_name", "a.bC", "A", "aB,", ",a", "a,,b",
    "a..b",
    "a b", "aBC", "a1", "a.1", "ab,cD.eF", "é", ".", "a.", "\u{0}", "*", "a-b", "a1B2",
  ]
  private static let strings: [[UInt8]] = [
    "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ude00\\ud83d\"", "\"\\ud83dx\"",
    "\"\\ud83d\\u0041\"", "\"\\uD83D\\uDE00\"", "\"\\u00E9\"", "\"\\/\\b\\f\\n\\r\\t\\\\\\\"\"",
    "\"\\a\"", "\"\\'\"", "\"\\u12\"", "\"\\u 12a\"", "\"\\u+123\"", "\"\\U0041\"", "\"\n\"",
    "\"\t\"",
    "\"\u{7f}\"", "\"\u{2028}\"", "\"\u{FEFF}\"", "\"\u{FFFF}\"", "'a'", "\"a", "a\"", "\"\\\"",
    "\"\\u0041\\u0301\"", "\"null\"", "\"-0\"", "\"\\u0031\"", "\"\\u0022\"", "\"\\ufffe\"",
  ].map { Array($0.utf8) }
  private static let notJSON = [
    "nul", "NULL", "undefined", "True", "[1,]", "[,1]", "{\"a\":1,}", "{,}", "{\"a\"}", "{a:1}",
    "{\"a\":}", "[1 2]", "{\"a\":1 \"b\":2}", "/* */1", "1 // one", "[", "{", "]", "}", "\u{FEFF}1",
    "\u{b}1", "\u{c}1", "\u{a0}1", "{\"a\":1}}", "[[]", "{\"\":{}}", "--1", "\"a\"\"b\"", ";",
    "[1];",
  ]
}
