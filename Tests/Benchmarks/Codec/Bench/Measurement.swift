/// Work that is measured: does something `count` times and tells what it read.
typealias Work = (_ count: Int) throws -> UInt64

/// Keeps the compiler from leaving out work whose result nobody uses.
@inline(never) func keep<Value>(_ value: Value) {}

/// The median of numbers, of which there is one at least.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
}

/// How long one operation takes on both sides.
struct Timing {
  /// Nanoseconds of processor time.
  let ours: Double
  let peer: Double
  /// Ours to theirs: the median of the rounds' ratios, which the machine's moods do not move.
  let ratio: Double

  private static let sliceNanoseconds = 2_000_000.0

  /// Lets both sides take turns, about 2 ms each.
  static func measure(rounds: Int, ours: Work, peer: Work) rethrows -> Timing {
    let oursCount = try countOfSlice(ours)
    let peerCount = try countOfSlice(peer)
    var oursTimes: [Double] = []
    var peerTimes: [Double] = []
    for _ in 0..<rounds {
      oursTimes.append(try time(ours, oursCount))
      peerTimes.append(try time(peer, peerCount))
    }
    return Timing(
      ours: median(oursTimes), peer: median(peerTimes),
      ratio: median(zip(oursTimes, peerTimes).map { $0 / $1 }))
  }

  /// How often the work fits into a slice, found by doing it, which warms it up too.
  private static func countOfSlice(_ work: Work) rethrows -> Int {
    var count = 1
    while true {
      let taken = try time(work, count) * Double(count)
      if taken >= sliceNanoseconds / 2 {
        return max(1, Int(Double(count) * sliceNanoseconds / taken))
      }
      count *= 2
    }
  }

  private static func time(_ work: Work, _ count: Int) rethrows -> Double {
    let start = threadNanoseconds()
    keep(try work(count))
    return Double(threadNanoseconds() - start) / Double(count)
  }
}
