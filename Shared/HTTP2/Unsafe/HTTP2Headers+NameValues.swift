internal import CNGHTTP2

extension HTTP2Headers {
  /// Appends a field that libnghttp2 has decoded and checked.
  mutating func append(
    _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, isUnindexed: Bool
  ) {
    if fields.isEmpty {
      bytes.reserveCapacity(256)
      fields.reserveCapacity(10)
    }
    let field = Field(
      start: Int32(bytes.count), nameCount: Int32(name.count), valueCount: Int32(value.count),
      isUnindexed: isUnindexed)
    unsafe bytes.append(contentsOf: name)
    unsafe bytes.append(contentsOf: value)
    fields.append(field)
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

  /// Lends the fields in the form that libnghttp2 takes and copies.
  func withNameValues<R>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> R) -> R {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: fields.count) {
        values in
        // libnghttp2 declares the bytes mutable but does not write to them.
        let start = unsafe UnsafeMutablePointer(mutating: buffer.baseAddress)
        for (index, field) in fields.enumerated() {
          let name = unsafe start.map { unsafe $0 + Int(field.start) }
          let flags = field.isUnindexed ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE
          unsafe values.initializeElement(
            at: index,
            to: nghttp2_nv(
              name: name, value: name.map { unsafe $0 + Int(field.nameCount) },
              namelen: Int(field.nameCount), valuelen: Int(field.valueCount),
              flags: UInt8(flags.rawValue)))
        }
        return unsafe body(values.baseAddress, fields.count)
      }
    }
  }
}
