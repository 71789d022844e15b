/// A row that is written with COPY, the fastest way for many.
package protocol CopyRow: Sendable {
  /// The name for logs and errors; the name of the type unless given.
  static var name: String { get }

  /// `COPY schema.table (column, …) FROM STDIN (FORMAT binary)`.
  static var sql: String { get }

  /// Appends the values of the columns in their order; their types must be those of the columns.
  func bind(to bindings: inout Bindings)
}

extension CopyRow {
  package static var name: String { String(describing: Self.self) }
}

/// The binary format of COPY (PostgreSQL manual, COPY, "Binary Format").
struct CopyEncoder {
  /// What stands before the first row: the signature, no flags, no more header.
  private static let header: [UInt8] =
    Array("PGCOPY\n".utf8) + [0xff] + Array("\r\n\0".utf8) + [0, 0, 0, 0, 0, 0, 0, 0]

  var bytes = header
  var bindings = Bindings()

  init() {}

  mutating func append(_ row: some CopyRow) {
    bindings.removeAll()
    row.bind(to: &bindings)
    Int16(bindings.count).appendBigEndian(to: &bytes)
    var offset = 0
    while let parameter = bindings.parameter(at: offset) {
      // The length of NULL is the same as in a message.
      bytes += bindings.bytes[parameter.lengthOffset..<parameter.end]
      offset = parameter.end
    }
  }

  /// Appends what stands behind the last row.
  mutating func end() { Int16(-1).appendBigEndian(to: &bytes) }

  /// Takes the bytes out.
  mutating func take() -> [UInt8] {
    defer {
      bytes = []
      bytes.reserveCapacity(Self.capacity)
    }
    return bytes
  }

  /// A little more than is sent at a time.
  private static let capacity = 81_920
}
