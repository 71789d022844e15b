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
  public func put<Key: MapKey, Value, Entry>(
    _ map: [Key: Value],
    _ start: inout UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>?, _ count: inout Int,
    _ convert: (Key, Value) -> UnsafeMutablePointer<Entry>
  ) {
    guard !map.isEmpty else { return }
    unsafe putElements(map.sortedByKey(), &start, &count) { unsafe convert($0.key, $0.value) }
  }

  /// Sets a repeated field, with each element converted.
  @inlinable
  public func putElements<Value, Element: BitwiseCopyable>(
    _ values: [Value], _ start: inout UnsafeMutablePointer<Element>?, _ count: inout Int,
    _ convert: (Value) -> Element
  ) {
    guard !values.isEmpty else { return }
    let elements = unsafe allocate(values.count, of: Element.self)
    for index in values.indices {
      unsafe (elements + index).initialize(to: convert(values[index]))
    }
    unsafe start = unsafe elements
    count = values.count
  }
}
