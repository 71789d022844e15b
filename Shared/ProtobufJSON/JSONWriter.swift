public import Protobuf

/// Writes proto3 JSON as UTF-8.
///
/// Text, numbers and bytes get their form here; structure is the caller's: generated code writes
/// balanced objects. What has no JSON form is remembered, and the text thrown away.
public struct JSONWriter: ~Copyable {
  var buffer = JSONBuffer()
  private var needsComma = false
  private let options: JSONEncodingOptions
  private var failure: (offset: Int, reason: String)?
  /// The type of the message that comes next, when an `Any` holds it.
  private var typeURL: String?
  private var depth = 0
  /// Bytes of the `Any` values that are being written, each inside the one before.
  private var openAnyBytes = 0

  init(options: JSONEncodingOptions) {
    self.options = options
  }

  /// What was written.
  ///
  /// - Throws: ``JSONEncodingError`` when a part had no JSON form.
  func finished() throws(JSONEncodingError) -> [UInt8] {
    let bytes = buffer.bytes
    guard let failure else { return bytes }
    let path = JSONPath.path(at: failure.offset, of: bytes)
    throw JSONEncodingError(path: path, reason: failure.reason)
  }

  /// Remembers that what comes next has no JSON form.
  mutating func fail(_ reason: String) {
    if failure == nil { failure = (buffer.count, reason) }
    null()
  }

  // MARK: - Structure

  /// Begins an object.
  public mutating func beginObject() {
    open("{")
    guard let typeURL else { return }
    self.typeURL = nil
    key("\"@type\":")
    string(typeURL)
  }

  /// Ends an object.
  public mutating func endObject() { close("}") }

  /// Writes the name of the next member, given with quotes, escaped, and with its colon.
  public mutating func key(_ name: StaticString) {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
    buffer.append(name)
    needsComma = false
  }

  /// Writes a message.
  @inlinable
  public mutating func message(_ value: some JSONMessage) {
    guard beginMessage() else { return }
    value.writeJSON(to: &self)
    endMessage()
  }

  @usableFromInline
  mutating func beginMessage() -> Bool {
    guard depth < Self.depthMax, depth & 7 != 0 || !CallerStack.isLow else {
      fail("messages nest too deep")
      return false
    }
    depth += 1
    return true
  }

  @usableFromInline
  mutating func endMessage() {
    depth -= 1
    needsComma = true
  }

  private static let depthMax = 1000

  /// Writes an array, one element by each call of `write`.
  @inlinable
  public mutating func array<Element>(
    _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    open("[")
    // Elements of a span are not copied.
    let span = elements.span
    for index in span.indices {
      separate()
      write(&self, span[index])
    }
    close("]")
  }

  /// Writes a map as an object, in the order of its keys.
  @inlinable
  public mutating func map<Key: MapKey, Value>(
    _ map: [Key: Value], _ write: (inout JSONWriter, Value) -> Void
  ) {
    beginObject()
    for (key, value) in map.sortedByKey() {
      name(key.text)
      write(&self, value)
    }
    endObject()
  }

  /// Writes the name of the next member, escaped.
  @usableFromInline
  mutating func name(_ text: String) {
    separate()
    buffer.appendQuoted(text)
    buffer.append(UInt8(ascii: ":"))
  }

  @usableFromInline
  mutating func open(_ bracket: Unicode.Scalar) {
    buffer.append(UInt8(ascii: bracket))
    needsComma = false
  }

  @usableFromInline
  mutating func close(_ bracket: Unicode.Scalar) {
    buffer.append(UInt8(ascii: bracket))
    needsComma = true
  }

  @usableFromInline
  mutating func separate() {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
    needsComma = false
  }

  // MARK: - Values

  /// Writes text.
  public mutating func string(_ value: String) {
    buffer.appendQuoted(value)
    needsComma = true
  }

  /// Writes a truth value.
  public mutating func boolean(_ value: Bool) {
    buffer.append(value ? "true" : "false")
    needsComma = true
  }

  /// Writes `null`.
  public mutating func null() {
    buffer.append("null")
    needsComma = true
  }

  /// Writes `null` for the one value of `google.protobuf.NullValue`.
  public mutating func null(_ value: some JSONEnum) { null() }

  /// 32-bit integers are JSON numbers.
  public mutating func number(_ value: Int32) {
    if value < 0 { buffer.append(UInt8(ascii: "-")) }
    decimal(UInt64(value.magnitude))
    needsComma = true
  }

  /// 32-bit integers are JSON numbers.
  public mutating func number(_ value: UInt32) {
    decimal(UInt64(value))
    needsComma = true
  }

