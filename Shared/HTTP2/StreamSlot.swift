/// What a session keeps about one open stream.
struct StreamSlot {
  /// The stream's number; 0 marks a free slot.
  var number: Int32 = 0
  /// The header list that opens the stream has been written (client sessions).
  var hasSentHead = false
  /// What is to be sent.
  var outbox = Outbox()
  /// Sent after the last byte of the outbox.
  var trailers: HTTP2Headers?
  /// Nothing will be added to the outbox.
  var isFinished = false
  /// libnghttp2 has been told to wait for more bytes.
  var isDeferred = false
  /// The outbox holds many bytes; the owner waits for `drained`.
  var isFull = false
}
