internal import CNGHTTP2
internal import Glibc

/// The memory of one session of libnghttp2.
///
/// Every stream takes and gives back the same few small blocks; they are kept for the next one.
/// Larger blocks, and more than are usual at a time, come from the system as always.
@safe
final class SessionMemory {
  private let blocks: UnsafeMutablePointer<KeptBlocks>

  init() {
    unsafe blocks = .allocate(capacity: 1)
    unsafe blocks.initialize(to: KeptBlocks())
  }

  deinit {
    unsafe blocks.pointee.removeAll()
    unsafe blocks.deallocate()
  }

  /// What libnghttp2 calls; valid as long as the object.
  func makeFunctions() -> nghttp2_mem {
    unsafe nghttp2_mem(
      mem_user_data: UnsafeMutableRawPointer(blocks),
      malloc: { count, blocks in unsafe KeptBlocks.of(blocks).pointee.allocate(count) },
      free: { block, blocks in unsafe KeptBlocks.of(blocks).pointee.free(block) },
      calloc: { count, size, blocks in
        let (total, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows, let block = unsafe KeptBlocks.of(blocks).pointee.allocate(total) else {
          return nil
        }
        return unsafe memset(block, 0, total)
      },
      realloc: { block, count, blocks in
        unsafe KeptBlocks.of(blocks).pointee.reallocate(block, count)
      })
  }
}

/// How blocks of memory are measured.
private enum BlockSize {
  /// Sizes of blocks that are kept, in bytes, with their heads: so many, each this much larger
  /// than the one before.
  static let bytesStep = 64
  static let count = 8
  /// Blocks of each size that are kept at most.
  static let keptMax = 64
  /// In front of every block: the place of its size, or `count` for a larger block.
  static let headBytes = 16

  /// The place of the smallest size that holds so many bytes; `count` when none does.
  static func place(for count: Int) -> Int {
    count > bytesStep * self.count - headBytes
      ? self.count : (max(count, 1) + headBytes - 1) / bytesStep
  }

  /// The bytes that a block of a size holds, without its head.
  static func capacity(_ place: Int) -> Int { bytesStep * (place + 1) - headBytes }
}

/// Blocks that wait to be used again, in a list for each size.
@unsafe
private struct KeptBlocks {
  /// A list; a kept block begins, behind its head, with the pointer to the next.
  @unsafe
  private struct List {
    var first: UnsafeMutableRawPointer?
    var count = 0
  }

  private var lists: InlineArray<8, List>

  init() { unsafe lists = InlineArray(repeating: List()) }

  static func of(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<KeptBlocks> {
    guard let pointer = unsafe pointer else { preconditionFailure("memory without its owner") }
    return unsafe pointer.assumingMemoryBound(to: KeptBlocks.self)
  }

  mutating func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
    let place = BlockSize.place(for: count)
    if place < BlockSize.count, let block = unsafe take(place) {
      return unsafe block + BlockSize.headBytes
    }
    let (bytes, overflows) = count.addingReportingOverflow(BlockSize.headBytes)
    guard !overflows else { return nil }
    let size = place < BlockSize.count ? BlockSize.bytesStep * (place + 1) : bytes
    guard let block = unsafe Glibc.malloc(size) else { return nil }
    unsafe block.storeBytes(of: place, as: Int.self)
    return unsafe block + BlockSize.headBytes
  }

  mutating func free(_ pointer: UnsafeMutableRawPointer?) {
    guard let pointer = unsafe pointer else { return }
    let block = unsafe pointer - BlockSize.headBytes
    let place = unsafe block.load(as: Int.self)
    guard place < BlockSize.count, unsafe lists[place].count < BlockSize.keptMax else {
      return unsafe Glibc.free(block)
    }
    unsafe pointer.storeBytes(of: lists[place].first, as: UnsafeMutableRawPointer?.self)
    unsafe lists[place].first = unsafe block
    unsafe lists[place].count += 1
  }

  mutating func reallocate(
    _ pointer: UnsafeMutableRawPointer?, _ count: Int
  ) -> UnsafeMutableRawPointer? {
    guard let pointer = unsafe pointer else { return unsafe allocate(count) }
    let block = unsafe pointer - BlockSize.headBytes
    let place = unsafe block.load(as: Int.self)
    guard place < BlockSize.count else {
      // Large blocks stay large, so that the system need not be asked what they hold.
      let (bytes, overflows) = count.addingReportingOverflow(BlockSize.headBytes)
      guard !overflows, let moved = unsafe Glibc.realloc(block, bytes) else { return nil }
      return unsafe moved + BlockSize.headBytes
    }
    let capacity = BlockSize.capacity(place)
    if count <= capacity { return unsafe pointer }
    guard let larger = unsafe allocate(count) else { return nil }
    unsafe larger.copyMemory(from: pointer, byteCount: capacity)
    unsafe free(pointer)
    return unsafe larger
  }

  /// Takes a kept block, whose head still tells its size.
  private mutating func take(_ place: Int) -> UnsafeMutableRawPointer? {
    guard let block = unsafe lists[place].first else { return nil }
    unsafe lists[place].first = unsafe (block + BlockSize.headBytes).load(
      as: UnsafeMutableRawPointer?.self)
    unsafe lists[place].count -= 1
    return unsafe block
  }

  mutating func removeAll() {
    for place in 0..<BlockSize.count {
      while let block = unsafe take(place) { unsafe Glibc.free(block) }
    }
  }
}
