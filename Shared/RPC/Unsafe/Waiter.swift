/// A task that waits for a value.
///
/// It cannot be copied, and giving it a value or an error uses it up, so that its task goes on only
/// once. Code that lets go of a waiter would keep the task for ever; that stops the process. Unlike
/// a checked continuation it costs no allocation.
@safe
struct Waiter<Value: Sendable>: ~Copyable, Sendable {
  private let continuation: UnsafeContinuation<Value, any Error>

  fileprivate init(_ continuation: UnsafeContinuation<Value, any Error>) {
    unsafe self.continuation = continuation
  }

  deinit { waiterWasForgotten() }

  /// Lets the task go on with a value.
  consuming func resume(returning value: Value) {
    unsafe continuation.resume(returning: value)
    discard self
  }

  /// Lets the task go on with an error.
  consuming func resume(throwing error: any Error) {
    unsafe continuation.resume(throwing: error)
    discard self
  }
}

/// A function, so that what follows it in `deinit` is not code that never runs.
private func waiterWasForgotten() { preconditionFailure("a task that waits was forgotten") }

/// Lets the task wait until the waiter that `body` gets has been given a value.
///
/// `run` runs what it is given exactly once, on whatever thread.
func waitForValue<Subject, Value: Sendable>(
  run: (@escaping @Sendable (Subject) -> Void) -> Void,
  _ body: @escaping @Sendable (Subject, consuming Waiter<Value>) -> Void
) async throws -> Value {
  try await unsafe withUnsafeThrowingContinuation { continuation in
    run { subject in body(subject, unsafe Waiter(continuation)) }
  }
}
