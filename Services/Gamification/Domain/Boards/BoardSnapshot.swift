/// Which transactions a reader has seen, as the database tells it: those before the first one that
/// was under way, and those up to the last one that were not under way.
///
/// Who reads later has seen what an earlier one has.
package struct BoardSnapshot: Hashable, Sendable {
  /// The form in which it came, for example `10:20:10,14`.
  package let text: String
  /// Transactions before this one are over.
  private let start: UInt64
  /// This one and all behind it had not begun.
  private let end: UInt64
  private let running: Set<UInt64>

  /// Reads what the database wrote; `nil` when it is something else.
  package init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let start = UInt64(parts[0]), let end = UInt64(parts[1]) else {
      return nil
    }
    let running = parts[2].split(separator: ",").map { UInt64($0) }
    guard running.allSatisfy({ $0 != nil }) else { return nil }
    self.text = text
    self.start = start
    self.end = end
    self.running = Set(running.compactMap(\.self))
  }

  /// Whether the reader has seen what a transaction wrote, which is over now.
  package func shows(_ transaction: UInt64) -> Bool {
    transaction < start || (transaction < end && !running.contains(transaction))
  }

  /// Whether the other reader has seen more.
  package func isOlder(than other: BoardSnapshot) -> Bool {
    end == other.end ? running.count > other.running.count : end < other.end
  }
}
