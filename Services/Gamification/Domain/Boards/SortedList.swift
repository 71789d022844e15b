/// Elements in their order, each there once; single ones come, go and are found by their place
/// without a look at all others.
///
/// They lie in chunks of about 512, each with the place of its first element. So finding takes
/// logarithmic time, and inserting or removing moves a chunk and counts on over the chunks behind
/// it, about the square root of the number of elements.
package struct SortedList<Element: Comparable & Sendable>: Sendable {
  /// None is empty.
  private var chunks: [[Element]] = []
  /// The place of the first element of each chunk.
  private var starts: [Int] = []
  package private(set) var count = 0

  private static var chunkSize: Int { 512 }

  /// Sorts elements, of which no two are equal.
  package init(_ elements: [Element]) {
    let sorted = elements.sorted()
    count = sorted.count
    for start in stride(from: 0, to: sorted.count, by: Self.chunkSize) {
      chunks.append(Array(sorted[start..<min(start + Self.chunkSize, sorted.count)]))
      starts.append(start)
    }
  }

  /// The element at a place, from 0.
  package subscript(place: Int) -> Element {
    precondition((0..<count).contains(place), "the place was found in this list")
    let chunk = chunkIndex(ofPlace: place)
    return chunks[chunk][place - starts[chunk]]
  }

  /// The first place whose element is one; ``count`` when there is none.
  ///
  /// The elements that are such must be the last ones.
  package func firstPlace(where isOne: (Element) -> Bool) -> Int {
    let next = Self.firstIndex(in: 0..<chunks.count) { isOne(chunks[$0][0]) }
    guard next > 0 else { return 0 }
    let chunk = chunks[next - 1]
    return starts[next - 1] + Self.firstIndex(in: 0..<chunk.count) { isOne(chunk[$0]) }
  }

  /// The place of an element; `nil` when it is not there.
  package func place(of element: Element) -> Int? {
    let place = firstPlace { !($0 < element) }
    return place < count && self[place] == element ? place : nil
  }

  /// Puts an element that is not there in its place.
  package mutating func insert(_ element: Element) {
    guard !chunks.isEmpty else {
      self = SortedList([element])
      return
    }
    let next = Self.firstIndex(in: 0..<chunks.count) { element < chunks[$0][0] }
    let index = max(0, next - 1)
    let offset = Self.firstIndex(in: 0..<chunks[index].count) { element < chunks[index][$0] }
    chunks[index].insert(element, at: offset)
    count += 1
    shiftStarts(behind: index, by: 1)
    if chunks[index].count > 2 * Self.chunkSize { splitChunk(at: index) }
  }

  /// Takes an element out; nothing happens when it is not there.
  package mutating func remove(_ element: Element) {
    guard let place = place(of: element) else { return }
    let index = chunkIndex(ofPlace: place)
    chunks[index].remove(at: place - starts[index])
    count -= 1
    shiftStarts(behind: index, by: -1)
    joinChunk(at: index)
  }

  /// The elements at places.
  package func elements(at places: Range<Int>) -> [Element] {
    let places = places.clamped(to: 0..<count)
    guard !places.isEmpty else { return [] }
    var elements: [Element] = []
    elements.reserveCapacity(places.count)
    var index = chunkIndex(ofPlace: places.lowerBound)
    while elements.count < places.count {
      let first = places.lowerBound + elements.count - starts[index]
      let last = min(chunks[index].count, places.upperBound - starts[index])
      elements += chunks[index][first..<last]
      index += 1
    }
    return elements
  }

  private func chunkIndex(ofPlace place: Int) -> Int {
    Self.firstIndex(in: 0..<starts.count) { starts[$0] > place } - 1
  }

  private mutating func shiftStarts(behind index: Int, by difference: Int) {
    for later in (index + 1)..<max(index + 1, starts.count) { starts[later] += difference }
  }

  private mutating func splitChunk(at index: Int) {
    let rear = Array(chunks[index][Self.chunkSize...])
    chunks[index].removeSubrange(Self.chunkSize...)
    chunks.insert(rear, at: index + 1)
    starts.insert(starts[index] + Self.chunkSize, at: index + 1)
  }

  /// Joins a chunk that has become small with the one behind it, or takes an empty one out.
  private mutating func joinChunk(at index: Int) {
    if chunks[index].isEmpty {
      chunks.remove(at: index)
      starts.remove(at: index)
      return
    }
    let next = index + 1
    guard next < chunks.count, chunks[index].count + chunks[next].count <= Self.chunkSize
    else { return }
    chunks[index] += chunks[next]
    chunks.remove(at: next)
    starts.remove(at: next)
  }

  /// The first index that fits; those that fit are the last ones.
  private static func firstIndex(in range: Range<Int>, where fits: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if fits(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
