extension FixedWidthInteger {
  /// Appends the bytes in the order of the network.
  func appendBigEndian(to bytes: inout [UInt8]) {
    unsafe withUnsafeBytes(of: bigEndian) { unsafe bytes.append(contentsOf: $0) }
  }
}
