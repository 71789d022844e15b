internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import OperatorDomain

/// Writes a month of calls that is made up.
struct Sample: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a call file of a month that is made up.",
    discussion: """
      The numbers follow the published month of a call centre; no row, name or customer is taken \
      from it. The same options give the same bytes everywhere.
      """)

  @Argument(help: "The file to write; - for standard output.")
  var file: String

  @Option(help: "Another number gives another month.")
  var seed: UInt64 = 1

  @Option(help: "The month, YYYY-MM.")
  var month = "2026-01"

  func validate() throws {
    try UserInput.check { _ = try sample() }
  }

  private func sample() throws -> SampleMonth {
    let first = try Workday(parsingMonth: month, field: "--month")
    return try SampleMonth(
      seed: seed, year: first.components.year, month: first.components.month, volume: 1)
  }

  func run() async throws {
    try await CommandFailure.explaining {
      let bytes = try sample().bytes()
      guard file != "-" else { return Console.write(bytes) }
      do {
        try Data(bytes).write(to: URL(filePath: file), options: .atomic)
      } catch {
        throw CommandFailure("The file \(file) cannot be written: \(error.localizedDescription)")
      }
      Console.note("Wrote \(NumberText.whole(Int64(bytes.count))) bytes to \(file).")
    }
  }
}
