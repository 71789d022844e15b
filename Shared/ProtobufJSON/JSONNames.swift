/// Names as they stand in JSON, and the number of what each names: a field's place in its message,
/// or the number of an enum's value.
public final class JSONNames: Sendable {
  private struct Entry {
    let start: Int
    let count: Int
    let number: Int32
    /// The place of the first name of another number.
    let next: Int
  }

  private let bytes: [UInt8]
  private let entries: [Entry]
  /// The fields whose value can be `null`.
  private let nullable: Set<Int32>

  /// The names of fields, each field's in an array of its own: the one in JSON, then others.
  ///
  /// What is the JSON name of one field names that field alone.
  public convenience init(fields: [[String]], nullable: Set<Int32> = []) {
    let jsonNames = Set(fields.compactMap(\.first))
    let names = fields.enumerated().flatMap { field, names in
      let others = names.dropFirst().filter { !jsonNames.contains($0) }
      return (names.prefix(1) + others).map { ($0, Int32(truncatingIfNeeded: field)) }
    }
    self.init(names, nullable: nullable)
  }

  /// The names of an enum's values.
  public convenience init(values: [(String, Int32)]) {
    self.init(values, nullable: [])
  }

  private init(_ names: [(String, Int32)], nullable: Set<Int32>) {
    var bytes: [UInt8] = []
    entries = names.enumerated().map { index, entry in
      let (name, number) = entry
      defer { bytes += Array(name.utf8) + Self.end }
      let next = names[index...].firstIndex { $0.1 != number } ?? names.count
      return Entry(start: bytes.count, count: name.utf8.count, number: number, next: next)
    }
    self.bytes = bytes
    self.nullable = nullable
  }

  /// What follows a name in most texts.
  private static let end = Array("\":".utf8)

  /// What the expected name stands for, when it and its colon are what comes next in the text after
  /// the quote; and how many bytes they have.
  ///
  /// Names mostly come in their order: `expected` is the place of the one after the last.
  func next(
    in text: [UInt8], at start: Int, expected: inout Int
  ) -> (number: Int32, byteCount: Int)? {
    guard expected < entries.count else { return nil }
    let entry = entries[expected]
    let count = entry.count + 2
    guard text.count - start >= count,
      JSONText.isEqual(text, start, bytes, entry.start, count: count)
    else { return nil }
    expected = entry.next
    return (entry.number, count)
  }

  /// What a name stands for; nil when it is none of these.
  func number(of name: Range<Int>, in text: [UInt8], expected: inout Int) -> Int32? {
    for offset in entries.indices {
      let index =
        expected + offset < entries.count ? expected + offset : expected + offset - entries.count
      let entry = entries[index]
      if entry.count == name.count,
        JSONText.isEqual(text, name.lowerBound, bytes, entry.start, count: entry.count)
      {
        expected = entry.next
        return entry.number
      }
    }
    return nil
  }

  func isNullable(_ number: Int32) -> Bool { !nullable.isEmpty && nullable.contains(number) }
}
