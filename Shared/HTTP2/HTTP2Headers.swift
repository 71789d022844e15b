/// A list of header fields, in order, in one block of bytes.
///
/// Names are lower-case. No `String` is made until a name or a value is asked for.
package struct HTTP2Headers: Hashable, Sendable {
  struct Field: Hashable, Sendable {
    var start: Int32
    var nameCount: Int32
    var valueCount: Int32
    /// Not to be remembered by the compression of headers: credentials and values that never
    /// come again.
    var isUnindexed: Bool
  }

  var bytes: [UInt8] = []
  var fields: [Field] = []

  package init() {}

  /// Makes room for a list of usual size, so that it need not grow step by step.
  package mutating func reserveUsualCapacity() {
    bytes.reserveCapacity(320)
    fields.reserveCapacity(10)
  }

  package var isEmpty: Bool { fields.isEmpty }
  package var indices: Range<Int> { 0..<fields.count }

  /// The size as HTTP/2 counts it: name, value and 32 bytes for each field.
  package var listBytes: Int { bytes.count + 32 * fields.count }

  /// Appends a field; an unindexed one stays out of the header tables of both sides.
  package mutating func append(_ name: String, _ value: String, isUnindexed: Bool = false) {
    let start = Int32(bytes.count)
    bytes.append(contentsOf: name.utf8)
    let nameEnd = Int32(bytes.count)
    bytes.append(contentsOf: value.utf8)
    fields.append(
      Field(
        start: start, nameCount: nameEnd - start, valueCount: Int32(bytes.count) - nameEnd,
        isUnindexed: isUnindexed))
  }

  /// Appends the fields of another list.
  package mutating func append(contentsOf other: HTTP2Headers) {
    let offset = Int32(bytes.count)
    bytes.append(contentsOf: other.bytes)
    for var field in other.fields {
      field.start += offset
      fields.append(field)
    }
  }

  package func name(at index: Int) -> String {
    String(decoding: bytes[nameRange(index)], as: UTF8.self)
  }

  package func value(at index: Int) -> String {
    String(decoding: bytes[valueRange(index)], as: UTF8.self)
  }

  /// The bytes of a value, without a copy.
  package func valueBytes(at index: Int) -> ArraySlice<UInt8> { bytes[valueRange(index)] }

  /// Whether a field has the given name.
  package func isName(_ name: String, at index: Int) -> Bool { isEqual(nameRange(index), name) }

  /// Whether a field has the given name.
  package func isName(_ name: [UInt8], at index: Int) -> Bool {
    bytes.span.extracting(nameRange(index)).isEqual(to: name.span)
  }

  /// Whether a field has the given value.
  package func isValue(_ value: String, at index: Int) -> Bool { isEqual(valueRange(index), value) }

  private func isEqual(_ range: Range<Int>, _ text: String) -> Bool {
    bytes.span.extracting(range).isEqual(to: text.utf8Span.span)
  }

  /// Whether a field's name ends in `-bin`, as those of binary metadata do.
  package func isNameOfBytes(at index: Int) -> Bool {
    let range = nameRange(index)
    guard range.count > 4, bytes[range.upperBound - 1] == UInt8(ascii: "n") else { return false }
    return bytes[range].suffix(4).elementsEqual("-bin".utf8)
  }

  /// The first field with the given name.
  package func firstIndex(of name: String) -> Int? {
    let name = name.utf8Span.span
    for index in indices where bytes.span.extracting(nameRange(index)).isEqual(to: name) {
      return index
    }
    return nil
  }

  /// The first value with the given name.
  package subscript(name: String) -> String? { firstIndex(of: name).map { value(at: $0) } }

  /// All values with the given name, in their order.
  package func values(of name: String) -> [String] {
    indices.filter { isName(name, at: $0) }.map { value(at: $0) }
  }

  /// The number of bytes of a name.
  package func nameCount(at index: Int) -> Int { Int(fields[index].nameCount) }

  private func nameRange(_ index: Int) -> Range<Int> {
    let start = Int(fields[index].start)
    return start..<start + Int(fields[index].nameCount)
  }

  private func valueRange(_ index: Int) -> Range<Int> {
    let start = Int(fields[index].start) + Int(fields[index].nameCount)
    return start..<start + Int(fields[index].valueCount)
  }
}

extension HTTP2Headers: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { append(name, value) }
  }
}
