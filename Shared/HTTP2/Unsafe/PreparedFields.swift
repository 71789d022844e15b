internal import CNGHTTP2

/// The fields of a header list in the form that libnghttp2 takes, kept for ever: it refers to them
/// instead of copying them.
@safe
struct PreparedFields: @unchecked Sendable {
  private let fields: UnsafePointer<nghttp2_nv>

  init(_ headers: HTTP2Headers) {
    for place in headers.places {
      let name = headers.name(at: place)
      precondition(name == name.lowercased(), "names that are not copied are not made lower-case")
    }
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: headers.bytes.count)
    unsafe bytes.initialize(from: headers.bytes, count: headers.bytes.count)
    let fields = UnsafeMutablePointer<nghttp2_nv>.allocate(capacity: headers.count)
    let staysAsItIs = NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue
    for (index, place) in headers.places.enumerated() {
      let noIndex = place.isUnindexed ? NGHTTP2_NV_FLAG_NO_INDEX.rawValue : 0
      unsafe fields.advanced(by: index).initialize(
        to: nghttp2_nv(
          name: bytes + place.start, value: bytes + place.valueRange.lowerBound,
          namelen: place.nameCount, valuelen: place.valueCount,
          flags: UInt8(staysAsItIs | noIndex)))
    }
    unsafe self.fields = UnsafePointer(fields)
  }

  /// Lends the fields of the list with so many.
  func withNameValues<R>(count: Int, _ body: (UnsafePointer<nghttp2_nv>?, Int) -> R) -> R {
    unsafe body(fields, count)
  }
}
