internal import HTTP2
internal import Protobuf

/// Has a message encoded, with its prefix, where it waits to be sent.
struct StreamOutput: SerializationTarget {
  private let session: HTTP2ServerSession
  private let stream: HTTP2StreamID
  private let messageBytesMax: Int
  /// The bytes that now wait on the stream; `nil` when the message was too large.
  private(set) var waitingBytes: Int?

  init(session: HTTP2ServerSession, stream: HTTP2StreamID, messageBytesMax: Int) {
    self.session = session
    self.stream = stream
    self.messageBytesMax = messageBytesMax
  }

  mutating func append(byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void) {
    var isTooLarge = false
    let waiting = session.send(
      on: stream, byteCountMax: MessageFrame.prefixBytes + byteCountMax
    ) { output in
      MessageFrame.write(to: &output, write)
      isTooLarge = output.byteCount - MessageFrame.prefixBytes > messageBytesMax
      if isTooLarge { output.removeAll() }
    }
    waitingBytes = isTooLarge ? nil : waiting
  }
}
