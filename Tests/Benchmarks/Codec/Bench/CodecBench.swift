internal import ArgumentParser
internal import Foundation

/// Laurel's messages beside those of swift-protobuf.
@main
struct CodecBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codec-bench",
    abstract: "Compares decoding and encoding with swift-protobuf.",
    subcommands: [Measure.self, CountAllocations.self])
}

/// What is measured.
enum Operations {
  /// The operations of the table, with what their ratios may be at most.
  ///
  /// JSON of the oneof has a bound of its own: a text of 60 bytes is mostly the start and the end
  /// of reading or writing.
  ///
  /// - Throws: When a sample has no JSON form.
  static func all() throws -> [(operation: Operation, bound: Double)] {
    let small = [Samples.small]
    let large = [Samples.large]
    return try [
      (.decode("small", small), 0.50), (.decode("large", large), 0.50),
      (.decode("oneof", Samples.answers), 0.75),
      (.encode("small", small), 0.40), (.encode("large", large), 0.22),
      (.encode("oneof", Samples.answers), 0.80),
      (.encodeJSON("small", small), 0.15), (.encodeJSON("large", large), 0.15),
      (.encodeJSON("oneof", Samples.answers), 0.20),
      (.decodeJSON("small", small), 0.22), (.decodeJSON("large", large), 0.22),
      (.decodeJSON("oneof", Samples.answers), 0.40),
    ]
  }
}

/// Prints the allocations of every operation, for `measure`.
struct CountAllocations: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count allocations, with count_allocations.so preloaded.")

  @Argument(help: "The file in which the counter counts.")
  var file: String

  func run() throws {
    for (operation, _) in try Operations.all() {
      print(try AllocationCount(operation, file: URL(filePath: file)).line)
    }
  }
}

/// Prints the table.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure all rows; ends with 1 when one falls short.")

  @Option(help: "Rounds of which medians are taken.")
  var rounds = 201

  @Option(help: "Measure only the operations whose names begin so.")
  var only: String?

  @Option(help: "What count-allocations printed.")
  var allocations: String

  func run() throws {
    try Agreement.check("small", Samples.small, byteCount: 252)
    try Agreement.check("large", Samples.large, byteCount: 20_087)
    for answer in Samples.answers { try Agreement.check("oneof", answer) }

    let operations = try Operations.all().filter { $0.operation.name.hasPrefix(only ?? "") }
    guard !operations.isEmpty else { throw ValidationError("no operation is called \(only ?? "")") }
    var rows = try operations.map { operation, bound in
      Row(
        operation.name,
        try Timing.measure(rounds: rounds, ours: operation.ours, peer: operation.peer),
        bound: bound)
    }
    guard only == nil else { return try finish(rows) }
    rows += try allocationRows()
    rows += try HostileMessages.rows(rounds: max(1, rounds / 40), bound: 0.15)
    var growth = Growth()
    try growth.measure(rounds: max(1, rounds / 20))
    rows += growth.rows

    print("nanoseconds for each element of a leaderboard, laurel / swift-protobuf")
    for line in growth.lines { print(line) }
    print("")
    try finish(rows)
  }

  private func finish(_ rows: [Row]) throws {
    print("processor time, medians of \(rounds) rounds; growth: 100,000 elements to 1,000")
    print(Row.head)
    for row in rows { print(row.line) }
    if rows.contains(where: \.fallsShort) { throw ExitCode(1) }
  }

  private func allocationRows() throws -> [Row] {
    let text = try String(contentsOfFile: allocations, encoding: .utf8)
    let counts = text.split(separator: "\n").compactMap { AllocationCount($0) }
    guard counts.count == (try Operations.all().count) else {
      throw Agreement.Broken(description: "allocations were not counted")
    }
    return counts.compactMap { count in
      let (ours, peer) = (
        Row.decimal(count.ours, digits: 1), Row.decimal(count.peer, digits: 1)
      )
      let name = "allocations: \(count.name)"
      if count.name.hasPrefix("encode") {
        return Row(name, ours: ours, peer: peer, value: count.ours, bound: 2)
      }
      return Row(
        name, ours: ours, peer: peer, value: count.ours / count.peer,
        bound: count.name == "decode large" ? 0.70 : nil)
    }
  }
}
