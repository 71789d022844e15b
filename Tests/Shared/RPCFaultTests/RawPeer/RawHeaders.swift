/// A header field of which nothing has to be valid.
struct RawField: Hashable, Sendable {
  var name: [UInt8]
  var value: [UInt8]

  init(_ name: some Sequence<UInt8>, _ value: some Sequence<UInt8>) {
    self.name = Array(name)
    self.value = Array(value)
  }

  init(_ name: String, _ value: String) { self.init(name.utf8, value.utf8) }
}

/// Writes header blocks (RFC 7541) without any compression.
enum RawHeaderBlock {
  /// Literals that no table keeps.
  static func encode(_ fields: [RawField]) -> [UInt8] { fields.flatMap { literal($0) } }

  /// A literal; `first` tells which kind.
  static func literal(_ field: RawField, first: UInt8 = 0) -> [UInt8] {
    [first] + text(field.name) + text(field.value)
  }

  /// A literal that enters the dynamic table.
  static func indexedLiteral(_ field: RawField) -> [UInt8] { literal(field, first: 0x40) }

  static func text(_ bytes: [UInt8]) -> [UInt8] { number(bytes.count, prefixBits: 7) + bytes }

  /// A change of the size of the dynamic table.
  static func tableSize(_ size: Int) -> [UInt8] { number(size, prefixBits: 5, first: 0x20) }

  static func number(_ number: Int, prefixBits: Int, first: UInt8 = 0) -> [UInt8] {
    let prefixMax = 1 << prefixBits - 1
    guard number >= prefixMax else { return [first | UInt8(number)] }
    var bytes = [first | UInt8(prefixMax)]
    var rest = number - prefixMax
    while rest >= 128 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}

/// Reads header blocks (RFC 7541), as a peer writes them.
struct RawHeaderReader {
  struct Malformed: Error {}

  private var dynamic: [RawField] = []
  private let tableBytesMax = 4096

  mutating func read(_ block: [UInt8]) throws -> [RawField] {
    var rest = block[...]
    var fields: [RawField] = []
    while let first = rest.first {
      if first & 0x80 != 0 {
        fields.append(try field(try Self.number(&rest, prefixBits: 7)))
      } else if first & 0xE0 == 0x20 {
        _ = try Self.number(&rest, prefixBits: 5)
      } else {
        let isKept = first & 0x40 != 0
        let index = try Self.number(&rest, prefixBits: isKept ? 6 : 4)
        let name = try index == 0 ? Self.text(&rest) : field(index).name
        let field = RawField(name, try Self.text(&rest))
        fields.append(field)
        if isKept { keep(field) }
      }
    }
    return fields
  }

  private mutating func keep(_ field: RawField) {
    dynamic.insert(field, at: 0)
    while dynamic.reduce(0, { $0 + $1.name.count + $1.value.count + 32 }) > tableBytesMax {
      dynamic.removeLast()
    }
  }

  private func field(_ index: Int) throws -> RawField {
    let known = RawHeaderReader.staticTable
    guard index > 0, index <= known.count + dynamic.count else { throw Malformed() }
    return index <= known.count ? known[index - 1] : dynamic[index - known.count - 1]
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, prefixBits: Int) throws -> Int {
    guard let first = rest.popFirst() else { throw Malformed() }
    let prefixMax = 1 << prefixBits - 1
    var number = Int(first) & prefixMax
    guard number == prefixMax else { return number }
    var shift = 0
    while let byte = rest.popFirst(), shift < 28 {
      number += Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return number }
      shift += 7
    }
    throw Malformed()
  }

  private static func text(_ rest: inout ArraySlice<UInt8>) throws -> [UInt8] {
    let isCoded = (rest.first ?? 0) & 0x80 != 0
    let count = try number(&rest, prefixBits: 7)
    guard rest.count >= count else { throw Malformed() }
    defer { rest = rest.dropFirst(count) }
    return isCoded ? try decode(rest.prefix(count)) : Array(rest.prefix(count))
  }

  // MARK: - The Huffman code

  /// The printable characters by the length of their codes, which are counted up in this order.
  private static let alphabet: [(bits: Int, characters: String)] = [
    (5, "012aceiost"), (6, " %-./3456789=A_bdfghlmnpru"),
    (7, ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz"), (8, "&*,;XZ"), (10, "!\"()?"), (11, "'+|"),
    (12, "#>"), (13, "\0$@[]~"), (14, "^}"), (15, "<`{"),
  ]

  /// The characters by their code with a 1 before it, which keeps zeros at its front.
  private static let codes: [Int: UInt8] = {
    var codes: [Int: UInt8] = [:]
    var code = 0
    var bits = 0
    for row in alphabet {
      code <<= row.bits - bits
      bits = row.bits
      for character in row.characters.utf8 {
        codes[1 << bits | code] = character
        code += 1
      }
    }
    return codes
  }()

  private static func decode(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
    var text: [UInt8] = []
    var code = 1
    for byte in bytes {
      for bit in stride(from: 7, through: 0, by: -1) {
        code = code << 1 | Int(byte >> UInt8(bit) & 1)
        guard code < 1 << 16 else { throw Malformed() }
        if let character = codes[code] {
          text.append(character)
          code = 1
        }
      }
    }
    return text
  }

  // MARK: - The static table

  private static let staticTable: [RawField] =
    [
      RawField(":authority", ""), RawField(":method", "GET"), RawField(":method", "POST"),
      RawField(":path", "/"), RawField(":path", "/index.html"), RawField(":scheme", "http"),
      RawField(":scheme", "https"),
    ]
    + ["200", "204", "206", "304", "400", "404", "500"].map { RawField(":status", $0) }
    + [RawField("accept-charset", ""), RawField("accept-encoding", "gzip, deflate")]
      + """
      accept-language accept-ranges accept access-control-allow-origin age allow authorization \
      cache-control content-disposition content-encoding content-language content-length \
      content-location content-range content-type cookie date etag expect expires from host \
      if-match if-modified-since if-none-match if-range if-unmodified-since last-modified link \
      location max-forwards proxy-authenticate proxy-authorization range referer refresh \
      retry-after server set-cookie strict-transport-security transfer-encoding user-agent vary \
      via www-authenticate
      """.split(separator: " ").map { RawField(String($0), "") }
}
