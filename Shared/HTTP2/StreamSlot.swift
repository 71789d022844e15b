/// What a session keeps about one open stream.
struct StreamSlot {
  /// The stream's number; 0 marks a free slot.
  var number: Int32 = 0
  /// The header list that is arriving.
  var received = HTTP2Headers()
  /// The size of the header list that is arriving, once it is larger than allowed.
  var refusedListBytes: Int?
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

  /// Makes the slot free; the outbox keeps a little memory for the next stream.
  mutating func clear() {
    var emptied = Outbox()
    swap(&emptied, &outbox)
    emptied.removeAll()
    self = StreamSlot()
    swap(&emptied, &outbox)
  }
}
