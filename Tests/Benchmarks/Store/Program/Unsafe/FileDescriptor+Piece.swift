import SystemPackage

extension FileDescriptor {
  /// Reads at most so many bytes; none at the end.
  func readPiece(bytesMax: Int) throws -> [UInt8] {
    try unsafe [UInt8](unsafeUninitializedCapacity: bytesMax) { buffer, count in
      count = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}
