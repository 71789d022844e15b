internal import CNGHTTP2

extension SessionCore {
  /// Notes a frame, if the session is to.
  func record(_ frame: nghttp2_frame, _ direction: HTTP2FrameRecord.Direction) {
    guard configuration.recordsFrames else { return }
    unsafe append(frame, direction, detail: detail(of: frame, direction))
  }

  /// Notes a frame that libnghttp2 has refused, if the session is to.
  func recordRefused(_ frame: nghttp2_frame, _ error: Int32) {
    guard configuration.recordsFrames else { return }
    unsafe append(frame, .received, detail: "refused: \(String(cString: nghttp2_strerror(error)))")
  }

  private func append(
    _ frame: nghttp2_frame, _ direction: HTTP2FrameRecord.Direction, detail: String
  ) {
    let isHeaders = unsafe UInt32(frame.hd.type) == NGHTTP2_HEADERS.rawValue
    unsafe frames.append(
      HTTP2FrameRecord(
        direction, type: frame.hd.type, streamNumber: frame.hd.stream_id,
        length: frame.hd.length, flags: frame.hd.flags,
        headers: isHeaders ? headers(of: frame, direction) : HTTP2Headers(), detail: detail))
  }

  /// What arrives has been collected; what is sent is in the frame.
  private func headers(
    of frame: nghttp2_frame, _ direction: HTTP2FrameRecord.Direction
  ) -> HTTP2Headers {
    guard direction == .sent else {
      return headerSlot == nil ? HTTP2Headers() : arrivingHeaders
    }
    var headers = HTTP2Headers()
    let fields = unsafe UnsafeBufferPointer(start: frame.headers.nva, count: frame.headers.nvlen)
    for index in fields.indices {
      let field = unsafe fields[index]
      unsafe headers.append(
        UnsafeBufferPointer(start: field.name, count: field.namelen),
        UnsafeBufferPointer(start: field.value, count: field.valuelen), isUnindexed: false)
    }
    return headers
  }

  private func detail(
    of frame: nghttp2_frame, _ direction: HTTP2FrameRecord.Direction
  ) -> String {
    switch unsafe UInt32(frame.hd.type) {
    case NGHTTP2_HEADERS.rawValue:
      let isTooLarge = direction == .received && headerSlot != nil && refusedListBytes != nil
      return isTooLarge ? "larger than allowed" : ""
    case NGHTTP2_RST_STREAM.rawValue:
      return unsafe HTTP2ErrorCode(rawValue: frame.rst_stream.error_code).name
    case NGHTTP2_GOAWAY.rawValue:
      let code = unsafe HTTP2ErrorCode(rawValue: frame.goaway.error_code)
      return unsafe "\(code.name), last stream \(frame.goaway.last_stream_id)"
    case NGHTTP2_WINDOW_UPDATE.rawValue:
      return unsafe "+\(frame.window_update.window_size_increment)"
    case NGHTTP2_SETTINGS.rawValue:
      let entries = unsafe UnsafeBufferPointer(
        start: frame.settings.iv, count: frame.settings.niv)
      return unsafe entries.map { "\(Self.name(ofSetting: $0.settings_id))=\($0.value)" }
        .joined(separator: " ")
    default: return ""
    }
  }

  private static func name(ofSetting id: Int32) -> String {
    let names = [
      "HEADER_TABLE_SIZE", "ENABLE_PUSH", "MAX_CONCURRENT_STREAMS", "INITIAL_WINDOW_SIZE",
      "MAX_FRAME_SIZE", "MAX_HEADER_LIST_SIZE", "", "ENABLE_CONNECT_PROTOCOL",
      "NO_RFC7540_PRIORITIES",
    ]
    let name = names.indices.contains(Int(id) - 1) ? names[Int(id) - 1] : ""
    return name.isEmpty ? "SETTING_\(id)" : name
  }
}
