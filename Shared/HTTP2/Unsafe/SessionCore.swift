internal import CNGHTTP2

/// Owns one `nghttp2_session` of either role.
///
/// The callbacks (SessionCallbacks.swift) reach it through the session's user data; the session is
/// freed with it. Streams carry their slot, plus one, as user data.
@safe
final class SessionCore {
  enum Role {
    case server
    case client
  }

  let role: Role
  let configuration: HTTP2Configuration
  var session: OpaquePointer?
  let memory: SessionMemory
  var slots: [StreamSlot] = []
  var freeSlots: [Int] = []
  /// Slots whose `closed` event has not been taken.
  var closedSlots: [Int] = []
  /// Slots whose `closed` event was in the batch taken last; the owner may still be at events of
  /// their streams, so they are not used for new ones.
  private var releasedSlots: [Int] = []
  var events: [HTTP2Event] = []
  var frameCounts = HTTP2FrameCounts()
  /// Empty unless the session is to note frames.
  var frames: [HTTP2FrameRecord] = []
  /// Whether HEADERS or DATA frames have been written since the owner asked.
  var hasSentContent = false
  var skippedStreams = SkippedStreams()
  /// The slot whose header list is arriving; the frames of one follow each other without others
  /// in between.
  var headerSlot: Int?
  /// What has arrived of it.
  var arrivingHeaders = HTTP2Headers()
  /// The size of it, once it is larger than allowed.
  var refusedListBytes: Int?
  /// What libnghttp2 has produced and `writeOutput` had no room for; its memory stays as it is
  /// until more is asked for.
  private var leftOutput = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// The slot of the stream of the frame that was handled last: the next is mostly of the same.
  var lastSlot = 0
  /// Bytes of content that the running `receive` has taken.
  var receivedByteCount = 0
  /// The first byte given to the running `receive`.
  var inputStart: UnsafeRawPointer?

  init(role: Role, configuration: HTTP2Configuration, memory shared: HTTP2Memory) {
    memory = SessionMemory(shared)
    self.role = role
    self.configuration = configuration
    let callbacks = unsafe SessionCallbacks.make()
    let options = unsafe SessionCore.makeOptions(configuration)
    defer {
      unsafe nghttp2_session_callbacks_del(callbacks)
      unsafe nghttp2_option_del(options)
    }
    var functions = unsafe memory.makeFunctions()
    let userData = unsafe Unmanaged.passUnretained(self).toOpaque()
    let result =
      switch role {
      case .server:
        unsafe nghttp2_session_server_new3(
          &session, callbacks, userData, options, &functions)
      case .client:
        unsafe nghttp2_session_client_new3(
          &session, callbacks, userData, options, &functions)
      }
    precondition(result == 0, "libnghttp2 is out of memory")
    submitSettings()
  }

  deinit {
    memory.leave()
    unsafe nghttp2_session_del(session)
  }

  var openStreamCount: Int {
    slots.count - freeSlots.count - closedSlots.count - releasedSlots.count
  }

  var isFinished: Bool {
    unsafe leftOutput.isEmpty && nghttp2_session_want_read(session) == 0
      && nghttp2_session_want_write(session) == 0
  }

  /// Whether a request could be sent: no end has said GOAWAY, and stream numbers are left.
  var allowsRequests: Bool { unsafe nghttp2_session_check_request_allowed(session) != 0 }

  var peerConcurrentStreamsMax: Int {
    Int(
      unsafe nghttp2_session_get_remote_settings(
        session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS))
  }

  /// The bytes that the peer may still send on the connection.
  var localWindowBytes: Int { Int(unsafe nghttp2_session_get_local_window_size(session)) }

  /// The bytes that may still be sent to the peer on the connection.
  var remoteWindowBytes: Int { Int(unsafe nghttp2_session_get_remote_window_size(session)) }

  /// Frames that wait to be written.
  var outboundFrameCount: Int { unsafe nghttp2_session_get_outbound_queue_size(session) }

  func receive(_ bytes: RawSpan) throws(HTTP2ConnectionError) {
    if events.capacity == 0 { events = memory.shared.takeEvents() }
    let result = unsafe bytes.withUnsafeBytes { buffer -> Int in
      guard let start = buffer.baseAddress else { return 0 }
      unsafe inputStart = start
      defer { unsafe inputStart = nil }
      return unsafe nghttp2_session_mem_recv(
        session, start.assumingMemoryBound(to: UInt8.self), buffer.count)
    }
    // Only streams are held back by slow readers, the connection never: one slow call must not
    // stop the others.
    if receivedByteCount > 0 {
      unsafe nghttp2_session_consume_connection(session, receivedByteCount)
      receivedByteCount = 0
    }
    guard result < 0 else { return }
    let floods = [NGHTTP2_ERR_FLOODED, NGHTTP2_ERR_TOO_MANY_CONTINUATIONS]
    if floods.contains(where: { Int($0.rawValue) == result }) {
      // libnghttp2 stops without a word to the peer.
      terminate(.enhanceYourCalm)
    }
    throw HTTP2ConnectionError(reason: unsafe String(cString: nghttp2_strerror(Int32(result))))
  }

  func takeEvents() -> [HTTP2Event] {
    var taken: [HTTP2Event] = []
    swap(&taken, &events)
    freeSlots += releasedSlots
    releasedSlots.removeAll(keepingCapacity: true)
    swap(&releasedSlots, &closedSlots)
    return taken
  }

  func giveBack(events: inout [HTTP2Event]) { memory.shared.giveBack(events: &events) }

  func takeFrameCounts() -> HTTP2FrameCounts {
    defer { frameCounts = HTTP2FrameCounts() }
    return frameCounts
  }

  func takeFrames() -> [HTTP2FrameRecord] {
    defer { frames = [] }
    return frames
  }

  func writeOutput(into output: inout OutputRawSpan) -> Bool {
    if events.capacity == 0 { events = memory.shared.takeEvents() }
    return unsafe output.withUnsafeMutableBytes { buffer, count in
      while true {
        if unsafe leftOutput.isEmpty {
          // What libnghttp2 is asked for counts as sent.
          guard count < buffer.count else { return true }
          var start: UnsafePointer<UInt8>?
          let produced = unsafe nghttp2_session_mem_send(session, &start)
          guard produced > 0 else { return false }
          unsafe leftOutput = UnsafeRawBufferPointer(start: start, count: produced)
        }
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
        let moved = unsafe UnsafeRawBufferPointer(rebasing: leftOutput.prefix(room.count))
        unsafe room.copyMemory(from: moved)
        count += moved.count
        unsafe leftOutput = UnsafeRawBufferPointer(rebasing: leftOutput.dropFirst(moved.count))
        if unsafe !leftOutput.isEmpty { return true }
      }
    }
  }
}
