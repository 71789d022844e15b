/// Values under small numbers.
struct SlotTable<Value> {
  private var values: [Value?] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// The value of a slot; `nil` for a free one.
  subscript(slot: Int) -> Value? {
    get { values.indices.contains(slot) ? values[slot] : nil }
    set {
      while values.count <= slot { values.append(nil) }
      count += (newValue == nil ? 0 : 1) - (values[slot] == nil ? 0 : 1)
      values[slot] = newValue
    }
  }

  /// The values, by slot.
  var all: [Value] { values.compactMap { $0 } }
}
