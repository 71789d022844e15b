internal import Glibc

/// How blocks of memory are measured.
private enum BlockSize {
  /// Sizes of blocks that are kept, in bytes, with their heads: so many, each this much larger
  /// than the one before.
  static let bytesStep = 64
  static let count = 8
  /// Blocks of each size that are kept at most.
  static let keptMax = 256
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
struct KeptBlocks {
  /// A list; a kept block begins, behind its head, with the pointer to the next.
  @unsafe
  private struct List {
    var first: UnsafeMutableRawPointer?
    var count = 0
  }

  private var lists: InlineArray<8, List>

  init() { unsafe lists = InlineArray(repeating: List()) }

  static func allocate(
    _ count: Int, from source: UnsafeMutableRawPointer?
  ) -> UnsafeMutableRawPointer? {
    let place = BlockSize.place(for: count)
    if place < BlockSize.count, let kept = unsafe kept(source),
      let block = unsafe kept.pointee.take(place)
    {
      return unsafe block + BlockSize.headBytes
    }
    let (bytes, overflows) = count.addingReportingOverflow(BlockSize.headBytes)
    guard !overflows else { return nil }
    let size = place < BlockSize.count ? BlockSize.bytesStep * (place + 1) : bytes
    guard let block = unsafe Glibc.malloc(size) else { return nil }
    unsafe block.storeBytes(of: place, as: Int.self)
    return unsafe block + BlockSize.headBytes
  }

  static func free(_ pointer: UnsafeMutableRawPointer?, to source: UnsafeMutableRawPointer?) {
    guard let pointer = unsafe pointer else { return }
    let block = unsafe pointer - BlockSize.headBytes
    let place = unsafe block.load(as: Int.self)
    if place < BlockSize.count, let kept = unsafe kept(source),
      unsafe kept.pointee.keep(block, place)
    {
      return
    }
    unsafe Glibc.free(block)
  }

  static func reallocate(
    _ pointer: UnsafeMutableRawPointer?, _ count: Int, from source: UnsafeMutableRawPointer?
  ) -> UnsafeMutableRawPointer? {
    guard let pointer = unsafe pointer else { return unsafe allocate(count, from: source) }
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
    guard let larger = unsafe allocate(count, from: source) else { return nil }
    unsafe larger.copyMemory(from: pointer, byteCount: capacity)
    unsafe free(pointer, to: source)
    return unsafe larger
  }

  /// The blocks of the event loop, as long as the session has not left it.
  private static func kept(
    _ source: UnsafeMutableRawPointer?
  ) -> UnsafeMutablePointer<KeptBlocks>? {
    guard let source = unsafe source else { preconditionFailure("memory without its owner") }
    return unsafe source.load(as: UnsafeMutablePointer<KeptBlocks>?.self)
  }

  /// Keeps a block for later.
  ///
  /// - Returns: Whether there is room for it.
  private mutating func keep(_ block: UnsafeMutableRawPointer, _ place: Int) -> Bool {
    guard unsafe lists[place].count < BlockSize.keptMax else { return false }
    unsafe (block + BlockSize.headBytes).storeBytes(
      of: lists[place].first, as: UnsafeMutableRawPointer?.self)
    unsafe lists[place].first = unsafe block
    unsafe lists[place].count += 1
    return true
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
