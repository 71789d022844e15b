internal import CNGHTTP2

/// How fields lie in the block of a header list: two lengths of four bytes, name, value.
///
/// The highest bit of the name's length marks a field that is not to be indexed.
extension HTTP2Headers {
  static let lengthsBytes = 8
  /// Room for a list of usual size, so that it need not grow step by step.
  private static let usualBytes = 400
  private static let unindexedBit: UInt32 = 1 << 31

  /// Makes room for a list of usual size.
  package mutating func reserveUsualCapacity() { bytes.reserveCapacity(HTTP2Headers.usualBytes) }

  /// Appends a field that libnghttp2 has decoded and checked.
  mutating func append(
    _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, isUnindexed: Bool
  ) {
    if isEmpty { reserveUsualCapacity() }
    let total = HTTP2Headers.lengthsBytes + name.count + value.count
    let bit = isUnindexed ? HTTP2Headers.unindexedBit : 0
    bytes.append(addingCapacity: total) { span in
      unsafe span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        guard let start = buffer.baseAddress else { return }
        let field = UnsafeMutableRawPointer(start)
        unsafe field.storeBytes(of: UInt32(name.count) | bit, as: UInt32.self)
        unsafe field.storeBytes(of: UInt32(value.count), toByteOffset: 4, as: UInt32.self)
        let texts = unsafe UnsafeMutableRawBufferPointer(
          start: field + HTTP2Headers.lengthsBytes, count: name.count + value.count)
        unsafe texts.copyMemory(from: UnsafeRawBufferPointer(name))
        unsafe UnsafeMutableRawBufferPointer(rebasing: texts[name.count...])
          .copyMemory(from: UnsafeRawBufferPointer(value))
        initializedCount = total
      }
    }
    count += 1
    prepared = nil
  }

  mutating func append(_ name: Span<UInt8>, _ value: Span<UInt8>, isUnindexed: Bool) {
    unsafe name.withUnsafeBufferPointer { name in
      unsafe value.withUnsafeBufferPointer { value in
        unsafe append(name, value, isUnindexed: isUnindexed)
      }
    }
  }

  /// The field whose lengths lie at an offset; the block is written by `append` alone.
  func place(atOffset offset: Int) -> Place {
    let lengths = unsafe bytes.span.bytes
    let nameLength = unsafe lengths.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
    let valueLength = unsafe lengths.unsafeLoadUnaligned(
      fromByteOffset: offset + 4, as: UInt32.self)
    return Place(
      start: offset + HTTP2Headers.lengthsBytes,
      nameCount: Int(nameLength & ~HTTP2Headers.unindexedBit), valueCount: Int(valueLength),
      isUnindexed: nameLength & HTTP2Headers.unindexedBit != 0)
  }

  /// A value without the blanks around it, which gRPC lets peers send and HTTP/2 does not.
  static func trimmed(_ value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard let first = unsafe value.first, let last = unsafe value.last,
      isBlank(first) || isBlank(last)
    else { return unsafe value }
    var range = value.indices
    while let first = range.first, unsafe isBlank(value[first]) { range.removeFirst() }
    while let last = range.last, unsafe isBlank(value[last]) { range.removeLast() }
    return unsafe UnsafeBufferPointer(rebasing: value[range])
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// Lends the fields in the form that libnghttp2 takes, and copies unless they are prepared.
  func withNameValues<R>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> R) -> R {
    if let prepared { return unsafe prepared.withNameValues(count: count, body) }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: count) { values in
        // libnghttp2 declares the bytes mutable but does not write to them.
        let start = unsafe UnsafeMutablePointer(mutating: buffer.baseAddress)
        var offset = 0
        for index in 0..<count {
          let place = place(atOffset: offset)
          offset = place.valueRange.upperBound
          let name = unsafe start.map { unsafe $0 + place.start }
          let flags = place.isUnindexed ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE
          unsafe values.initializeElement(
            at: index,
            to: nghttp2_nv(
              name: name, value: name.map { unsafe $0 + place.nameCount },
              namelen: place.nameCount, valuelen: place.valueCount,
              flags: UInt8(flags.rawValue)))
        }
        return unsafe body(values.baseAddress, count)
      }
    }
  }
}
