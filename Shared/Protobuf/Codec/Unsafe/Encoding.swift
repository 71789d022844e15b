public import CProtobufArena

// From Swift values to the fields of a C struct. `put` leaves a field at its default out, as proto3
// asks; `set` writes every value that is there (fields marked `optional`, map entries). Text and
// bytes add their length to the bound; the caller has reserved everything else.

extension Arena {
  /// A copy of the UTF-8 of `text`.
  public func data(_ text: String) -> ProtobufCBinaryData {
    // The span borrows the text: nothing is retained.
    unsafe text.utf8.span.withUnsafeBufferPointer { bytes in
      unsafe laurel_arena_copy(pointer, bytes.baseAddress, bytes.count)
    }
  }

  /// A copy of `bytes`.
  public func data(_ bytes: [UInt8]) -> ProtobufCBinaryData {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe laurel_arena_copy(pointer, bytes.baseAddress, bytes.count)
    }
  }

  /// Sets a field unless the value is its default.
  public func put(
    _ value: String, _ isSet: inout Int32, _ field: inout ProtobufCBinaryData
  ) {
    guard !value.isEmpty else { return }
    isSet = 1
    unsafe field = unsafe data(value)
  }

  /// Sets a field unless the value is its default.
  public func put(
    _ value: [UInt8], _ isSet: inout Int32, _ field: inout ProtobufCBinaryData
  ) {
    guard !value.isEmpty else { return }
    isSet = 1
    unsafe field = unsafe data(value)
  }

  /// Sets a field unless the value is its default.
  @inlinable
  public func put<Number: WireNumber & FixedWidthInteger>(
    _ value: Number, _ isSet: inout Int32, _ field: inout Number
  ) {
    guard value != 0 else { return }
    isSet = 1
    field = value
  }

  /// Negative zero is not the default.
  @inlinable
  public func put(_ value: Double, _ isSet: inout Int32, _ field: inout Double) {
    guard value.bitPattern != 0 else { return }
    isSet = 1
    field = value
  }

  /// Negative zero is not the default.
  @inlinable
  public func put(_ value: Float, _ isSet: inout Int32, _ field: inout Float) {
    guard value.bitPattern != 0 else { return }
    isSet = 1
    field = value
  }

  /// Sets a field unless the value is its default.
  @inlinable
  public func put(_ value: Bool, _ isSet: inout Int32, _ field: inout UInt64) {
    guard value else { return }
    isSet = 1
    field = 1
  }

  /// Sets a field if there is a value.
  public func set(
    _ value: String?, _ isSet: inout Int32, _ field: inout ProtobufCBinaryData
  ) {
    guard let value else { return }
    isSet = 1
    unsafe field = unsafe data(value)
  }

  /// Sets a field if there is a value.
  public func set(
    _ value: [UInt8]?, _ isSet: inout Int32, _ field: inout ProtobufCBinaryData
  ) {
    guard let value else { return }
    isSet = 1
    unsafe field = unsafe data(value)
  }

  /// Sets a field if there is a value.
  @inlinable
  public func set<Number: WireNumber>(
    _ value: Number?, _ isSet: inout Int32, _ field: inout Number
  ) {
    guard let value else { return }
    isSet = 1
    field = value
  }

  /// Sets a field if there is a value.
  @inlinable
  public func set(_ value: Bool?, _ isSet: inout Int32, _ field: inout UInt64) {
    guard let value else { return }
    isSet = 1
    field = value ? 1 : 0
  }
}
