/// The bytes of a JSON text that is being written; grows by doubling.
@safe struct JSONBuffer: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity = 512

  init() {
    unsafe start = .allocate(capacity: capacity)
  }

  deinit {
    unsafe start.deallocate()
  }

  /// What was written.
  var bytes: [UInt8] { unsafe [UInt8](UnsafeBufferPointer(start: start, count: count)) }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe start[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func append(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    let source = unsafe UnsafeRawPointer(text.utf8Start)
    let target = unsafe UnsafeMutableRawPointer(start + count)
    if length >= 8, length <= 16 {
      // Most names: two words that overlap cost less than a call.
      let first = unsafe source.loadUnaligned(as: UInt64.self)
      let last = unsafe source.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
      unsafe target.storeBytes(of: first, as: UInt64.self)
      unsafe target.storeBytes(of: last, toByteOffset: length - 8, as: UInt64.self)
    } else {
      unsafe target.copyMemory(from: source, byteCount: length)
    }
    count += length
  }

  /// Takes the last bytes back.
  mutating func removeLast(_ bytes: Int) { count -= bytes }

  /// Appends text that needs no escapes.
  mutating func append(_ text: String) {
    unsafe withBytes(of: text) { buffer, bytes in
      buffer.reserve(bytes.count)
      guard let first = bytes.baseAddress else { return }
      unsafe (buffer.start + buffer.count).update(from: first, count: bytes.count)
      buffer.count += bytes.count
    }
  }

  /// Appends text in quotes, with escapes where they must be.
  mutating func appendQuoted(_ text: String) {
    append(UInt8(ascii: "\""))
    unsafe withBytes(of: text) { buffer, bytes in
      let plain = unsafe buffer.appendPlain(bytes)
      for index in plain..<bytes.count { buffer.appendEscaped(unsafe bytes[index]) }
    }
    append(UInt8(ascii: "\""))
  }

  /// Appends bytes up to the first that must be escaped; returns how many.
  private mutating func appendPlain(_ source: UnsafeBufferPointer<UInt8>) -> Int {
    reserve(source.count)
    let target = unsafe UnsafeMutableRawPointer(start + count)
    let raw = UnsafeRawBufferPointer(source)
    var index = 0
    while index + 8 <= raw.count {
      let word = unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      if JSONText.specialBytes(word) != 0 { break }
      unsafe target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
      index += 8
    }
    while index < raw.count, unsafe !JSONText.isSpecial(raw[index]) {
      unsafe target.storeBytes(of: raw[index], toByteOffset: index, as: UInt8.self)
      index += 1
    }
    count += index
    return index
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x0a: append("\\n")
    case 0x0d: append("\\r")
    case 0x09: append("\\t")
    case 0..<0x20:
      append("\\u00")
      append(UInt8(ascii: "0") + byte >> 4)
      append(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") - 10 + byte & 15)
    default: append(byte)
    }
  }

  private mutating func withBytes(
    of text: String, _ body: (inout JSONBuffer, UnsafeBufferPointer<UInt8>) -> Void
  ) {
    // Text from other places than Swift's own strings has no bytes to point to.
    let done: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe body(&self, $0) }
    if done == nil { unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe body(&self, $0) } }
  }

  /// Appends `digits` digits of a number of at most so many, with zeros before it.
  mutating func append(_ number: UInt64, digits: Int) {
    reserve(digits)
    var rest = number
    for position in stride(from: count + digits - 1, through: count, by: -1) {
      unsafe start[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if capacity - count < more { grow(by: more) }
  }

  @inline(never)
  private mutating func grow(by more: Int) {
    let larger = max(2 * capacity, count + more)
    let new = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe new.update(from: start, count: count)
    unsafe start.deallocate()
    unsafe start = unsafe new
    capacity = larger
  }
}
