import Kernel
import OperatorDomain
import Testing

@Suite("CallFileParser errors")
struct CallFileErrorTests {
  @Test(
    "names the column that is wrong and goes on with the next row",
    arguments: [
      (.vruLine, ["", "AA 01", "AA/01", "Ä", String(repeating: "A", count: 41)]),
      (.callID, ["", "-1", "+1", "1.5", "x", "1234567890123456789"]),
      (.customerID, ["", "-5", "x", "1E5", "1.E+5", "1.2.3E+5", "1.5", "1E+"]),
      (.priority, ["", "3", "-1", "x"]),
      (.type, ["", "P S", String(repeating: "P", count: 65)]),
      (.date, ["", "99010", "1990103", "990132", "990229", "991301", "990001", "99-1-3"]),
      (
        .vruEntry,
        ["", "6:55", "24:00:00", "6:60:00", "6:00:60", "6:5:00", "-6:55:20", "6:55:20:1"]
      ),
      (.vruExit, ["x", "6.55.26", "006:55:26", ":55:26"]),
      (.vruTime, ["", "x", "-86401", "86401", "--5", "6.0"]),
      (.queueStart, ["x"]), (.queueExit, ["x"]),
      (.queueTime, ["", "-1", "86401", "1e3"]),
      (.outcome, ["", "agent", "ANSWERED"]),
      (.serviceStart, ["25:00:00"]), (.serviceExit, ["x"]),
      (.serviceTime, ["", "-1", "86401", "99999999999999999999"]),
      (.server, ["", "A B", "A\u{1}", String(repeating: "A", count: 65)]),
    ] as [(CallColumn, [String])])
  func badCells(column: CallColumn, texts: [String]) throws {
    for text in texts {
      let events = try parse(
        CallLines.file([CallLines.row([column: text]), CallLines.row([.callID: "2"])]))
      try #require(events.count == 2)
      #expect(events[0].failure?.line == 2, "\(text)")
      #expect(events[0].failure?.column == column, "\(text)")
      #expect(events[0].failure?.reason.isEmpty == false)
      #expect(events[1].row?.line == 3)
    }
  }

  @Test("says where and why in one sentence")
  func description() throws {
    let events = try parse(CallLines.file([CallLines.row([.serviceTime: "-1"]), "x"]))
    #expect(
      events.compactMap(\.failure?.description) == [
        "line 2: ser_time must be a whole number from 0 to 86400",
        "line 3: the line has 1 columns; the header has 17",
      ])
  }

  @Test("refuses a row with columns that the header does not have")
  func moreColumns() throws {
    let events = try parse(CallLines.file([CallLines.row() + "\tx"]))
    #expect(
      events.first?.failure == RowError(line: 2, reason: "has more columns than the header"))
  }

  @Test("refuses a line that is not UTF-8")
  func invalidText() throws {
    let events = try parse(
      CallLines.file([]) + Array(CallLines.row().utf8) + [0xc3, 0x28, 0x0a]
        + Array(CallLines.row().utf8))
    #expect(events.first?.failure == RowError(line: 2, reason: "is not valid UTF-8"))
    #expect(events.last?.row?.line == 3)
  }

  @Test("refuses a line that is one byte too long and takes one that is not", arguments: [0, 1])
  func longLines(excess: Int) throws {
    let row = CallLines.row()
    let limits = CallFileLimits(lineBytesMax: 200, rowsMax: 10)
    let padding = String(repeating: " ", count: 200 - row.utf8.count + excess)
    let events = try parse(
      CallLines.file([row + padding, CallLines.row([.callID: "2"])]), limits: limits)
    #expect(events.count == 2)
    #expect(
      events.first?.failure
        == (excess == 0 ? nil : RowError(line: 2, reason: "is longer than 200 bytes")))
    #expect(events.last?.row?.line == 3)
  }

  @Test("ends when there are too many rows, and stays ended")
  func tooManyRows() throws {
    var parser = CallFileParser(limits: CallFileLimits(lineBytesMax: 200, rowsMax: 1))
    let first = CallLines.file([CallLines.row(), CallLines.row()])
    #expect(try parser.consume(first).count == 2)
    let error = RowError(line: 4, reason: "is beyond the limit of 1 rows")
    let second = Array((CallLines.row([.callID: "2"]) + "\n").utf8)
    #expect(throws: error) { try parser.consume(second) }
    #expect(throws: error) { try parser.consume([]) }
    #expect(throws: error) { try parser.finish() }
  }

  @Test("ends when the header lacks a column", arguments: CallColumn.allCases)
  func missingColumn(column: CallColumn) {
    let header = CallColumn.allCases.filter { $0 != column }.map(\.rawValue)
    let bytes = Array((header.joined(separator: "\t") + "\r\n" + CallLines.row()).utf8)
    #expect(
      throws: RowError(line: 1, column: column, reason: "is missing in the header")
    ) { try parse(bytes) }
  }

  @Test("ends when the header has a column twice, is too long, not UTF-8 or not there")
  func badHeaders() {
    #expect(throws: RowError(line: 1, column: .server, reason: "is twice in the header")) {
      try parse(Array((CallLines.header + "\tserver\n").utf8))
    }
    #expect(throws: RowError(line: 1, reason: "is longer than 50 bytes")) {
      try parse(CallLines.file([]), limits: CallFileLimits(lineBytesMax: 50, rowsMax: 1))
    }
    #expect(throws: RowError(line: 1, reason: "is not valid UTF-8")) {
      try parse([0xff, 0x0a])
    }
    #expect(throws: RowError(line: 1, reason: "is missing: the file is empty")) { try parse([]) }
    #expect(throws: RowError(line: 1, column: .vruLine, reason: "is missing in the header")) {
      try parse([0x0a])
    }
  }
}
