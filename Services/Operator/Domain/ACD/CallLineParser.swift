internal import Kernel

/// Reads the lines of a call file whose header is known.
struct CallLineParser: Sendable {
  /// The place of each column in a line.
  private let positions: [CallColumn: Int]
  /// The number of columns in the header, known or not.
  private let columnCount: Int

  /// Reads the header.
  ///
  /// The order does not matter, and columns with other names are ignored.
  ///
  /// - Throws: ``RowError`` for line 1 when a column is missing or there twice.
  init(header: ArraySlice<UInt8>) throws(RowError) {
    guard let text = String(validating: header, as: UTF8.self) else {
      throw RowError(line: 1, reason: "is not valid UTF-8")
    }
    let names = text.split(separator: "\t", omittingEmptySubsequences: false)
    var positions: [CallColumn: Int] = [:]
    for (position, name) in names.enumerated() {
      guard let column = CallColumn(rawValue: String(name.trimmingSpaces)) else { continue }
      guard positions.updateValue(position, forKey: column) == nil else {
        throw RowError(line: 1, column: column, reason: "is twice in the header")
      }
    }
    for column in CallColumn.allCases where positions[column] == nil {
      throw RowError(line: 1, column: column, reason: "is missing in the header")
    }
    self.positions = positions
    columnCount = names.count
  }

  /// Reads a line without its end.
  ///
  /// - Throws: ``RowError`` for the first column that is wrong, in the order of ``CallColumn``.
  func row(_ bytes: ArraySlice<UInt8>, line: Int) throws(RowError) -> CallRow {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw RowError(line: line, reason: "is not valid UTF-8")
    }
    let cells = bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    guard cells.count >= columnCount else {
      throw RowError(
        line: line, reason: "has \(cells.count) columns; the header has \(columnCount)")
    }
    guard cells.dropFirst(columnCount).allSatisfy(\.isEmpty) else {
      throw RowError(line: line, reason: "has more columns than the header")
    }
    let fields = CallFields(cells: cells, positions: positions, line: line)
    try fields.checkCustomerID()
    let date = try fields.date(.date)
    return CallRow(
      line: line,
      key: CallKey(
        date: date,
        vruLine: try fields.id(.vruLine, charactersMax: CallKey.vruLineCharactersMax),
        callID: try fields.number(.callID)),
      priority: try fields.number(.priority, in: 0...2),
      type: QueueID(stored: try fields.id(.type)),
      date: date,
      menu: CallStage(
        start: try fields.time(.vruEntry), end: try fields.time(.vruExit),
        seconds: try fields.number(
          .vruTime, in: -ClockTime.secondsPerDay...ClockTime.secondsPerDay)),
      waiting: CallStage(
        start: try fields.time(.queueStart), end: try fields.time(.queueExit),
        seconds: try fields.number(.queueTime, in: 0...ClockTime.secondsPerDay)),
      service: CallStage(
        start: try fields.time(.serviceStart), end: try fields.time(.serviceExit),
        seconds: try fields.number(.serviceTime, in: 0...ClockTime.secondsPerDay)),
      outcome: try fields.outcome(.outcome),
      server: try fields.server(.server))
  }
}

extension Substring {
  /// The text without spaces at its ends.
  fileprivate var trimmingSpaces: Substring {
    guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " })
    else { return self[endIndex...] }
    return self[first...last]
  }
}
