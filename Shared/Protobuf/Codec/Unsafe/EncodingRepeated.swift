public import CProtobufArena

// Repeated fields and maps, from Swift values to the fields of a C struct.

extension Arena {
  /// Sets a repeated field or a map unless it is empty.
  public func put(
    _ values: [String], _ start: inout UnsafeMutablePointer<ProtobufCBinaryData>?,
    _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { unsafe data($0) }
  }

  /// Sets a repeated field or a map unless it is empty.
  public func put(
    _ values: [[UInt8]], _ start: inout UnsafeMutablePointer<ProtobufCBinaryData>?,
    _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { unsafe data($0) }
  }

  /// Sets a repeated field or a map unless it is empty.
  public func put(
    _ values: [Bool], _ start: inout UnsafeMutablePointer<UInt64>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { $0 ? 1 : 0 }
  }

  /// Sets a repeated field or a map unless it is empty.
  @inlinable
  public func put<Number: WireNumber>(
    _ values: [Number], _ start: inout UnsafeMutablePointer<Number>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { $0 }
  }

  /// Sets a repeated field or a map unless it is empty.
  @inlinable
  public func put<Value: ProtobufEnum>(
    _ values: [Value], _ start: inout UnsafeMutablePointer<Int32>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { $0.rawValue }
  }

  /// Sets a repeated field or a map unless it is empty.
  @inlinable
  public func put<Value: WireMessage>(
    _ values: [Value],
    _ start: inout UnsafeMutablePointer<UnsafeMutablePointer<Value.Wire>?>?, _ count: inout Int
  ) {
    unsafe putElements(values, &start, &count) { unsafe $0.store(in: self) }
  }

  /// Entries go out in the order of their keys, so that equal maps have equal bytes.
  @inlinable
  public func put<Key: MapKey, Value, Entry, WireKey: WireMapKey>(
    _ map: [Key: Value],
    _ start: inout UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>?, _ count: inout Int,
    key: (UnsafeMutablePointer<Entry>) -> WireKey,
    _ convert: (Key, Value) -> UnsafeMutablePointer<Entry>
  ) {
    guard !map.isEmpty else { return }
    let entries = unsafe allocate(map.count, of: UnsafeMutablePointer<Entry>.self)
    for (index, element) in map.enumerated() {
      unsafe (entries + index).initialize(to: convert(element.key, element.value))
    }
    unsafe sort(entries, map.count, by: key)
    unsafe start = unsafe UnsafeMutableRawPointer(entries).assumingMemoryBound(
      to: UnsafeMutablePointer<Entry>?.self)
    count = map.count
  }

  @inlinable
  func sort<Entry, WireKey: WireMapKey>(
    _ entries: UnsafeMutablePointer<UnsafeMutablePointer<Entry>>, _ count: Int,
    by key: (UnsafeMutablePointer<Entry>) -> WireKey
  ) {
    guard count <= 16 else {
      var all = unsafe UnsafeMutableBufferPointer(start: entries, count: count)
      return unsafe all.sort { unsafe key($0).precedes(key($1)) }
    }
    for end in 1..<count {
      let entry = unsafe entries[end]
      var place = end
      while place > 0, unsafe key(entry).precedes(key(entries[place - 1])) {
        unsafe entries[place] = unsafe entries[place - 1]
        place -= 1
      }
      unsafe entries[place] = unsafe entry
    }
  }

  /// Sets a repeated field, with each element converted.
  @inlinable
  public func putElements<Value, Element: BitwiseCopyable>(
    _ values: [Value], _ start: inout UnsafeMutablePointer<Element>?, _ count: inout Int,
    _ convert: (Value) -> Element
  ) {
    guard !values.isEmpty else { return }
    let elements = unsafe allocate(values.count, of: Element.self)
    // Elements of a span are not copied.
    let span = values.span
    for index in span.indices {
      unsafe (elements + index).initialize(to: convert(span[index]))
    }
    unsafe start = unsafe elements
    count = values.count
  }
}
