public import Protobuf

/// Reads proto3 JSON (RFC 8259, UTF-8) strictly.
///
/// Generated code asks for what should come next; anything else is refused, and where and why is
/// kept for the error.
public struct JSONReader {
  /// Thrown when the text is refused; the reader knows where and why.
  public struct Refusal: Error {}

  /// What can come next.
  public enum ValueKind: Sendable {
    case null, boolean, number, string, object, array
  }

  let text: [UInt8]
  let options: JSONDecodingOptions
  @usableFromInline var position = 0
  private(set) var failure: (offset: Int, reason: String)?
  var depth = 0
  private let depthMax: Int
  /// Bytes that messages may still take, without what stands in them; see ``DecodingLimit``.
  private var memoryLeft: Int
  /// Bytes that may still be passed over in search of the types of `Any` values.
  var searchLeft: Int
  /// Whether the object that comes next is that of an `Any`, with its type.
  var expectsType = false

  init(_ text: [UInt8], _ options: JSONDecodingOptions) {
    self.text = text
    self.options = options
    depthMax = min(max(options.depthMax, 1), 1000)
    memoryLeft = DecodingLimit.bytes(forWireLength: text.count)
    searchLeft = 8 * text.count
  }

  /// Remembers why the text is refused, and where unless it is here.
  @usableFromInline
  mutating func refusal(_ reason: String, at offset: Int? = nil) -> Refusal {
    if failure == nil { failure = (min(offset ?? position, text.count), reason) }
    return Refusal()
  }

  // MARK: - Structure

  /// Begins an object.
  ///
  /// - Throws: ``Refusal``.
  public mutating func beginObject() throws(Refusal) -> JSONObjectCursor {
    try open(UInt8(ascii: "{"), "an object")
    defer { expectsType = false }
    return JSONObjectCursor(hasType: expectsType)
  }

  /// The next field of the object that has a value; nil at its end.
  ///
  /// - Throws: ``Refusal``, also for a name that is unknown or was there before.
  public mutating func nextField(
    of names: JSONNames, _ cursor: inout JSONObjectCursor
  ) throws(Refusal) -> Int32? {
    while try nextElement(&cursor.isFirst, closing: UInt8(ascii: "}")) {
      let start = position
      guard let number = try field(of: names, &cursor) else {
        try passUnknown(from: start, &cursor)
        continue
      }
      guard cursor.insert(number) else { throw refusal("the field is there twice", at: start) }
      guard next == UInt8(ascii: "n"), !names.isNullable(number) else { return number }
      try null()
    }
    return nil
  }

  private mutating func field(
    of names: JSONNames, _ cursor: inout JSONObjectCursor
  ) throws(Refusal) -> Int32? {
    if next == UInt8(ascii: "\""),
      let field = names.next(in: text, at: position + 1, expected: &cursor.expected)
    {
      position += 1 + field.byteCount
      return field.number
    }
    let (name, isPlain, _) = try stringToken()
    try colon()
    if isPlain { return names.number(of: name, in: text, expected: &cursor.expected) }
    let unescaped = Array(try unescaped(name).utf8)
    return names.number(of: unescaped.indices, in: unescaped, expected: &cursor.expected)
  }

  @inline(never)
  private mutating func passUnknown(
    from start: Int, _ cursor: inout JSONObjectCursor
  ) throws(Refusal) {
    let valueStart = position
    position = start
    let name = try string()
    position = valueStart
    if name == "@type", cursor.hasType {
      guard !cursor.typeWasSeen else { throw refusal("the field is there twice", at: start) }
      cursor.typeWasSeen = true
    } else if !options.ignoresUnknownFields {
      throw refusal("there is no field \"\(name)\"", at: start)
    }
    try skipValue()
  }

  /// Reads an array, one element by each call of `read`, which gives nil for one to leave out.
  ///
  /// - Throws: ``Refusal``.
  @inlinable
  public mutating func array<Element>(
    _ elements: inout [Element], _ read: (inout JSONReader) throws(Refusal) -> Element?
  ) throws(Refusal) {
    try open(UInt8(ascii: "["), "an array")
    var isFirst = true
    while try nextElement(&isFirst, closing: UInt8(ascii: "]")) {
      guard let element = try read(&self) else { continue }
      if elements.isEmpty { elements.reserveCapacity(4) }
      elements.append(element)
    }
  }

  /// Reads an object as a map, one value by each call of `read`, which gives nil for one to leave
  /// out.
  ///
  /// - Throws: ``Refusal``.
  @inlinable
  public mutating func map<Key: JSONMapKey, Value>(
    _ map: inout [Key: Value], _ read: (inout JSONReader) throws(Refusal) -> Value?
  ) throws(Refusal) {
    try open(UInt8(ascii: "{"), "an object")
    var isFirst = true
    while try nextElement(&isFirst, closing: UInt8(ascii: "}")) {
      let start = position
      let key: Key = try key()
      guard let value = try read(&self) else { continue }
      if map.isEmpty { map = [Key: Value](minimumCapacity: 3) }
      guard map.updateValue(value, forKey: key) == nil else {
        throw refusal("the key is there twice", at: start)
      }
    }
  }

