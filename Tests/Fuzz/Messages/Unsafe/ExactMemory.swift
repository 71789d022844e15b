import Protobuf

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Memory that ends where a page begins that cannot be accessed.
///
/// AddressSanitizer does not see what libprotobuf-c does, which is compiled without it.
package enum ExactMemory {
  /// Calls `body` with a copy of `bytes`.
  package static func with<Result>(_ bytes: [UInt8], _ body: (RawSpan) -> Result) -> Result {
    unsafe with(byteCount: bytes.count) { memory in
      unsafe memory.copyBytes(from: bytes)
      return unsafe body(UnsafeRawBufferPointer(memory).bytes)
    }
  }

  static func with<Result>(
    byteCount: Int, _ body: (UnsafeMutableRawBufferPointer) -> Result
  ) -> Result {
    let pageSize = Int(getpagesize())
    let usable = (byteCount + pageSize - 1) / pageSize * pageSize
    let start = unsafe mmap(
      nil, usable + pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED,
      unsafe mprotect(start + usable, pageSize, PROT_NONE) == 0
    else { preconditionFailure("there is no memory") }
    defer { unsafe munmap(start, usable + pageSize) }
    return unsafe body(
      UnsafeMutableRawBufferPointer(start: start + usable - byteCount, count: byteCount))
  }
}

/// Takes one encoded message into memory of exactly the size that the codec asks for.
struct ExactTarget: SerializationTarget {
  private(set) var bytes: [UInt8] = []

  mutating func append(byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void) {
    bytes += unsafe ExactMemory.with(byteCount: byteCountMax) { memory in
      var output = unsafe OutputRawSpan(buffer: memory, initializedCount: 0)
      write(&output)
      let count = unsafe output.finalize(for: memory)
      return unsafe Array(memory.prefix(count))
    }
  }
}
