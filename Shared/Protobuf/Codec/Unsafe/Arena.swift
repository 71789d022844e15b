public import CProtobufArena

/// The memory in which libprotobuf-c reads or builds one message; valid until
/// ``Arena.use(limit:_:)`` returns.
@unsafe
public struct Arena {
  /// What libprotobuf-c and the functions of the arena take.
  public let pointer: UnsafeMutablePointer<laurel_arena>

  /// The arena behind a pointer of `laurel_arena_enter`.
  public init(pointer: UnsafeMutablePointer<laurel_arena>) {
    unsafe self.pointer = unsafe pointer
  }

  /// Adds to the upper bound of the encoded size, in bytes.
  ///
  /// Every field must be counted before the message is packed: the bound is what keeps packing
  /// inside its buffer.
  @inlinable
  public func reserve(_ count: Int) {
    unsafe pointer.pointee.bound &+= count
  }

  /// Refuses a message of a recursive type whose conversion would run out of stack.
  ///
  /// - Throws: ``ProtobufError/limitExceeded``.
  public func checkStack() throws(ProtobufError) {
    if unsafe laurel_arena_stack_is_low(pointer) { throw .limitExceeded }
  }

  /// Whether one more level of a message of a recursive type can be built on what is left of the
  /// stack; otherwise all of it is built once more on a larger one.
  @inlinable
  public func hasStackLeft() -> Bool {
    guard unsafe laurel_arena_stack_is_used_up(pointer) else { return true }
    unsafe pointer.pointee.refused = true
    return false
  }

  /// Uninitialised memory for `count` values.
  @inlinable
  public func allocate<Value: BitwiseCopyable>(
    _ count: Int, of type: Value.Type = Value.self
  ) -> UnsafeMutablePointer<Value> {
    let start = unsafe laurel_arena_require(pointer, MemoryLayout<Value>.stride * count)
    return unsafe start.bindMemory(to: type, capacity: count)
  }
}

extension Arena {
  /// Runs `body` with this thread's arena, emptied afterwards; a use inside another use gets an
  /// arena of its own.
  ///
  /// `limit` is in bytes. `body` cannot suspend, so the arena stays on its thread.
  @inlinable
  public static func use<Result, Failure: Error>(
    limit: Int, _ body: (Arena) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let pointer = unsafe laurel_arena_enter(limit)
    defer { unsafe laurel_arena_leave(pointer) }
    return try unsafe body(Arena(pointer: pointer))
  }
}
