internal import SystemPackage

/// Reads small files.
enum FileBytes {
  /// The content of a file of at most `bytesMax` bytes; `nil` when it has more.
  ///
  /// Blocks: not for event loops.
  ///
  /// - Throws: `Errno`.
  static func read(_ path: String, bytesMax: Int) throws -> [UInt8]? {
    let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
    return try descriptor.closeAfter {
      var bytes: [UInt8] = []
      while bytes.count <= bytesMax {
        let piece = try unsafe [UInt8](unsafeUninitializedCapacity: 16 * 1024) { buffer, count in
          count = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard !piece.isEmpty else { return bytes }
        bytes += piece
      }
      return nil
    }
  }
}
