import Kernel
import OperatorDomain
import Testing

@Suite("CallFileParser")
struct CallFileParserTests {
  @Test("reads every column of a row")
  func columns() throws {
    let row = try #require(try parse(CallLines.file([CallLines.row()])).first?.row)
    #expect(row.line == 2)
    #expect(row.key.vruLine == "AA0101")
    #expect(row.key.callID == 33_118)
    #expect(row.key.interactionID.rawValue == "199901-AA0101-33118")
    #expect(row.priority == 2)
    #expect(row.type.rawValue == "PS")
    #expect(row.date.description == "1999-01-03")
    #expect(row.menu.start.description == "6:55:20")
    #expect(row.menu.end.description == "6:55:26")
    #expect(row.menu.seconds == 6)
    #expect(row.waiting.start.secondOfDay == (6 * 60 + 55) * 60 + 26)
    #expect(row.waiting.seconds == 17)
    #expect(row.service.end.description == "6:56:37")
    #expect(row.service.seconds == 54)
    #expect(row.outcome == .agent)
    #expect(row.server?.rawValue == "MAYA")
    #expect(row.agent?.rawValue == "MAYA")
    #expect(row.isConsistent)
  }

  @Test("takes the order of columns from the header and ignores columns it does not know")
  func order() throws {
    func reversed(_ text: String) -> String {
      text.split(separator: "\t", omittingEmptySubsequences: false).reversed()
        .joined(separator: "\t")
    }
    let bytes = Array(
      "\(reversed(CallLines.header))\tnote\n\(reversed(CallLines.row()))\tx\n".utf8)
    #expect(try parse(bytes) == parse(CallLines.file([CallLines.row()])))
  }

