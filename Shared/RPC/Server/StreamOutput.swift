internal import HTTP2
internal import Protobuf

/// Has one message encoded, with its prefix, where it waits to be sent.
struct StreamOutput: SerializationTarget {
  private let session: HTTP2ServerSession
  private let stream: HTTP2StreamID
  private let messageBytesMax: Int
  /// What has been queued, and how many bytes wait now; `nil` before, and when the message was too
  /// large.
  private(set) var sent: (message: MessageSize, waitingBytes: Int)?

  init(session: HTTP2ServerSession, stream: HTTP2StreamID, messageBytesMax: Int) {
    self.session = session
    self.stream = stream
    self.messageBytesMax = messageBytesMax
  }

  mutating func append(byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void) {
    var byteCount = 0
    let waitingBytes = session.send(
      on: stream, byteCountMax: MessageFrame.prefixBytes + byteCountMax
    ) { output in
      MessageFrame.write(to: &output, write)
      byteCount = output.byteCount - MessageFrame.prefixBytes
      if byteCount > messageBytesMax { output.removeAll() }
    }
    guard byteCount <= messageBytesMax else { return }
    let message = MessageSize(
      byteCount: byteCount, wireByteCount: byteCount, isCompressed: false)
    sent = (message, waitingBytes)
  }
}
