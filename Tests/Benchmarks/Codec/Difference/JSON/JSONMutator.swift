/// Changes JSON in ways that matter to proto3 JSON.
struct JSONMutator {
  let schema: Schema

  /// Changes one thing, somewhere in the value.
  func mutate(_ node: inout JSONNode, _ random: inout Random) {
    switch node {
    case .object(var members) where !members.isEmpty && random.below(5) > 0:
      let index = random.below(members.count)
      if random.below(3) > 0 {
        mutate(&members[index].value, &random)
      } else {
        change(&members, at: index, &random)
      }
      node = .object(members)
    case .object(var members) where random.once(in: 2):
      members.insert((name(&random), JSONForms.value(&random, schema)), at: 0)
      node = .object(members)
    case .array(var elements) where !elements.isEmpty && random.below(5) > 0:
      let index = random.below(elements.count)
      if random.below(4) > 0 {
        mutate(&elements[index], &random)
      } else {
        change(&elements, at: index, &random)
      }
      node = .array(elements)
    default: replace(&node, &random)
    }
  }

  // MARK: - Members and elements

  private func change(
    _ members: inout [(key: String, value: JSONNode)], at index: Int, _ random: inout Random
  ) {
    let member = members[index]
    switch random.below(9) {
    case 8: members[index].key = JSONForms.number(&random)
    case 0, 1: members[index].key = schema.otherNames[member.key] ?? name(&random)
    case 2: members.append((schema.otherNames[member.key] ?? member.key, member.value))
    case 3:
      members.insert((member.key, JSONForms.value(&random, schema)), at: random.below(index + 1))
    case 4: members.remove(at: index)
    case 5: members.swapAt(index, random.below(members.count))
    case 6: members[index].value = .null
    default: members.append((name(&random), JSONForms.value(&random, schema)))
    }
  }

  private func change(_ elements: inout [JSONNode], at index: Int, _ random: inout Random) {
    switch random.below(4) {
    case 0: elements.insert(elements[index], at: index)
    case 1: elements.remove(at: index)
    case 2: elements[index] = .null
    default: elements.append(JSONForms.value(&random, schema))
    }
  }

  private func name(_ random: inout Random) -> String {
    let names = ["unknown", "", "@type", "value", "a b", "Åsa", "_", "typeUrl", "1"]
    return random.once(in: 3) ? names.pick(&random) : schema.names.pick(&random)
  }

  // MARK: - Values

  private func replace(_ node: inout JSONNode, _ random: inout Random) {
    switch random.below(10) {
    case 0: node = .null
    case 1: node = .array([node])
    case 2: node = Self.nested(node, &random)
    case 3, 4, 5: node = JSONForms.value(&random, schema)
    default: node = JSONForms.other(node, &random)
    }
  }

  /// The value deep inside of others.
  private static func nested(_ node: JSONNode, _ random: inout Random) -> JSONNode {
    let count = random.once(in: 4) ? random.within(20...130) : random.within(1...4)
    let key = ["left", "child", "children", "odd", "even", "structValue", "a", ""].pick(&random)
    var node = node
    for _ in 0..<count {
      node = key.isEmpty ? .array([node]) : .object([(key, node)])
    }
    return node
  }
}
