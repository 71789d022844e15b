internal import CNGHTTP2
internal import Glibc

/// The memory of one session of libnghttp2.
@safe
final class SessionMemory {
  /// Where blocks come from and go to; the system when it is `nil`.
  private let source: UnsafeMutablePointer<UnsafeMutablePointer<KeptBlocks>?>
  /// Keeps the blocks.
  let shared: HTTP2Memory

  init(_ shared: HTTP2Memory) {
    self.shared = shared
    unsafe source = .allocate(capacity: 1)
    unsafe source.initialize(to: shared.blocks)
  }

  deinit { unsafe source.deallocate() }

  /// From now on blocks go to the system.
  ///
  /// The last that knows a session may let go of it on any thread, while the event loop works with
  /// what its sessions share.
  func leave() { unsafe source.pointee = nil }

  /// What libnghttp2 calls; valid as long as the object.
  func makeFunctions() -> nghttp2_mem {
    unsafe nghttp2_mem(
      mem_user_data: UnsafeMutableRawPointer(source),
      malloc: { count, source in unsafe KeptBlocks.allocate(count, from: source) },
      free: { block, source in unsafe KeptBlocks.free(block, to: source) },
      calloc: { count, size, source in
        let (total, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows, let block = unsafe KeptBlocks.allocate(total, from: source) else {
          return nil
        }
        return unsafe memset(block, 0, total)
      },
      realloc: { block, count, source in
        unsafe KeptBlocks.reallocate(block, count, from: source)
      })
  }
}
