internal import CNGHTTP2

extension SessionCore {
  static func makeOptions(_ configuration: HTTP2Configuration) -> OpaquePointer? {
    var options: OpaquePointer?
    let result = unsafe nghttp2_option_new(&options)
    precondition(result == 0, "libnghttp2 is out of memory")
    unsafe nghttp2_option_set_no_auto_window_update(options, 1)
    unsafe nghttp2_option_set_no_closed_streams(options, 1)
    // Blanks around values are taken off instead.
    unsafe nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(options, 1)
    unsafe nghttp2_option_set_stream_reset_rate_limit(
      options, UInt64(configuration.streamResetsBurstMax),
      UInt64(configuration.streamResetsPerSecondMax))
    unsafe nghttp2_option_set_max_continuations(options, configuration.continuationsMax)
    unsafe nghttp2_option_set_max_settings(options, configuration.settingsEntriesMax)
    unsafe nghttp2_option_set_max_outbound_ack(options, configuration.unsentAcknowledgementsMax)
    return unsafe options
  }

  func submitSettings() {
    /// `SETTINGS_NO_RFC7540_PRIORITIES` of RFC 9218: no tree of streams is kept.
    let noPriorityTree: Int32 = 9
    var entries = [
      setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, configuration.streamWindowBytes),
      setting(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, configuration.headerListBytesMax),
      nghttp2_settings_entry(settings_id: noPriorityTree, value: 1),
    ]
    switch role {
    case .server:
      entries.append(
        setting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, configuration.concurrentStreamsMax))
    case .client:
      entries.append(setting(NGHTTP2_SETTINGS_ENABLE_PUSH, 0))
    }
    let submitted = unsafe nghttp2_submit_settings(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), entries, entries.count)
    precondition(submitted == 0, "the settings of an HTTP/2 session are out of range")
    let enlarged = unsafe nghttp2_session_set_local_window_size(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, Int32(configuration.connectionWindowBytes))
    precondition(enlarged == 0, "the connection window is out of range")
  }

  private func setting(_ id: nghttp2_settings_id, _ value: Int) -> nghttp2_settings_entry {
    nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: UInt32(value))
  }
}
