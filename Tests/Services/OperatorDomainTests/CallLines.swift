@testable import OperatorDomain

/// Hand-made lines of a call file.
enum CallLines {
  static let header = CallColumn.allCases.map(\.rawValue).joined(separator: "\t")

  /// A good row with some cells replaced.
  static func row(_ changes: [CallColumn: String] = [:]) -> String {
    let cells: [CallColumn: String] = [
      .vruLine: "AA0101", .callID: "33118", .customerID: "27997683", .priority: "2",
      .type: "PS", .date: "990103", .vruEntry: "6:55:20", .vruExit: "6:55:26", .vruTime: "6",
      .queueStart: "6:55:26", .queueExit: "6:55:43", .queueTime: "17", .outcome: "AGENT",
      .serviceStart: "6:55:43", .serviceExit: "6:56:37", .serviceTime: "54", .server: "MAYA",
    ]
    return CallColumn.allCases.map { changes[$0] ?? cells[$0] ?? "" }.joined(separator: "\t")
  }

  /// A file with the header before the lines.
  static func file(_ lines: [String], lineEnd: String = "\r\n") -> [UInt8] {
    Array(([header] + lines).map { $0 + lineEnd }.joined().utf8)
  }
}

/// Reads a whole file at once.
func parse(
  _ bytes: [UInt8], limits: CallFileLimits = .standard
) throws(RowError) -> [CallFileEvent] {
  var parser = CallFileParser(limits: limits)
  return try parser.consume(bytes) + parser.finish()
}

extension CallFileEvent {
  var row: CallRow? { if case .row(let row) = self { row } else { nil } }
  var failure: RowError? { if case .failure(let error) = self { error } else { nil } }
}
