extension JSONNode {
  /// Takes away what can be taken away while `holds` is true for the rest.
  ///
  /// - Parameter holds: Told the value in its place; whether the whole is still of interest.
  mutating func shrink(while holds: (JSONNode) -> Bool) {
    for simpler in [JSONNode.object([]), .array([]), .string(""), .number("0"), .null]
    where isLarger(than: simpler) && holds(simpler) {
      self = simpler
      return
    }
    switch self {
    case .array(var elements):
      for index in elements.indices.reversed() {
        var fewer = elements
        let element = fewer.remove(at: index)
        if holds(element) {
          self = element
          return shrink(while: holds)
        }
        if holds(.array(fewer)) {
          elements = fewer
          continue
        }
        var kept = element
        kept.shrink { candidate in
          fewer = elements
          fewer[index] = candidate
          return holds(.array(fewer))
        }
        elements[index] = kept
      }
      self = .array(elements)
    case .object(var members):
      for index in members.indices.reversed() {
        var fewer = members
        let member = fewer.remove(at: index)
        if holds(member.value) {
          self = member.value
          return shrink(while: holds)
        }
        if holds(.object(fewer)) {
          members = fewer
          continue
        }
        var kept = member.value
        kept.shrink { candidate in
          fewer = members
          fewer[index].value = candidate
          return holds(.object(fewer))
        }
        members[index].value = kept
      }
      self = .object(members)
    default: break
    }
  }

  private func isLarger(than other: JSONNode) -> Bool {
    switch (self, other) {
    case (.object(let members), _): !members.isEmpty
    case (.array(let elements), _): !elements.isEmpty
    case (.null, _), (.number("0"), _), (.string(""), _): false
    default: true
    }
  }
}
