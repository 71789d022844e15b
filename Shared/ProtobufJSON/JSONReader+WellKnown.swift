internal import Protobuf

// Messages of google.protobuf that have a JSON form of their own.

extension JSONReader {
  /// Reads a `google.protobuf.Timestamp`: RFC 3339 with up to nine digits of the second.
  ///
  /// - Throws: ``Refusal``, also for a time outside the years 1 to 9999.
  public mutating func timestamp() throws(Refusal) -> (seconds: Int64, nanoseconds: Int32) {
    _ = next
    let start = position
    var parser = try timeParser()
    guard let time = parser.timestamp() else {
      throw refusal("a time like 2026-02-28T23:59:59.123Z was expected", at: start)
    }
    guard JSONTime.timestampSeconds.contains(time.seconds) else {
      throw refusal("the time is not in the years 1 to 9999", at: start)
    }
    return time
  }

  /// Reads a `google.protobuf.Duration`: seconds with up to nine digits behind the point, and an
  /// `s`.
  ///
  /// - Throws: ``Refusal``, also for a duration over 10,000 years.
  public mutating func duration() throws(Refusal) -> (seconds: Int64, nanoseconds: Int32) {
    _ = next
    let start = position
    var parser = try timeParser()
    guard let duration = parser.duration() else {
      throw refusal("a duration like 1.5s was expected", at: start)
    }
    guard JSONTime.durationSeconds.contains(duration.seconds) else {
      throw refusal("the duration is more than 10000 years", at: start)
    }
    return duration
  }

  /// Reads a `google.protobuf.FieldMask`: paths in lower camel case, joined by commas.
  ///
  /// - Throws: ``Refusal``.
  public mutating func fieldMask() throws(Refusal) -> [String] {
    _ = next
    let start = position
    let text = try string()
    if text.isEmpty { return [] }
    var paths: [String] = []
    for path in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard !path.isEmpty, path.utf8.allSatisfy(JSONFieldMask.isPart) else {
        throw refusal("\"\(path)\" is not a path in lower camel case", at: start)
      }
      paths.append(JSONFieldMask.lowerSnake(String(path)))
    }
    return paths
  }

  private mutating func timeParser() throws(Refusal) -> JSONTimeParser {
    let (token, isPlain, _) = try stringToken()
    if isPlain { return JSONTimeParser(text, token) }
    let unescaped = Array(try unescaped(token).utf8)
    return JSONTimeParser(unescaped, unescaped.indices)
  }

  // MARK: - Any

  /// Reads a `google.protobuf.Any`: the JSON of a message with the URL of its type, `@type`.
  ///
  /// - Throws: ``Refusal``, also for a type that is not known.
  public mutating func any() throws(Refusal) -> (typeURL: String, value: [UInt8]) {
    _ = next
    let start = position
    guard let typeURL = try typeURL() else {
      position = start
      var cursor = try beginObject()
      guard try !nextElement(&cursor.isFirst, closing: UInt8(ascii: "}")) else {
        throw refusal("\"@type\" is missing", at: start)
      }
      return ("", [])
    }
    guard let type = options.types[typeURL] else {
      throw refusal("the type \"\(typeURL)\" is not known here", at: start)
    }
    position = start
    return (typeURL, try contents(of: type))
  }

  /// The value of `@type`, wherever it stands in the object.
  private mutating func typeURL() throws(Refusal) -> String? {
    let (depthOutside, start) = (depth, position)
    defer {
      depth = depthOutside
      searchLeft -= position - start
    }
    try open(UInt8(ascii: "{"), "an object")
    var isFirst = true
    while try nextElement(&isFirst, closing: UInt8(ascii: "}")) {
      let name = try string()
      try colon()
      if name == "@type" { return try string() }
      try skipValue()
      // Each `Any` inside another one is looked through once more.
      guard position - start <= searchLeft else {
        throw refusal("\"@type\" stands behind too much of what it describes", at: start)
      }
    }
    return nil
  }

  private mutating func contents<Value: JSONMessage>(
    of type: Value.Type
  ) throws(Refusal) -> [UInt8] {
    if Value.isJSONObject {
      expectsType = true
      let value: Value = try message()
      return value.serializedBytes()
    }
    expectsType = true
    var cursor = try beginObject()
    var value: Value?
    while try nextField(of: Self.valueNames, &cursor) != nil { value = try message() as Value }
    guard let value else { throw refusal("\"value\" is missing") }
    return value.serializedBytes()
  }

  private static let valueNames = JSONNames(fields: [["value"]], nullable: [0])
}

/// Takes a time or a duration apart.
private struct JSONTimeParser {
  private let text: [UInt8]
  private let end: Int
  private var position: Int

  init(_ text: [UInt8], _ token: Range<Int>) {
    self.text = text
    position = token.lowerBound
    end = token.upperBound
  }

  mutating func timestamp() -> (seconds: Int64, nanoseconds: Int32)? {
    guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
      take("T"), let hour = number(2), take(":"), let minute = number(2), take(":"),
      let second = number(2), let nanoseconds = fraction(), let offset = offset(),
      position == end, (1...12).contains(month), (1...31).contains(day), hour < 24,
      minute < 60, second < 60
    else { return nil }
    let days = JSONTime.daysSince1970(year: year, month: month, day: day)
    let date = JSONTime.date(daysSince1970: days)
    guard date.month == month else { return nil }
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    return (Int64(seconds), nanoseconds)
  }

  mutating func duration() -> (seconds: Int64, nanoseconds: Int32)? {
    let isNegative = take("-")
    let start = position
    while digit != nil { position += 1 }
    guard position > start, position - start <= 18,
      let seconds = Int64(String(decoding: text[start..<position], as: UTF8.self)),
      let nanoseconds = fraction(), take("s"), position == end
    else { return nil }
    return isNegative ? (-seconds, -nanoseconds) : (seconds, nanoseconds)
  }

  private var digit: Int? {
    guard position < end, case let digit = text[position] &- UInt8(ascii: "0"), digit < 10
    else { return nil }
    return Int(digit)
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard position < end, text[position] == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func number(_ count: Int) -> Int? {
    var value = 0
    for _ in 0..<count {
      guard let digit else { return nil }
      value = value * 10 + digit
      position += 1
    }
    return value
  }

  /// Nanoseconds of a fraction of one to nine digits; zero without one.
  private mutating func fraction() -> Int32? {
    guard take(".") else { return 0 }
    var (value, count): (Int32, Int) = (0, 0)
    while let digit {
      guard count < 9 else { return nil }
      value = value * 10 + Int32(digit)
      count += 1
      position += 1
    }
    guard count > 0 else { return nil }
    for _ in count..<9 { value *= 10 }
    return value
  }

  /// Seconds that the time of day is ahead of UTC.
  private mutating func offset() -> Int? {
    if take("Z") { return 0 }
    let isAhead = take("+")
    guard isAhead || take("-"), let hours = number(2), take(":"), let minutes = number(2),
      hours < 24, minutes < 60
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return isAhead ? seconds : -seconds
  }
}
