/// The bytes of a JSON text that is being written; grows by doubling.
@safe struct JSONBuffer: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity = 1024

  init() {
    unsafe start = .allocate(capacity: 1024)
  }

  deinit {
    unsafe start.deallocate()
  }

  /// What was written.
  var bytes: [UInt8] { unsafe [UInt8](UnsafeBufferPointer(start: start, count: count)) }

  mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe start[count] = byte
    count += 1
  }

  mutating func append(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    unsafe (start + count).update(from: text.utf8Start, count: length)
    count += length
  }

  mutating func append(_ text: borrowing String) {
    append(text.utf8Span.span)
  }

  mutating func append(_ bytes: Span<UInt8>) {
    reserve(bytes.count)
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      unsafe (start + count).update(from: first, count: source.count)
    }
    count += bytes.count
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
