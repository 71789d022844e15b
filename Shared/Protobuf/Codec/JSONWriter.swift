/// Writes proto3 JSON as UTF-8.
///
/// Text, names and bytes are escaped here; structure is the caller's: generated code writes
/// balanced objects.
public struct JSONWriter {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init() {}

  /// Writes an object whose members `body` writes.
  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    open("{")
    body(&self)
    close("}")
  }

  /// Writes the name of the next member; `name` needs no escaping.
  public mutating func key(_ name: String) {
    separate()
    byte("\"")
    bytes.append(contentsOf: name.utf8)
    raw("\":")
    needsComma = false
  }

  public mutating func message(_ value: some GeneratedMessage) {
    value.writeJSON(to: &self)
    needsComma = true
  }

  public mutating func array<Element>(
    _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    open("[")
    for element in elements {
      separate()
      write(&self, element)
    }
    close("]")
  }

  /// Writes a map as an object, in the order of its keys.
  public mutating func map<Key: MapKey, Value>(
    _ map: [Key: Value], _ write: (inout JSONWriter, Value) -> Void
  ) {
    open("{")
    for (key, value) in map.sortedByKey() {
      separate()
      quoted(key.text)
      byte(":")
      write(&self, value)
      needsComma = true
    }
    close("}")
  }

  public mutating func string(_ value: String) {
    quoted(value)
    needsComma = true
  }

  public mutating func boolean(_ value: Bool) {
    raw(value ? "true" : "false")
    needsComma = true
  }

  public mutating func null() {
    raw("null")
    needsComma = true
  }

  /// 32-bit integers are JSON numbers.
  public mutating func number(_ value: Int32) {
    raw(String(value))
    needsComma = true
  }

  /// 32-bit integers are JSON numbers.
  public mutating func number(_ value: UInt32) {
    raw(String(value))
    needsComma = true
  }

  /// 64-bit integers are JSON strings: a JSON number is a double in most readers.
  public mutating func number(_ value: Int64) {
    byte("\"")
    raw(String(value))
    byte("\"")
    needsComma = true
  }

  /// 64-bit integers are JSON strings: a JSON number is a double in most readers.
  public mutating func number(_ value: UInt64) {
    byte("\"")
    raw(String(value))
    byte("\"")
    needsComma = true
  }

  public mutating func number(_ value: Double) { floating(value) }

  public mutating func number(_ value: Float) { floating(value) }

  /// The name, or the number of a value without one.
  public mutating func enumeration(_ value: some ProtobufEnum) {
    if let name = value.protobufName {
      byte("\"")
      raw(name)
      byte("\"")
    } else {
      raw(String(value.rawValue))
    }
    needsComma = true
  }

  /// Bytes in base64 with padding.
  public mutating func base64(_ value: [UInt8]) {
    byte("\"")
    bytes.reserveCapacity(bytes.count + (value.count + 2) / 3 * 4 + 1)
    var index = 0
    while index < value.count {
      let count = min(3, value.count - index)
      var group = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < count ? Int(value[index + offset]) : 0)
      }
      for position in 0..<4 {
        let digit = group >> (18 - 6 * position) & 63
        bytes.append(position <= count ? Self.base64Digits[digit] : UInt8(ascii: "="))
      }
      index += 3
    }
    byte("\"")
    needsComma = true
  }

  private static let base64Digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private mutating func floating<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ value: Number
  ) {
    if value.isNaN {
      raw("\"NaN\"")
    } else if value.isInfinite {
      raw(value < 0 ? "\"-Infinity\"" : "\"Infinity\"")
    } else {
      let text = value.description
      raw(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }
    needsComma = true
  }

  private mutating func quoted(_ text: String) {
    byte("\"")
    if text.utf8.allSatisfy({ Self.isPlain($0) }) {
      raw(text)
    } else {
      escaped(text)
    }
    byte("\"")
  }

  /// Whether a byte stands for itself between quotes.
  private static func isPlain(_ unit: UInt8) -> Bool {
    unit >= 0x20 && unit != UInt8(ascii: "\"") && unit != UInt8(ascii: "\\")
  }

  private mutating func escaped(_ text: String) {
    for unit in text.utf8 {
      switch unit {
      case UInt8(ascii: "\""): raw("\\\"")
      case UInt8(ascii: "\\"): raw("\\\\")
      case 0x0a: raw("\\n")
      case 0x0d: raw("\\r")
      case 0x09: raw("\\t")
      case 0..<0x20:
        raw("\\u00")
        bytes.append(Self.hexadecimalDigits[Int(unit >> 4)])
        bytes.append(Self.hexadecimalDigits[Int(unit & 15)])
      default: bytes.append(unit)
      }
    }
  }

  private static let hexadecimalDigits = Array("0123456789abcdef".utf8)

  private mutating func open(_ bracket: Unicode.Scalar) {
    byte(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    byte(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { byte(",") }
    needsComma = false
  }

  private mutating func byte(_ scalar: Unicode.Scalar) { bytes.append(UInt8(ascii: scalar)) }

  private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
