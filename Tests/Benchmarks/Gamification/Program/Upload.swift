import ArgumentParser
import Foundation
import Kernel
import Messages
import RPC
import Synchronization

/// The facts that a command is about.
struct Plan: ParsableArguments {
  @Option(help: "How many people there are.")
  var people: Int

  @Option(help: "The workdays, with commas between them.")
  var days: String

  @Option(help: "Facts of each person and workday.")
  var metrics = FactPlan.metricsMax

  func validate() throws {
    guard people > 0, (1...FactPlan.metricsMax).contains(metrics) else {
      throw ArgumentParser.ValidationError(
        "--people and --metrics are at least 1; 20 metrics at most.")
    }
  }

  func make() throws -> FactPlan {
    FactPlan(
      people: people,
      days: try days.split(separator: ",").map { try Workday(parsing: String($0), field: "days") },
      metrics: metrics)
  }
}

/// Writes the facts that `upload` sends into a file, for COPY.
struct Facts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the facts into a file: five columns with tabs between them.")

  @OptionGroup var plan: Plan

  @Argument(help: "The file.")
  var file: String

  func run() async throws {
    let plan = try plan.make()
    var text = ""
    for day in plan.days {
      for person in 0..<plan.people {
        let id = FactPlan.person(person)
        for metric in 0..<plan.metrics {
          text += "\(id)\t\(day)\t\(FactPlan.measure(metric))\t\(FactPlan.queue(metric))\t"
          text += "\(FactPlan.amount(person, day, metric))\n"
        }
      }
    }
    try Data(text.utf8).write(to: URL(filePath: file))
  }
}

/// Sends facts as a platform does that loads past days.
struct Upload: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Record the facts through several connections with several streams each.",
    discussion: "Prints how many facts and seconds. Facts come day by day and person by person.")

  @OptionGroup var service: Service
  @OptionGroup var plan: Plan

  @Option(help: "Connections.")
  var callers = 4

  @Option(help: "Streams at a time on each connection.")
  var streams = 2

  @Option(help: "Messages of a stream.")
  var messages = 25

  /// The most facts that a message may have.
  private static let messageFacts = 1_000
  /// The longest that a stream of facts may take.
  private static let streamTime = Duration.seconds(120)

  func run() async throws {
    let plan = try plan.make()
    let queue = StreamQueue(
      plan, peoplePerMessage: max(1, Self.messageFacts / plan.metrics), messages: messages)
    let options = try await service.operatorOptions(timeout: Self.streamTime)
    let clients = (0..<callers).map { _ in service.makeClient() }
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in clients {
        for _ in 0..<streams {
          group.addTask(executorPreference: client.taskExecutor) {
            while let stream = queue.next() { try await Self.send(stream, client, options) }
          }
        }
      }
      try await group.waitForAll()
    }
    print(plan.factCount, start.duration(to: .now) / .seconds(1))
    for client in clients { await client.close() }
  }

  private static func send(
    _ stream: StreamQueue.Stream, _ client: RPCClient, _ options: CallOptions
  ) async throws {
    let response = try await GamificationV1.FactServiceClient(client)
      .recordFacts(options: options) { writer in
        for people in stream.messages {
          try await writer.write(
            GamificationV1.RecordFactsRequest(
              facts: stream.plan.facts(of: people, on: stream.day), backfill: true))
        }
      }
    let count = stream.messages.reduce(0) { $0 + $1.count } * stream.plan.metrics
    guard response.createdCount == Int64(count), response.failedCount == 0 else {
      throw WrongAnswer(
        description: "of \(count) facts \(response.createdCount) are new, "
          + "\(response.failedCount) refused: \(response.failures.first?.reason ?? "")")
    }
  }
}

/// Hands out streams, each with the facts of some people and one workday.
final class StreamQueue: Sendable {
  struct Stream: Sendable {
    let plan: FactPlan
    let day: Workday
    /// The people of each message.
    let messages: [Range<Int>]
  }

  private let streams: [Stream]
  private let position = Mutex(0)

  init(_ plan: FactPlan, peoplePerMessage: Int, messages: Int) {
    let parts = stride(from: 0, to: plan.people, by: peoplePerMessage).map {
      $0..<min($0 + peoplePerMessage, plan.people)
    }
    streams = plan.days.flatMap { day in
      stride(from: 0, to: parts.count, by: messages).map {
        Stream(plan: plan, day: day, messages: Array(parts[$0..<min($0 + messages, parts.count)]))
      }
    }
  }

  /// The next one; `nil` behind the last.
  func next() -> Stream? {
    let place = position.withLock { place in
      defer { place += 1 }
      return place
    }
    return place < streams.count ? streams[place] : nil
  }
}
