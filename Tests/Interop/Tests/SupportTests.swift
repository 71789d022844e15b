import InteropMessages
import InteropSupport
import Testing

@Suite("OfficialFlags")
struct OfficialFlagsTests {
  @Test(
    "rewrites what other languages write",
    arguments: [
      (["--use_tls"], ["--use_tls=true"]), (["--use_tls=True"], ["--use_tls=true"]),
      (["--use_tls", "false", "x"], ["--use_tls=false", "x"]),
      (["--use_tls", "--port=1"], ["--use_tls=true", "--port=1"]),
      (["-port", "1"], ["--port", "1"]), (["--port", "-1"], ["--port", "-1"]),
      (["--name=a=B"], ["--name=a=B"]), (["-h"], ["-h"]), ([], []),
    ])
  func rewriting(arguments: [String], expected: [String]) {
    #expect(OfficialFlags.normalized(arguments, truthValues: ["use_tls"]) == expected)
  }
}

@Suite("LatencyHistogram")
struct LatencyHistogramTests {
  @Test("has the buckets that the driver expects")
  func shape() throws {
    // log(60e9) / log(1.01) is 2494.1, and log(9) / log(2) is 3.2.
    let usual = try #require(LatencyHistogram(resolution: 0.01, valueMax: 60e9)).message
    #expect(usual.bucket.count == 2_495)
    #expect(usual.minSeen == 60e9)
    #expect(usual.maxSeen == 0)
    let doubling = try #require(LatencyHistogram(resolution: 1, valueMax: 9)).message
    #expect(doubling.bucket.count == 4)
  }

  @Test("counts values into [factor^n, factor^(n+1)), and what is outside into the ends")
  func buckets() throws {
    var histogram = try #require(LatencyHistogram(resolution: 1, valueMax: 1_000))
    for value in [0, 0.5, 1, 1.9, 3, 5, 700, 5_000] { histogram.record(value) }
    let message = histogram.message
    #expect(message.bucket == [4, 1, 1, 0, 0, 0, 0, 0, 0, 2])
    #expect(message.count == 8)
    #expect(message.sum == 5_711.4)
    #expect(message.minSeen == 0)
    #expect(message.maxSeen == 5_000)
    #expect(message.sumOfSquares == 0.25 + 1 + 1.9 * 1.9 + 9 + 25 + 490_000 + 25_000_000)
  }

  @Test("adds up to what one histogram of all values would be")
  func addition() throws {
    var left = try #require(LatencyHistogram(resolution: 0.1, valueMax: 1e6))
    var right = left
    var whole = left
    for value in 1...500 {
      if value.isMultiple(of: 3) { left.record(Double(value)) } else { right.record(Double(value)) }
      whole.record(Double(value))
    }
    left.add(right)
    #expect(left == whole)
    #expect(left.emptied == LatencyHistogram(resolution: 0.1, valueMax: 1e6))
  }

  @Test(
    "refuses shapes that are none",
    arguments: [(0, 1e9), (-1, 1e9), (.infinity, 1e9), (0.01, 0), (0.01, .nan), (1e-9, 60e9)])
  func refusals(resolution: Double, valueMax: Double) {
    #expect(LatencyHistogram(resolution: resolution, valueMax: valueMax) == nil)
  }
}
