/// Changes bytes without knowing what they mean.
enum ByteMutator {
  static func mutate(_ bytes: inout [UInt8], other: [UInt8], _ random: inout Random) {
    guard !bytes.isEmpty else { return bytes = random.bytes(random.within(1...4)) }
    let index = random.below(bytes.count)
    switch random.below(8) {
    case 0, 1: bytes[index] ^= 1 << UInt8(random.below(8))
    case 2: bytes[index] = [0, 1, 0x7f, 0x80, 0xff, UInt8(random.below(256))].pick(&random)
    case 3: bytes.insert(contentsOf: random.bytes(random.within(1...3)), at: index)
    case 4: bytes.removeSubrange(index..<min(bytes.count, index + random.within(1...4)))
    case 5:
      let end = min(bytes.count, index + random.within(1...16))
      bytes.insert(contentsOf: Array(bytes[index..<end]), at: end)
    case 6: bytes.removeSubrange(index...)
    default:
      // The beginning of this one, the end of the other.
      bytes.removeSubrange(index...)
      bytes += other.suffix(random.below(other.count + 1))
    }
  }
}
