/// Bytes that wait to be sent on a stream.
struct Outbox {
  /// More memory is not kept: twice, as arrays grow, the bytes that wait when writers pause and
  /// those that have been sent from before them.
  private static let keptBytesMax = 192 * 1024

  private var bytes: [UInt8] = []
  private var sentCount = 0

  var count: Int { bytes.count - sentCount }

  /// Appends what `write` writes into room for so many bytes.
  mutating func append(byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void) {
    compact()
    bytes.append(addingCapacity: byteCountMax) { added in
      unsafe added.withUnsafeMutableBufferPointer { room, count in
        let memory = UnsafeMutableRawBufferPointer(room)
        var output = unsafe OutputRawSpan(buffer: memory, initializedCount: 0)
        write(&output)
        count = unsafe output.finalize(for: memory)
      }
    }
  }

  /// Moves as many bytes into `buffer` as it takes.
  ///
  /// - Returns: Their number.
  mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, self.count)
    guard count > 0 else { return 0 }
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe buffer.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[sentCount..<sentCount + count]))
    }
    sentCount += count
    return count
  }

  /// Whether there is memory that another stream can use.
  var keepsMemory: Bool { bytes.capacity > 0 }

  /// Whether it has more memory than a few messages need.
  var isLarge: Bool { bytes.capacity > 1024 }

  /// Forgets what waits, and keeps its memory: when it is little, or else not too much and wanted.
  mutating func removeAll(keepingMuch: Bool) {
    bytes.removeAll(
      keepingCapacity: !isLarge || keepingMuch && bytes.capacity <= Outbox.keptBytesMax)
    sentCount = 0
  }

  private mutating func compact() {
    guard sentCount > 0 else { return }
    if sentCount == bytes.count {
      bytes.removeAll(keepingCapacity: bytes.capacity <= Outbox.keptBytesMax)
      sentCount = 0
    } else if sentCount >= 65_536 {
      bytes.removeSubrange(0..<sentCount)
      sentCount = 0
    }
  }
}
