internal import CProtobufArena

/// The stack of the thread that asks.
package enum CallerStack {
  /// Whether little of it is left.
  package static var isLow: Bool { laurel_stack_is_low() }
}

/// A stack for what the caller's is too small for.
@usableFromInline
enum LargeStack {
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
