package import CProtobufArena

/// The memory in which libprotobuf-c reads or builds one message; valid until
/// ``withArena(limit:_:)`` returns.
@unsafe
package struct Arena {
  package let pointer: UnsafeMutablePointer<laurel_arena>

  init(pointer: UnsafeMutablePointer<laurel_arena>) {
    unsafe self.pointer = unsafe pointer
  }

  /// Adds to the upper bound of the encoded size, in bytes.
  ///
  /// Every field must be counted before the message is packed: the bound is what keeps packing
  /// inside its buffer.
  package func reserve(_ count: Int) {
    unsafe pointer.pointee.bound &+= count
  }

  /// Refuses a message of a recursive type whose conversion would run out of stack.
  ///
  /// - Throws: ``ProtobufError/limitExceeded``.
  package func checkStack() throws(ProtobufError) {
    if unsafe laurel_arena_stack_is_low(pointer) { throw .limitExceeded }
  }

  /// Uninitialised memory for `count` values.
  func allocate<Value: BitwiseCopyable>(
    _ count: Int, of type: Value.Type = Value.self
  ) -> UnsafeMutablePointer<Value> {
    let start = unsafe laurel_arena_require(pointer, MemoryLayout<Value>.stride * count)
    return unsafe start.bindMemory(to: type, capacity: count)
  }
}

/// Runs `body` with this thread's arena, emptied afterwards; a use inside another use gets an arena
/// of its own.
///
/// `limit` is in bytes. `body` cannot suspend, so the arena stays on its thread.
func withArena<Result, Failure: Error>(
  limit: Int, _ body: (Arena) throws(Failure) -> Result
) throws(Failure) -> Result {
  let pointer = unsafe laurel_arena_enter(limit)
  defer { unsafe laurel_arena_leave(pointer) }
  return try unsafe body(Arena(pointer: pointer))
}
