internal import CProtobufArena

/// A stack for what the caller's is too small for.
@usableFromInline
package enum LargeStack {
  /// Whether little of the caller's is left.
  package static var isNeeded: Bool { laurel_stack_is_low() }

  /// Runs `body` on a thread of its own, while the caller waits.
  @usableFromInline
  static func run<Result>(_ body: () -> Result) -> Result {
    var result: Result?
    withoutActuallyEscaping({ result = body() }) { work in
      var work: () -> Void = work
      unsafe withUnsafeMutablePointer(to: &work) { pointer in
        unsafe laurel_run_on_large_stack(
          { context in unsafe context.assumingMemoryBound(to: (() -> Void).self).pointee() },
          pointer)
      }
    }
    guard let result else { preconditionFailure("the thread has ended, so it has run the body") }
    return result
  }
}
