/// The server's end of an HTTP/2 connection: bytes in, events out; no sockets.
///
/// Not `Sendable`: it belongs to one event loop. Nothing happens inside a callback of the HTTP/2
/// library: `receive` and `writeOutput` only collect events, which the owner takes afterwards.
/// Operations on streams that have closed do nothing.
package final class HTTP2ServerSession {
  private let core: SessionCore

  /// A session; `memory` is shared with the others of its event loop.
  package init(configuration: HTTP2Configuration, memory: HTTP2Memory = HTTP2Memory()) {
    core = SessionCore(role: .server, configuration: configuration, memory: memory)
  }

  /// Whether the connection is of further use; when not, and nothing is left to write, close it.
  package var isFinished: Bool { core.isFinished }

  /// The bytes that the peer may still send on the connection.
  package var localWindowBytes: Int { core.localWindowBytes }

  /// The bytes that may still be sent to the peer on the connection.
  package var remoteWindowBytes: Int { core.remoteWindowBytes }

  /// The number of streams that are open.
  package var openStreamCount: Int { core.openStreamCount }

  /// Whether a stream is open; the event that it has closed may still wait to be taken.
  package func isOpen(_ stream: HTTP2StreamID) -> Bool { core.isOpen(stream) }

  /// Takes what has arrived.
  ///
  /// - Throws: ``HTTP2ConnectionError`` when the peer breaks the protocol beyond repair; write what
  ///   is left, then close.
  package func receive(_ bytes: RawSpan) throws(HTTP2ConnectionError) {
    try core.receive(bytes)
  }

  /// Hands over the events since the last call, in order.
  package func takeEvents() -> [HTTP2Event] { core.takeEvents() }

  /// Takes the list back that the events were in, for the next ones.
  package func giveBack(events: inout [HTTP2Event]) { core.giveBack(events: &events) }

  /// Whether HEADERS or DATA frames have been written since the last call.
  package func takeHasSentContent() -> Bool {
    defer { core.hasSentContent = false }
    return core.hasSentContent
  }

  /// Whether a header list has begun to arrive and is not complete.
  package var isInsideHeaders: Bool { core.headerSlot != nil }

  /// Frames that wait to be written.
  package var outboundFrameCount: Int { core.outboundFrameCount }

  /// What a flood is made of, counted since the last call.
  package func takeFrameCounts() -> HTTP2FrameCounts { core.takeFrameCounts() }

  /// Hands over the frames since the last call, in order; none unless the configuration has them
  /// noted.
  package func takeFrames() -> [HTTP2FrameRecord] { core.takeFrames() }

  /// Appends what is to go to the peer, as much as there is room for.
  ///
  /// - Returns: Whether there is more.
  package func writeOutput(into output: inout OutputRawSpan) -> Bool {
    core.writeOutput(into: &output)
  }

  /// Answers with a header list; `endOfStream` makes it the whole answer.
  package func respond(to stream: HTTP2StreamID, _ headers: HTTP2Headers, endOfStream: Bool) {
    core.respond(to: stream, headers, endOfStream: endOfStream)
  }

  /// Queues content, after a header list.
  ///
  /// - Returns: The number of bytes that now wait on the stream; `drained` follows when it was
  ///   more than the configured number.
  package func send(_ bytes: RawSpan, on stream: HTTP2StreamID) -> Int {
    core.send(bytes, on: stream)
  }

  /// Queues the content that `write` writes into room for so many bytes; it goes out after the
  /// header list.
  ///
  /// `write` must not use the session. It is not called when the stream takes no content any more.
  ///
  /// - Returns: The number of bytes that now wait on the stream, as above.
  package func send(
    on stream: HTTP2StreamID, byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void
  ) -> Int {
    core.send(on: stream, byteCountMax: byteCountMax, write)
  }

  /// Ends the answer with trailers, after the queued content.
  package func finish(_ stream: HTTP2StreamID, trailers: HTTP2Headers) {
    core.finish(stream, trailers: trailers)
  }

  /// The bytes that wait to be sent on a stream; 0 when it has closed.
  package func waitingBytes(on stream: HTTP2StreamID) -> Int { core.waitingBytes(on: stream) }

  /// Ends the stream at once; queued content is dropped.
  package func reset(_ stream: HTTP2StreamID, _ code: HTTP2ErrorCode) {
    core.reset(stream, code)
  }

  /// Lets the peer send this many more bytes on the stream.
  package func credit(_ stream: HTTP2StreamID, bytes: Int) { core.credit(stream, bytes: bytes) }

  /// Announces that the connection will stop; streams on their way are still taken.
  package func announceShutdown() { core.announceShutdown() }

  /// Takes no further streams; those that are open go on.
  ///
  /// `debugData` tells the peer why, for its log.
  package func refuseNewStreams(_ code: HTTP2ErrorCode, debugData: String = "") {
    core.refuseNewStreams(code, debugData: debugData)
  }

  /// Sends a ping; `pong` brings the number back.
  package func ping(_ payload: UInt64) { core.ping(payload) }
}