  /// 64-bit integers are JSON strings: a JSON number is a double in most readers.
  public mutating func number(_ value: Int64) {
    buffer.append(value < 0 ? "\"-" : "\"")
    decimal(value.magnitude)
    buffer.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// 64-bit integers are JSON strings: a JSON number is a double in most readers.
  public mutating func number(_ value: UInt64) {
    buffer.append(UInt8(ascii: "\""))
    decimal(value)
    buffer.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// The shortest decimal that reads back as the same double.
  public mutating func number(_ value: Double) {
    // Three decimals are enough for most numbers that people deal with. Up to 15 digits no other
    // decimal that is as short reads back as the same double.
    let thousandths = (value.magnitude * 1000).rounded()
    if thousandths < Self.exactMax, thousandths / 1000 == value.magnitude {
      short(UInt64(thousandths), isNegative: value.sign == .minus)
    } else {
      floating(value, value.description)
    }
    needsComma = true
  }

  /// The shortest decimal that reads back as the same float.
  public mutating func number(_ value: Float) {
    if value.magnitude < Float(1 << 24), value == value.rounded(.towardZero) {
      short(UInt64(value.magnitude) * 1000, isNegative: value.sign == .minus)
    } else {
      floating(value, value.description)
    }
    needsComma = true
  }

  /// Numbers below this have at most 15 digits.
  private static let exactMax = 1e15

  private mutating func short(_ thousandths: UInt64, isNegative: Bool) {
    if isNegative { buffer.append(UInt8(ascii: "-")) }
    decimal(thousandths / 1000)
    var (fraction, digits) = (thousandths % 1000, 3)
    if fraction == 0 { return }
    while fraction % 10 == 0 { (fraction, digits) = (fraction / 10, digits - 1) }
    buffer.append(UInt8(ascii: "."))
    buffer.append(fraction, digits: digits)
  }

  private mutating func floating(_ value: some BinaryFloatingPoint, _ text: String) {
    if value.isNaN {
      buffer.append("\"NaN\"")
    } else if value.isInfinite {
      buffer.append(value < 0 ? "\"-Infinity\"" : "\"Infinity\"")
    } else {
      buffer.append(text)
      if text.utf8.suffix(2).elementsEqual(".0".utf8) { buffer.removeLast(2) }
    }
  }

  private mutating func decimal(_ value: UInt64) {
    var digits = 1
    var rest = value
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    buffer.append(value, digits: digits)
  }

  /// The name, or the number of a value without one.
  @inlinable
  public mutating func enumeration(_ value: some JSONEnum) {
    guard let name = value.protobufName else { return number(value.rawValue) }
    enumeration(named: name)
  }

  @usableFromInline
  mutating func enumeration(named name: String) {
    buffer.append(UInt8(ascii: "\""))
    buffer.append(name)
    buffer.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Bytes in base64 with padding (RFC 4648, section 4).
  public mutating func base64(_ value: [UInt8]) {
    buffer.append(UInt8(ascii: "\""))
    for start in stride(from: 0, to: value.count, by: 3) {
      let count = min(3, value.count - start)
      var group = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < count ? Int(value[start + offset]) : 0)
      }
      for position in 0..<4 {
        let digit = group >> (18 - 6 * position) & 63
        buffer.append(position <= count ? Self.base64Digits[digit] : UInt8(ascii: "="))
      }
    }
    buffer.append(UInt8(ascii: "\""))
    needsComma = true
  }

  private static let base64Digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Ends a value that was written part by part.
  mutating func ended(_ end: StaticString) {
    buffer.append(end)
    needsComma = true
  }

  // MARK: - Any

  private static let openAnyBytesMax = 64 * 1_048_576

  /// A `google.protobuf.Any`: the JSON of the message in it and the URL of its type.
  public mutating func any(typeURL: String, value: [UInt8]) {
    if typeURL.isEmpty, value.isEmpty {
      beginObject()
      return endObject()
    }
    guard let type = options.types[typeURL] else {
      return fail("the type \"\(typeURL)\" is not known here")
    }
    any(type, typeURL, value)
  }

  private mutating func any<Value: JSONMessage>(
    _ type: Value.Type, _ typeURL: String, _ bytes: [UInt8]
  ) {
    guard openAnyBytes + bytes.count <= Self.openAnyBytesMax else {
      return fail("messages inside each other need too much memory")
    }
    openAnyBytes += bytes.count
    defer { openAnyBytes -= bytes.count }
    do throws(ProtobufError) {
      let value = try Value(serializedBytes: bytes)
      if Value.isJSONObject {
        self.typeURL = typeURL
        message(value)
      } else {
        beginObject()
        key("\"@type\":")
        string(typeURL)
        key("\"value\":")
        message(value)
        endObject()
      }
    } catch {
      fail("the value is not a \(Value.protobufName) (\(error))")
    }
  }
}
