internal import CodecMessages
internal import PeerMessages
internal import Protobuf
internal import SwiftProtobuf

/// Messages of 4 MiB that ask for many times their size in memory.
enum HostileMessages {
  private static let byteCount = 4 * 1_048_576

  /// Time to refuse each, or, on a side that takes it, to read it.
  ///
  /// - Throws: ``Agreement/Broken`` when our side takes one.
  static func rows(rounds: Int, bound: Double) throws -> [Row] {
    let entry: [UInt8] = [0x1a, 0]
    let metric: [UInt8] = [0x32, 0]
    let unknown: [UInt8] = [0x50, 1]
    let metrics = repeating(metric, byteCount: byteCount - 5)
    return [
      try row(
        "hostile: empty entries", repeating(entry, byteCount: byteCount), rounds, bound),
      try row(
        "hostile: empty metrics", [0x1a] + varint(metrics.count) + metrics, rounds, bound),
      try row(
        "hostile: unknown fields", repeating(unknown, byteCount: byteCount), rounds, bound),
    ]
  }

  private static func row(
    _ name: String, _ bytes: [UInt8], _ rounds: Int, _ bound: Double
  ) throws -> Row {
    guard (try? CodecV1.Leaderboard(serializedBytes: bytes)) == nil else {
      throw Agreement.Broken(description: "\(name): not refused")
    }
    let timing = Timing.measure(
      rounds: rounds,
      ours: { count in
        var refused: UInt64 = 0
        for _ in 0..<count where (try? CodecV1.Leaderboard(serializedBytes: bytes)) == nil {
          refused += 1
        }
        return refused
      },
      peer: { count in
        var refused: UInt64 = 0
        for _ in 0..<count where (try? Laurel_Codec_V1_Leaderboard(serializedBytes: bytes)) == nil {
          refused += 1
        }
        return refused
      })
    return Row(name, timing, bound: bound)
  }

  private static func repeating(_ unit: [UInt8], byteCount: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    while bytes.count + unit.count <= byteCount { bytes += unit }
    return bytes
  }

  private static func varint(_ value: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
