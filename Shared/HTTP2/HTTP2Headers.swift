/// A list of header fields, in order, in one block of bytes.
///
/// Names are lower-case. No `String` is made until a name or a value is asked for.
package struct HTTP2Headers: Hashable, Sendable {
  /// Where a field lies in the list that gave the place.
  package struct Place: Sendable {
    var start: Int
    /// The number of bytes of the name.
    package var nameCount: Int
    var valueCount: Int
    /// Not to be remembered by the compression of headers: credentials and values that never
    /// come again.
    var isUnindexed: Bool

    var nameRange: Range<Int> { start..<start + nameCount }
    var valueRange: Range<Int> { start + nameCount..<start + nameCount + valueCount }
  }

  /// The places of all fields, one after the other.
  package struct Places: Sequence, IteratorProtocol {
    let headers: HTTP2Headers
    var offset = 0

    package mutating func next() -> Place? {
      guard offset < headers.bytes.count else { return nil }
      let place = headers.place(atOffset: offset)
      offset = place.valueRange.upperBound
      return place
    }
  }

  /// For each field its lengths, its name and its value.
  var bytes: [UInt8] = []
  /// The number of fields.
  package internal(set) var count = 0
  /// The same fields, of a list that is sent again and again.
  var prepared: PreparedFields?

  package init() {}

  package static func == (one: HTTP2Headers, other: HTTP2Headers) -> Bool {
    one.bytes == other.bytes
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

  /// The list made ready to be sent again and again; takes memory for good.
  ///
  /// Its names are lower-case, as they are sent.
  package func preparedForGood() -> HTTP2Headers {
    var headers = self
    headers.prepared = PreparedFields(self)
    return headers
  }

  package var isEmpty: Bool { count == 0 }
  package var places: Places { Places(headers: self) }

  /// The size as HTTP/2 counts it: name, value and 32 bytes for each field.
  package var listBytes: Int { bytes.count + (32 - HTTP2Headers.lengthsBytes) * count }

  /// Appends a field; an unindexed one stays out of the header tables of both sides.
  package mutating func append(_ name: String, _ value: String, isUnindexed: Bool = false) {
    append(name.utf8Span.span, value.utf8Span.span, isUnindexed: isUnindexed)
  }

  /// Appends the fields of another list.
  package mutating func append(contentsOf other: HTTP2Headers) {
    guard !other.isEmpty else { return }
    bytes.append(contentsOf: other.bytes)
    count += other.count
    prepared = nil
  }

  /// Forgets all fields, and the memory they lay in.
  mutating func removeAll() { self = HTTP2Headers() }

  package func name(at place: Place) -> String {
    String(decoding: bytes[place.nameRange], as: UTF8.self)
  }

  package func value(at place: Place) -> String {
    String(decoding: bytes[place.valueRange], as: UTF8.self)
  }

  /// The bytes of a value, without a copy.
  package func valueBytes(at place: Place) -> ArraySlice<UInt8> { bytes[place.valueRange] }

  /// Whether a field has the given name.
  package func isName(_ name: [UInt8], at place: Place) -> Bool {
    bytes.span.extracting(place.nameRange).isEqual(to: name.span)
  }

  /// Whether a field has the given value.
  package func isValue(_ value: [UInt8], at place: Place) -> Bool {
    bytes.span.extracting(place.valueRange).isEqual(to: value.span)
  }

  /// Whether a field's name ends in `-bin`, as those of binary metadata do.
  package func isNameOfBytes(at place: Place) -> Bool {
    let range = place.nameRange
    guard range.count > 4, bytes[range.upperBound - 1] == UInt8(ascii: "n") else { return false }
    return bytes[range].suffix(4).elementsEqual("-bin".utf8)
  }

  /// The first field with the given name.
  package func firstPlace(of name: [UInt8]) -> Place? {
    let name = name.span
    var offset = 0
    while offset < bytes.count {
      let place = place(atOffset: offset)
      if place.nameCount == name.count,
        bytes.span.extracting(place.nameRange).isEqual(to: name)
      {
        return place
      }
      offset = place.valueRange.upperBound
    }
    return nil
  }

  /// The first value with the given name.
  package subscript(name: [UInt8]) -> String? { firstPlace(of: name).map { value(at: $0) } }

  /// The first value with the given name.
  package subscript(name: String) -> String? { self[Array(name.utf8)] }

  /// All values with the given name, in their order.
  package func values(of name: [UInt8]) -> [String] {
    // Mostly there are none; that costs no allocation.
    guard firstPlace(of: name) != nil else { return [] }
    return places.filter { isName(name, at: $0) }.map { value(at: $0) }
  }
}

extension HTTP2Headers: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { append(name, value) }
  }
}
