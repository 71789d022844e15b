/// Which of the reads of a call a cancellation is meant for.
///
/// Reads follow each other and are counted from 1. A cancellation comes on a way of its own: before
/// its read has begun, while it waits, or when others have begun since.
struct ReadTurns {
  private var begun = 0
  private var cancelled = 0

  /// The read with this number begins.
  ///
  /// - Returns: Whether it was cancelled before.
  mutating func begin(_ number: Int) -> Bool {
    begun = number
    return cancelled == number
  }

  /// The read with this number is cancelled.
  ///
  /// - Returns: Whether it is the one that has begun last.
  mutating func cancel(_ number: Int) -> Bool {
    if number > begun { cancelled = number }
    return number == begun
  }
}
