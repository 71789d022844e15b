internal import OperatorDomain

/// Reads a call file in batches, as far as they are asked for.
struct CallFileReader {
  /// The most interactions of a batch: what one message may hold.
  static var batchMax: Int { 1_000 }

  private var bytes: CallFileBytes
  private var parser = CallFileParser(limits: .standard)
  private var waiting: [ImportedInteraction] = []
  private var isAtEnd = false
  private let refuse: (RowError) -> Void

  /// What was read so far.
  private(set) var content: CallImport

  /// Makes a reader that tells `refuse` of every line that cannot be used.
  init(_ bytes: CallFileBytes, into content: CallImport, refuse: @escaping (RowError) -> Void) {
    self.bytes = bytes
    self.content = content
    self.refuse = refuse
  }

  /// The next interactions, 1 to ``batchMax``; `nil` at the end.
  ///
  /// - Throws: `RowError` when the rest of the file cannot be read.
  mutating func nextBatch() async throws -> [ImportedInteraction]? {
    while waiting.count < Self.batchMax, !isAtEnd {
      if let piece = try await bytes.next() {
        take(try parser.consume(piece))
      } else {
        take(try parser.finish())
        isAtEnd = true
      }
    }
    guard !waiting.isEmpty else { return nil }
    let batch = Array(waiting.prefix(Self.batchMax))
    waiting.removeFirst(batch.count)
    return batch
  }

  private mutating func take(_ events: [CallFileEvent]) {
    for event in events {
      if case .failure(let error) = event { refuse(error) }
      if let interaction = content.add(event) { waiting.append(interaction) }
    }
  }
}
