internal import ArgumentParser
internal import RPC
internal import Synchronization
internal import UnixSignals

/// Makes calls of all four shapes until it is told to end, and tells what became of them.
struct Load: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make calls until SIGTERM; then print how many ended how.",
    discussion: """
      Every option names a port of 127.0.0.1 and adds callers of one kind. Prints `ready`, and at \
      the end lines `count KIND CODE NUMBER`, `unexplained NUMBER` and `sample TEXT`.
      """)

  @Option(help: "Callers that stay, and whose calls all succeed.")
  var steady: Int?

  @Option(help: "The same, on a port where connections are drained after some seconds.")
  var aged: Int?

  @Option(help: "Callers that cancel calls at random.")
  var cancelling: Int?

  @Option(help: "Callers that give calls too little time at random.")
  var hurried: Int?

  @Option(help: "Callers that come, make some calls, and go in the middle of them.")
  var restless: Int?

  @Option(help: "Callers on connections that are cut at random.")
  var cut: Int?

  @Option(help: "Clients of each kind.")
  var clients = 2

  @Option(help: "Calls at a time of each client.")
  var inFlight = 8

  @Option(help: "The size of the largest messages, in bytes; one in a hundred calls has them.")
  var largeBytes = 1_500_000

  func validate() throws {
    guard clients >= 1, inFlight >= 1 else {
      throw ValidationError("--clients and --in-flight are at least 1.")
    }
    guard !ports.isEmpty else { throw ValidationError("Name a port.") }
  }

  private var ports: [(CallerKind, Int)] {
    [
      (CallerKind.steady, steady), (.aged, aged), (.cancelling, cancelling), (.hurried, hurried),
      (.restless, restless), (.cut, cut),
    ].compactMap { kind, port in port.map { (kind, $0) } }
  }

  func run() async throws {
    let signals = await UnixSignalsSequence(trapping: .sigterm)
    let end = EndFlag()
    let report = try await withThrowingTaskGroup(of: LoadReport.self) { group in
      for (kind, port) in ports {
        for _ in 0..<clients {
          group.addTask { [inFlight, largeBytes] in
            let caller = Caller(
              kind: kind, port: port, inFlight: inFlight, largeBytes: largeBytes, end: end)
            return await caller.run()
          }
        }
      }
      try Driver.tell("ready")
      for await _ in signals { break }
      end.set()
      return try await group.reduce(into: LoadReport()) { $0.add($1) }
    }
    for line in report.lines { try Driver.tell(line) }
  }
}

/// Tells callers to end.
final class EndFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }

  func set() { flag.store(true, ordering: .relaxed) }
}

/// What kind of life a caller leads, and which outcomes of calls follow from it.
enum CallerKind: String, CaseIterable {
  case steady
  case aged
  case cancelling
  case hurried
  case restless
  case cut

  /// Any other outcome has no explanation.
  var expected: Set<RPCCode> {
    switch self {
    // A connection that is drained lets its calls finish.
    case .steady, .aged: [.ok]
    case .cancelling: [.ok, .cancelled]
    case .hurried: [.ok, .deadlineExceeded]
    case .restless: [.ok, .cancelled, .unavailable]
    case .cut: [.ok, .unavailable]
    }
  }
}

/// How many calls ended how.
struct LoadReport {
  private static let samplesMax = 20

  private var counts: [CallerKind: [String: Int]] = [:]
  private var unexplainedCount = 0
  private var samples: [String] = []

  mutating func record(_ kind: CallerKind, _ outcome: CallOutcome) {
    counts[kind, default: [:]][outcome.name, default: 0] += 1
    guard !outcome.isExpected(of: kind) else { return }
    unexplainedCount += 1
    if samples.count < LoadReport.samplesMax { samples.append("\(kind): \(outcome.text)") }
  }

  mutating func add(_ other: LoadReport) {
    for (kind, outcomes) in other.counts {
      counts[kind, default: [:]].merge(outcomes) { $0 + $1 }
    }
    unexplainedCount += other.unexplainedCount
    samples += other.samples.prefix(LoadReport.samplesMax - samples.count)
  }

  var lines: [String] {
    let counted = CallerKind.allCases.flatMap { kind in
      (counts[kind] ?? [:]).sorted { $0.key < $1.key }.map { name, count in
        "count \(kind) \(name) \(count)"
      }
    }
    return counted + ["unexplained \(unexplainedCount)"] + samples.map { "sample \($0)" }
  }
}

/// How one call ended.
enum CallOutcome {
  case status(RPCCode, String)
  /// The answer was not what was to be expected.
  case wrongAnswer(String)

  var name: String {
    switch self {
    case .status(let code, _): code.name
    case .wrongAnswer: "WRONG_ANSWER"
    }
  }

  var text: String {
    switch self {
    case .status(let code, let message): "\(code) \(message)"
    case .wrongAnswer(let text): "wrong answer, \(text)"
    }
  }

  func isExpected(of kind: CallerKind) -> Bool {
    if case .status(let code, _) = self { kind.expected.contains(code) } else { false }
  }
}
