/// Names as they stand in JSON, and the number of what each names: a field's place in its message,
/// or the number of an enum's value.
public final class JSONNames: Sendable {
  private struct Entry {
    let start: Int
    let count: Int
    let number: Int32
  }

  private let bytes: [UInt8]
  private let entries: [Entry]
  /// The fields whose value can be `null`.
  private let nullable: Set<Int32>

  /// The names of fields, each field's in an array of its own.
  public convenience init(fields: [[String]], nullable: Set<Int32> = []) {
    let names = fields.enumerated().flatMap { field, names in
      names.map { ($0, Int32(truncatingIfNeeded: field)) }
    }
    self.init(names, nullable: nullable)
  }

  /// The names of an enum's values.
  public convenience init(values: [(String, Int32)]) {
    self.init(values, nullable: [])
  }

  private init(_ names: [(String, Int32)], nullable: Set<Int32>) {
    var bytes: [UInt8] = []
    entries = names.map { name, number in
      defer { bytes += name.utf8 }
      return Entry(start: bytes.count, count: name.utf8.count, number: number)
    }
    self.bytes = bytes
    self.nullable = nullable
  }

  /// What a name stands for; nil when it is none of these.
  ///
  /// `expected` is where the name most probably is: names come in their order. It moves on to the
  /// next.
  func number(of name: Range<Int>, in text: [UInt8], expected: inout Int) -> Int32? {
    if expected < entries.count, matches(entries[expected], name, text) {
      return take(expected, &expected)
    }
    for index in entries.indices where matches(entries[index], name, text) {
      return take(index, &expected)
    }
    return nil
  }

  func isNullable(_ number: Int32) -> Bool { !nullable.isEmpty && nullable.contains(number) }

  private func matches(_ entry: Entry, _ name: Range<Int>, _ text: [UInt8]) -> Bool {
    entry.count == name.count
      && JSONText.isEqual(text, name.lowerBound, bytes, entry.start, count: entry.count)
  }

  private func take(_ index: Int, _ expected: inout Int) -> Int32 {
    let number = entries[index].number
    expected = index + 1
    while expected < entries.count, entries[expected].number == number { expected += 1 }
    return number
  }
}
