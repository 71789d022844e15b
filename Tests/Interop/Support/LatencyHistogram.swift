package import InteropMessages

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Counts values in buckets whose limits grow by a constant factor, as the benchmark driver does.
///
/// Bucket 0 holds what is below the factor, bucket n what lies from factor^n to factor^(n+1). The
/// driver adds the histograms of all clients bucket by bucket, so the shape has to be the same.
package struct LatencyHistogram: Hashable, Sendable {
  private let multiplier: Double
  private let valueMax: Double
  private let inverseOfLogarithm: Double
  private var buckets: [UInt32]
  private var minSeen: Double
  private var maxSeen = 0.0
  private var sum = 0.0
  private var sumOfSquares = 0.0
  private var count = 0.0

  /// A histogram without values; `nil` for a shape that no driver asks for.
  ///
  /// - Parameters:
  ///   - resolution: By how much of its lower limit a bucket is wide, for example 0.01.
  ///   - valueMax: The largest value that gets a bucket of its own.
  package init?(resolution: Double, valueMax: Double) {
    guard resolution > 0, resolution.isFinite, valueMax > 1 + resolution, valueMax.isFinite
    else { return nil }
    multiplier = 1 + resolution
    self.valueMax = valueMax
    inverseOfLogarithm = 1 / log(1 + resolution)
    let last = log(valueMax) * inverseOfLogarithm
    guard last < 10_000_000 else { return nil }
    buckets = Array(repeating: 0, count: Int(last) + 1)
    minSeen = valueMax
  }

  /// Counts one value.
  package mutating func record(_ value: Double) {
    sum += value
    sumOfSquares += value * value
    count += 1
    minSeen = min(minSeen, value)
    maxSeen = max(maxSeen, value)
    let inside = min(max(value, 1), valueMax)
    buckets[Int(log(inside) * inverseOfLogarithm)] += 1
  }

  /// Adds what another histogram of the same shape has counted.
  package mutating func add(_ other: LatencyHistogram) {
    precondition(
      buckets.count == other.buckets.count && multiplier == other.multiplier,
      "only histograms of one shape add up")
    sum += other.sum
    sumOfSquares += other.sumOfSquares
    count += other.count
    minSeen = min(minSeen, other.minSeen)
    maxSeen = max(maxSeen, other.maxSeen)
    for index in buckets.indices { buckets[index] += other.buckets[index] }
  }

  /// The same shape without values.
  package var emptied: LatencyHistogram {
    var copy = self
    copy.buckets = Array(repeating: 0, count: buckets.count)
    copy.minSeen = valueMax
    copy.maxSeen = 0
    copy.sum = 0
    copy.sumOfSquares = 0
    copy.count = 0
    return copy
  }

  /// What the driver gets.
  package var message: GRPCTesting.HistogramData {
    GRPCTesting.HistogramData(
      bucket: buckets, minSeen: minSeen, maxSeen: maxSeen, sum: sum, sumOfSquares: sumOfSquares,
      count: count)
  }
}
