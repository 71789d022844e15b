@testable import HTTP2

extension Outbox {
  /// Appends bytes.
  mutating func append(_ bytes: [UInt8]) {
    append(byteCountMax: bytes.count) { output in
      for byte in bytes { output.append(byte) }
    }
  }

  /// Takes as many bytes as there are, at most so many.
  mutating func take(_ count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, taken in
      taken = unsafe take(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}