  @Test("accepts LF, CRLF, a missing last line end, a byte order mark, empty lines and spaces")
  func tolerance() throws {
    let expected = try parse(CallLines.file([CallLines.row()]))
    #expect(try parse(CallLines.file([CallLines.row()], lineEnd: "\n")) == expected)
    #expect(try parse(CallLines.file([CallLines.row()]).dropLast(2)) == expected)
    #expect(try parse([0xef, 0xbb, 0xbf] + CallLines.file([CallLines.row()])) == expected)
    #expect(try parse(CallLines.file([CallLines.row(), "", ""])) == expected)
    #expect(
      try parse(CallLines.file([CallLines.row([.server: " MAYA  ", .callID: " 33118"])]))
        == expected)
    #expect(try parse(CallLines.file([CallLines.row() + "\t\t"])) == expected)
    #expect(try parse(CallLines.file([])) == [])
  }

  @Test(
    "accepts what the published files have",
    arguments: [
      (.type, "AA"), (.server, "NO_SERVER"), (.outcome, "HANG"), (.outcome, "PHANTOM"),
      (.customerID, "0"), (.customerID, "3.27E+11"), (.vruTime, "-139"), (.vruEntry, "06:55:20"),
      (.vruEntry, "23:59:59"), (.date, "000229"), (.priority, "0"), (.serviceTime, "5300"),
    ] as [(CallColumn, String)])
  func published(column: CallColumn, text: String) throws {
    let events = try parse(CallLines.file([CallLines.row([column: text])]))
    #expect(events.count == 1)
    #expect(events.first?.row != nil)
  }

  @Test(
    "reads two-digit years from 1970 to 2069",
    arguments: [
      ("990131", "1999-01-31"), ("000101", "2000-01-01"), ("691231", "2069-12-31"),
      ("700101", "1970-01-01"),
    ])
  func years(text: String, date: String) throws {
    let row = try parse(CallLines.file([CallLines.row([.date: text])])).first?.row
    #expect(row?.date.description == date)
  }

  @Test("does not know an agent when the row names nobody or the customer hung up")
  func agents() throws {
    let rows = try parse(
      CallLines.file([
        CallLines.row([.callID: "1", .server: "NO_SERVER"]),
        CallLines.row([.callID: "2", .outcome: "HANG"]),
      ])
    ).compactMap(\.row)
    #expect(rows.map(\.agent) == [nil, nil])
    #expect(rows.map { $0.server?.rawValue } == [nil, "MAYA"])
  }

  @Test("sees a call as consistent across midnight, and as inconsistent when seconds differ")
  func consistency() throws {
    let rows = try parse(
      CallLines.file([
        CallLines.row([
          .callID: "1", .serviceStart: "23:59:33", .serviceExit: "0:03:40", .serviceTime: "247",
        ]),
        CallLines.row([
          .callID: "2", .vruEntry: "15:46:01", .vruExit: "15:45:24", .vruTime: "-37",
        ]),
        CallLines.row([.callID: "3", .serviceTime: "55"]),
      ])
    ).compactMap(\.row)
    #expect(rows.map(\.isConsistent) == [true, true, false])
  }

  @Test("begins a call with the first stage that happened")
  func start() throws {
    let none = "0:00:00"
    let rows = try parse(
      CallLines.file([
        CallLines.row([.callID: "1"]),
        CallLines.row([.callID: "2", .vruEntry: none, .vruExit: none, .vruTime: "0"]),
        CallLines.row([
          .callID: "3", .vruEntry: none, .vruExit: none, .vruTime: "0", .queueStart: none,
          .queueExit: none, .queueTime: "0",
        ]),
        CallLines.row([.callID: "4", .vruEntry: none, .vruExit: "0:00:05", .vruTime: "5"]),
      ])
    ).compactMap(\.row)
    #expect(rows.map(\.start.description) == ["6:55:20", "6:55:26", "6:55:43", "0:00:00"])
  }

  @Test("counts a repeated row as a duplicate and refuses another row with the same key")
  func duplicates() throws {
    let events = try parse(
      CallLines.file([
        CallLines.row(), CallLines.row(), CallLines.row([.serviceTime: "55"]),
        CallLines.row([.vruLine: "AA0102"]),
      ]))
    #expect(events.count == 4)
    #expect(events[1] == .duplicate(line: 3))
    #expect(
      events[2].failure
        == RowError(
          line: 4, column: .callID, reason: "was used on the same vru+line by another row"))
    #expect(events[3].row != nil)
  }

  @Test("knows a gzip file by its first bytes")
  func gzip() {
    #expect(GzipFile.begins(with: [0x1f, 0x8b, 8, 0]))
    #expect(!GzipFile.begins(with: [0x1f]))
    #expect(!GzipFile.begins(with: Array("vru".utf8)))
    let error = RowError(line: 1, reason: "is compressed with gzip")
    #expect(throws: error) { try parse([0x1f, 0x8b, 8, 0, 10, 3]) }
    #expect(throws: error) { try parse([0x1f, 0x8b] + [UInt8](repeating: 0, count: 10_000)) }
  }

  @Test(
    "says in words why a gzip file cannot be read",
    arguments: [
      ("gzip: stdin: unexpected end of file", "ends in the middle of its content"),
      ("gzip: stdin: invalid compressed data--crc error", "is damaged in its content"),
      (
        "gzip: stdin: decompression OK, trailing garbage ignored",
        "has something else after its end"
      ),
      (
        "gzip: stdin: unknown method 9 -- not supported",
        "begins like a gzip file, but is none that can be read"
      ),
    ])
  func gzipProblem(said: String, problem: String) {
    #expect(GzipFile.problem(saidByGzip: "\n\(said)\n") == problem)
  }

  @Test("gives the same events wherever the file is cut in two")
  func cuts() throws {
    let bytes = Self.mixedFile
    let limits = CallFileLimits(lineBytesMax: 300, rowsMax: 10)
    let expected = try parse(bytes, limits: limits)
    try #require(expected.count == 7)
    for cut in 0...bytes.count {
      var parser = CallFileParser(limits: limits)
      var events = try parser.consume(Array(bytes[..<cut]))
      events += try parser.consume(Array(bytes[cut...]))
      events += try parser.finish()
      try #require(events == expected, "cut at \(cut)")
    }
  }

  @Test("gives the same events for pieces of any size", arguments: [1, 2, 3, 7, 64, 1_000])
  func pieces(size: Int) throws {
    let bytes = Self.mixedFile
    let limits = CallFileLimits(lineBytesMax: 300, rowsMax: 10)
    var parser = CallFileParser(limits: limits)
    var events: [CallFileEvent] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      events += try parser.consume(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    events += try parser.finish()
    #expect(try events == parse(bytes, limits: limits))
  }

  @Test("survives any damage: each line gives at most one event, in order", arguments: 1...40)
  func damage(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: "damage")
    let header = CallLines.file([])
    for _ in 0..<10 {
      var body = Array(Self.mixedFile.dropFirst(header.count))
      for _ in 0..<(1 + random.integer(below: 20)) {
        body[random.integer(below: body.count)] = UInt8(random.integer(below: 256))
      }
      let events = try parse(
        header + body, limits: CallFileLimits(lineBytesMax: 300, rowsMax: 100))
      let lines = events.map { event in
        switch event {
        case .row(let row): row.line
        case .duplicate(let line): line
        case .failure(let error): error.line
        }
      }
      #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.0 < $0.1 })
      #expect(lines.count <= body.count { $0 == UInt8(ascii: "\n") } + 1)
    }
  }

  /// Good rows, a duplicate, errors of each kind, both line ends, no end of the last line.
  private static var mixedFile: [UInt8] {
    CallLines.file([CallLines.row(), CallLines.row(), CallLines.row([.date: "x"])])
      + Array((CallLines.row([.callID: "2"]) + "\n\n" + CallLines.row([.callID: "3"])).utf8)
      + [0xff, 0x0a] + [UInt8](repeating: 0x61, count: 500) + [0x0d, 0x0a]
      + Array(CallLines.row([.callID: "4"]).utf8)
  }
}

@Suite("CallKey.interactionID")
struct CallKeyTests {
  @Test("tells calls of two months apart that have the same line and number")
  func months() throws {
    let rows = try parse(
      CallLines.file([
        CallLines.row([.callID: "7", .date: "990131"]),
        CallLines.row([.callID: "7", .date: "990201"]),
      ]))
    #expect(
      rows.compactMap { $0.row?.key.interactionID.rawValue }
        == ["199901-AA0101-7", "199902-AA0101-7"])
  }
}
