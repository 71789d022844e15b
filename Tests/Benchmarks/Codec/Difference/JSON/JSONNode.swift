/// A JSON value as it stands in the text; numbers and the insides of quotes as they are written.
indirect enum JSONNode {
  case null
  case boolean(Bool)
  /// Written without quotes.
  case number(String)
  /// The unescaped text.
  case string(String)
  case array([JSONNode])
  case object([(key: String, value: JSONNode)])
  /// Something that is no JSON, or JSON that is written in an unusual way.
  case raw([UInt8])

  /// Whether both mean the same: the order of members and the form of numbers do not count.
  func means(_ other: JSONNode) -> Bool {
    switch (self, other) {
    case (.null, .null): true
    case (.boolean(let first), .boolean(let second)): first == second
    case (.number(let first), .number(let second)):
      first == second || Double(first) == Double(second) && Double(first) != nil
    case (.string(let first), .string(let second)): first.utf8.elementsEqual(second.utf8)
    case (.array(let first), .array(let second)):
      first.count == second.count && zip(first, second).allSatisfy { $0.means($1) }
    case (.object(let first), .object(let second)):
      first.count == second.count && Self.haveSameMembers(first, second)
    default: false
    }
  }

  private static func haveSameMembers(
    _ first: [(key: String, value: JSONNode)], _ second: [(key: String, value: JSONNode)]
  ) -> Bool {
    // By bytes: equal texts may be written with other characters.
    let first = first.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let second = second.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return zip(first, second).allSatisfy { one, other in
      one.key.utf8.elementsEqual(other.key.utf8) && one.value.means(other.value)
    }
  }
}
