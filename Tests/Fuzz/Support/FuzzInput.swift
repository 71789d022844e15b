/// The bytes of an input, taken from its beginning.
package struct FuzzInput {
  private var rest: ArraySlice<UInt8>

  package init(_ bytes: [UInt8]) { rest = bytes[...] }

  package var isEmpty: Bool { rest.isEmpty }

  /// The next byte; 0 when there is none.
  package mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// The next two bytes as a number.
  package mutating func number() -> Int { Int(byte()) << 8 | Int(byte()) }

  /// At most so many bytes.
  package mutating func bytes(_ countMax: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(countMax) }
    return Array(rest.prefix(countMax))
  }

  /// All that is left.
  package mutating func all() -> [UInt8] { bytes(rest.count) }

  /// All that is left, in pieces of which the sizes come from the input.
  package mutating func pieces() -> [[UInt8]] {
    let sizes = [1, 2, 3, 9, 17, 100, 1000, Int.max]
    let choice = byte()
    var pieces: [[UInt8]] = []
    var turn = 0
    while !isEmpty {
      // Both halves of the choice take turns.
      let size = sizes[Int(turn.isMultiple(of: 2) ? choice & 7 : choice >> 3 & 7)]
      pieces.append(bytes(size))
      turn += 1
    }
    return pieces
  }
}