  /// Reads a message.
  ///
  /// - Throws: ``Refusal``.
  @inlinable
  public mutating func message<Value: JSONMessage>() throws(Refusal) -> Value {
    try take(memory: MemoryLayout<Value>.stride)
    var value = Value()
    try value.readJSON(from: &self)
    return value
  }

  /// Refuses a second member of a oneof.
  ///
  /// - Throws: ``Refusal``.
  public mutating func checkSingleMember(_ isFirst: Bool) throws(Refusal) {
    guard isFirst else { throw refusal("another member of the oneof is there already") }
  }

  @usableFromInline
  mutating func take(memory count: Int) throws(Refusal) {
    memoryLeft -= count
    guard memoryLeft >= 0 else { throw refusal("the messages need too much memory") }
  }

  @usableFromInline
  mutating func open(_ bracket: UInt8, _ name: StaticString) throws(Refusal) {
    guard next == bracket else { throw refusal("\(name) was expected") }
    guard depth < depthMax else {
      throw refusal("objects and arrays nest more than \(depthMax) deep")
    }
    guard depth & 7 != 0 || !CallerStack.isLow else {
      throw refusal("objects and arrays nest deeper than the thread's stack allows")
    }
    depth += 1
    position += 1
  }

  /// Goes to the next element, or behind the closing bracket when there is none.
  @usableFromInline
  mutating func nextElement(
    _ isFirst: inout Bool, closing bracket: UInt8
  ) throws(Refusal) -> Bool {
    let byte = next
    if byte == bracket {
      position += 1
      depth -= 1
      return false
    }
    if isFirst {
      isFirst = false
      return true
    }
    guard byte == UInt8(ascii: ",") else {
      throw refusal("a comma or \"\(Unicode.Scalar(bracket))\" was expected")
    }
    position += 1
    _ = next
    return true
  }

  @usableFromInline
  mutating func colon() throws(Refusal) {
    guard next == UInt8(ascii: ":") else { throw refusal("a colon was expected") }
    position += 1
  }

  /// Refuses what follows the outermost value.
  mutating func end() throws(Refusal) {
    if next != nil { throw refusal("nothing more was expected") }
  }

  // MARK: - Values

  /// The first byte that is not white space, to which the position moves; nil at the end.
  @inline(__always)
  var next: UInt8? {
    mutating get {
      if position < text.count, text[position] > 0x20 { return text[position] }
      return nextAfterSpace()
    }
  }

  @inline(never)
  private mutating func nextAfterSpace() -> UInt8? {
    while position < text.count {
      switch text[position] {
      case 0x20, 0x0a, 0x0d, 0x09: position += 1
      case let byte: return byte
      }
    }
    return nil
  }

  /// What comes next.
  ///
  /// - Throws: ``Refusal`` when no value does.
  public mutating func kind() throws(Refusal) -> ValueKind {
    switch next ?? 0 {
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "-"), 0x30...0x39: .number
    default: throw refusal("a value was expected")
    }
  }

  /// Reads `null`.
  ///
  /// - Throws: ``Refusal``.
  public mutating func null() throws(Refusal) {
    guard literal("null") else { throw refusal("null was expected") }
  }

  /// Reads `true` or `false`.
  ///
  /// - Throws: ``Refusal``.
  public mutating func boolean() throws(Refusal) -> Bool {
    if literal("true") { return true }
    if literal("false") { return false }
    throw refusal("true or false was expected")
  }

  private mutating func literal(_ word: StaticString) -> Bool {
    guard next != nil, text.count - position >= word.utf8CodeUnitCount else { return false }
    let end = position + word.utf8CodeUnitCount
    guard text[position..<end].elementsEqual(word.description.utf8) else { return false }
    position = end
    return true
  }

  /// Passes a value of any kind.
  mutating func skipValue() throws(Refusal) {
    switch try kind() {
    case .null: try null()
    case .boolean: _ = try boolean()
    case .number: _ = try numberToken()
    case .string: try skipString()
    case .array:
      try open(UInt8(ascii: "["), "an array")
      var isFirst = true
      while try nextElement(&isFirst, closing: UInt8(ascii: "]")) { try skipValue() }
    case .object:
      try open(UInt8(ascii: "{"), "an object")
      var isFirst = true
      while try nextElement(&isFirst, closing: UInt8(ascii: "}")) {
        try skipString()
        try colon()
        try skipValue()
      }
    }
  }

  private mutating func skipString() throws(Refusal) {
    let (token, isPlain, isASCII) = try stringToken()
    if !isPlain {
      _ = try unescaped(token)
    } else if !isASCII, JSONText.string(text.span.extracting(token), isASCII: false) == nil {
      throw refusal("the text is not UTF-8", at: token.lowerBound)
    }
  }
}

/// How far an object was read.
public struct JSONObjectCursor {
  let hasType: Bool
  var typeWasSeen = false
  var isFirst = true
  var expected = 0
  private var seen: UInt64 = 0
  private var seenLater: Set<Int32> = []

  init(hasType: Bool) {
    self.hasType = hasType
  }

  /// Notes a field; false when it was noted before.
  mutating func insert(_ number: Int32) -> Bool {
    guard number < 64 else { return seenLater.insert(number).inserted }
    let bit = UInt64(1) << UInt64(number)
    defer { seen |= bit }
    return seen & bit == 0
  }
}
