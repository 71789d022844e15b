internal import Foundation

/// Inputs made one after the other; what the sides make of them, counted.
struct Campaign {
  let format: Format
  let context: Context
  let subjects: [Subject]
  let seed: UInt64

  /// Verdicts and known differences, counted.
  private(set) var counts: [String: Int] = [:]
  /// Differences that nothing explains.
  private(set) var unexplained = 0
  /// Differences shown of each kind and type.
  private var shown: [String: Int] = [:]
  private static let shownMax = 3

  init(_ format: Format, context: Context, subjects: [Subject], seed: UInt64) {
    self.format = format
    self.context = context
    self.subjects = subjects
    self.seed = seed
  }

  /// Judges the inputs with these numbers; each is made from the seed and its number alone.
  mutating func run(_ numbers: Range<Int>) {
    let maker = InputMaker(schema: context.schema)
    for number in numbers {
      var random = Random(seed: seed &+ UInt64(number) &* 0x2545_f491_4f6c_dd1d)
      let subject = subjects.pick(&random)
      guard let input = maker.make(format, for: subject, &random) else {
        counts["no input", default: 0] += 1
        continue
      }
      let verdict = subject.judge(format, input, context)
      guard verdict.isDifference else {
        counts[verdict.kind, default: 0] += 1
        continue
      }
      record(verdict, subject, input, number)
    }
  }

  private mutating func record(
    _ verdict: Verdict, _ subject: Subject, _ input: [UInt8], _ number: Int
  ) {
    let difference = Difference(
      verdict: verdict, subject: subject, format: format, input: input, context: context)
    if let known = KnownDifferences.all.first(where: { $0.explains(difference) }) {
      counts["known: \(known.name)", default: 0] += 1
      return
    }
    counts["UNEXPLAINED: \(verdict.kind)", default: 0] += 1
    unexplained += 1
    shown[verdict.kind + subject.name, default: 0] += 1
    guard shown[verdict.kind + subject.name, default: 0] <= Self.shownMax else { return }
    let shrunk = difference.shrunk()
    print("\(format.rawValue) \(number), \(subject.name): \(shrunk.verdict.kind)")
    if !shrunk.verdict.detail.isEmpty { print("  \(shrunk.verdict.detail)") }
    print("  \(shrunk.text)")
  }

  /// Whether too few inputs were accepted, or too few refused, for the campaign to mean anything.
  var isOneSided: Bool {
    let all = counts.values.reduce(0, +)
    return [Verdict.bothAccept, .bothRefuse].contains { counts[$0.kind, default: 0] < all / 10 }
  }

  /// The table of counts.
  var lines: [String] {
    counts.sorted { $0.key < $1.key }.map { name, count in
      String(repeating: " ", count: max(0, 11 - String(count).count)) + "\(count)  \(name)"
    }
  }
}
