import CProtobufArena
import Foundation
import TestMessages
import Testing

@testable import Protobuf

@Suite("Arena.use")
struct ArenaTests {
  @Test("gives a use inside another use an arena of its own")
  func reentry() {
    let isSeparate = unsafe Arena.use(limit: 1_048_576) { outer in
      let text = unsafe outer.data("outer")
      let inner = unsafe Arena.use(limit: 1_048_576) { inner in
        unsafe inner.reserve(7)
        return unsafe inner.pointer
      }
      // The inner use changed nothing of the outer one.
      return unsafe inner != outer.pointer && (try? outer.string(text)) == "outer"
        && outer.pointer.pointee.bound == 5
    }
    #expect(isSeparate)
  }

  @Test("starts every use empty and keeps little memory")
  func reuse() {
    for round in 0..<3 {
      unsafe Arena.use(limit: Int.max) { arena in
        #expect(unsafe arena.pointer.pointee.bound == 0)
        #expect(unsafe arena.pointer.pointee.capacity <= 1_048_576)
        _ = unsafe arena.allocate(4 * 1_048_576 + round, of: UInt8.self)
      }
    }
  }

  @Test("fails an allocation over the limit and says so")
  func limit() {
    unsafe Arena.use(limit: 1_048_576) { arena in
      let first = unsafe laurel_arena_allocate(arena.pointer, 600_000)
      #expect(unsafe first != nil)
      let second = unsafe laurel_arena_allocate(arena.pointer, 600_000)
      #expect(unsafe second == nil)
      #expect(unsafe arena.pointer.pointee.refused)
    }
  }

  @Test("does not count memory kept from an earlier use for the limit of the next one")
  func keptMemory() {
    unsafe Arena.use(limit: Int.max) { arena in
      #expect(unsafe laurel_arena_allocate(arena.pointer, 520_000) != nil)
    }
    unsafe Arena.use(limit: 1_048_576) { arena in
      #expect(unsafe laurel_arena_allocate(arena.pointer, 600_000) != nil)
    }
  }

  @Test("refuses deep nesting on a thread with a small stack", arguments: [128, 256, 512])
  func smallStack(_ kibibytes: Int) async {
    let bytes = nestedTrees(3000)
    let isRefused = await withCheckedContinuation { continuation in
      let thread = Thread {
        let result = Result { () throws(ProtobufError) in
          try decoded(bytes, as: TestV1.Tree.self)
        }
        continuation.resume(returning: result == .failure(.limitExceeded))
      }
      thread.stackSize = kibibytes * 1024
      thread.start()
    }
    #expect(isRefused)
  }

  @Test("reads a flat message on a thread with a small stack")
  func flatOnSmallStack() async {
    let bytes = encoded(Samples.repeated(100))
    let isEqual = await withCheckedContinuation { continuation in
      let thread = Thread {
        let copy = try? decoded(bytes, as: TestV1.Repeated.self)
        continuation.resume(returning: copy == Samples.repeated(100))
      }
      thread.stackSize = 128 * 1024
      thread.start()
    }
    #expect(isEqual)
  }
}
