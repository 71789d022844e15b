/// A task that waits for an answer; it must be resumed exactly once, which ``Reply`` sees to.
///
/// Without the check of a `CheckedContinuation`, which allocates memory for each statement.
@safe
struct AnswerWaiter: Sendable {
  private let continuation: UnsafeContinuation<Reply.Answer, Never>

  /// Waits until somebody has resumed what the closure gets.
  static func wait(_ body: (AnswerWaiter) -> Void) async -> Reply.Answer {
    await unsafe withUnsafeContinuation { body(unsafe AnswerWaiter(continuation: $0)) }
  }

  private init(continuation: UnsafeContinuation<Reply.Answer, Never>) {
    unsafe self.continuation = continuation
  }

  func resume(_ answer: Reply.Answer) { unsafe continuation.resume(returning: answer) }
}
