/// Elements of which there is mostly one; that one costs no allocation.
struct Few<Element>: Sequence {
  private(set) var first: Element?
  /// Those behind the first.
  private var rest: [Element] = []

  var isEmpty: Bool { first == nil }
  var count: Int { first == nil ? 0 : 1 + rest.count }

  mutating func append(_ element: Element) {
    if first == nil { first = element } else { rest.append(element) }
  }

  mutating func removeAll() { self = Few() }

  mutating func removeAll(where isUnwanted: (Element) -> Bool) {
    let kept = filter { !isUnwanted($0) }
    first = kept.first
    rest = Array(kept.dropFirst())
  }

  func makeIterator() -> Iterator { Iterator(elements: self) }

  struct Iterator: IteratorProtocol {
    private let elements: Few
    private var position = 0

    fileprivate init(elements: Few) { self.elements = elements }

    mutating func next() -> Element? {
      defer { position += 1 }
      if position == 0 { return elements.first }
      return position <= elements.rest.count ? elements.rest[position - 1] : nil
    }
  }
}
