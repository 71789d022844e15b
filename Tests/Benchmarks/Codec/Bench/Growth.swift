internal import CodecMessages
internal import PeerMessages

/// How the time of a message grows with its repeated elements.
struct Growth {
  /// Nanoseconds for each element, by operation.
  private var timings: [(count: Int, timings: [Timing])] = []

  private static let counts = [10, 100, 1000, 10_000, 100_000]
  /// What an element among 100,000 may take of what one among 1,000 takes; caches explain this
  /// much, and an operation of quadratic time takes 100.
  private static let bound = 3.0

  /// Measures leaderboards of entries without metrics.
  ///
  /// - Throws: What the sides throw.
  mutating func measure(rounds: Int) throws {
    for count in Self.counts {
      let sample = Samples.leaderboard(entries: count, metrics: 0)
      try Agreement.check("leaderboard of \(count)", sample)
      timings.append(
        (
          count,
          try [
            Operation.decode("", [sample]), .encode("", [sample]), .encodeJSON("", [sample]),
            .decodeJSON("", [sample]),
          ].map { try Timing.measure(rounds: rounds, ours: $0.ours, peer: $0.peer) }
        ))
    }
  }

  /// Nanoseconds for each element: ours / theirs.
  var lines: [String] {
    let head = ["elements", "decode", "encode", "JSON encode", "JSON decode"]
    return [head.map { Row.right($0, 16) }.joined()]
      + timings.map { count, timings in
        let cells = timings.map { timing in
          let (ours, peer) = (timing.ours / Double(count), timing.peer / Double(count))
          return Row.decimal(ours, digits: 1) + " / " + Row.decimal(peer, digits: 1)
        }
        return ([Row.whole(Double(count))] + cells).map { Row.right($0, 16) }.joined()
      }
  }

  /// How much longer an element takes among 100,000 than among 1,000.
  var rows: [Row] {
    let thousand = timings.first { $0.count == 1000 }?.timings ?? []
    let all = timings.last?.timings ?? []
    return zip(["decode", "encode", "JSON encode", "JSON decode"], zip(thousand, all)).map {
      name, pair in
      let (few, many) = pair
      return Row(
        "growth: \(name)", ours: Row.decimal(many.ours / few.ours / 100, digits: 2),
        peer: Row.decimal(many.peer / few.peer / 100, digits: 2),
        value: many.ours / few.ours / 100, bound: Self.bound)
    }
  }
}
