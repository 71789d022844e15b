internal import ArgumentParser
internal import Foundation
internal import Protobuf
internal import ProtobufJSON
internal import SwiftProtobuf

/// Looks for messages that Laurel and swift-protobuf read differently.
@main
struct CodecDifference: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codec-difference",
    abstract: "Changes messages and compares what Laurel and swift-protobuf read.",
    discussion: "Ends with 1 when there is a difference that is not in the list of known ones.")

  @Option(help: "The descriptor set that generate.sh made.")
  var descriptors: String

  @Option(help: "Binary messages to read.")
  var count = 5_000_000

  @Option(help: "JSON messages to read.")
  var jsonCount = 1_000_000

  @Option(help: "What the messages are made from.")
  var seed: UInt64 = 1

  @Option(help: "The number of the first message.")
  var first = 0

  @Option(help: "Only types whose name contains this.")
  var only = ""

  @Option(help: "Show what both sides make of this JSON, of the first type of --only.")
  var showJson: String?

  @Option(help: "Show what both sides make of these hexadecimal bytes, likewise.")
  var showHex: String?

  func run() throws {
    let bytes = try Data(contentsOf: URL(filePath: descriptors))
    let schema = try Schema(descriptors: Array(bytes))
    let subjects = Subjects.all.filter { only.isEmpty || $0.name.contains(only) }
    guard !subjects.isEmpty else { throw ValidationError("no type is called \(only)") }
    for subject in Subjects.ofAny { _ = Google_Protobuf_Any.register(messageType: subject.peer) }
    let context = Context(schema: schema, types: MessageTypes(Subjects.ofAny.map(\.ours)))
    if let shown = shown {
      for line in subjects[0].explain(shown.format, shown.input, context) { print(line) }
      return
    }
    print("seed \(seed), \(subjects.count) types")
    var unexplained = 0
    for (format, count) in [(Format.binary, count), (.json, jsonCount)] {
      var campaign = Campaign(format, context: context, subjects: subjects, seed: seed)
      campaign.run(first..<(first + count))
      print("\n\(count) \(format.rawValue) messages")
      for line in campaign.lines { print(line) }
      unexplained += campaign.unexplained
      guard only.isEmpty, campaign.isOneSided else { continue }
      print("fewer than a tenth were accepted, or refused, by both: this shows nothing")
      throw ExitCode(1)
    }
    if unexplained > 0 { throw ExitCode(1) }
  }

  private var shown: (format: Format, input: [UInt8])? {
    if let showJson { return (.json, Array(showJson.utf8)) }
    guard let showHex else { return nil }
    let digits = Array(showHex)
    let pairs = stride(from: 0, to: digits.count - 1, by: 2).map { String(digits[$0...$0 + 1]) }
    return (.binary, pairs.compactMap { UInt8($0, radix: 16) })
  }
}
