import Kernel
import OperatorDomain
import Testing

@Suite("CallImport")
struct CallImportTests {
  private func makeImport() throws -> CallImport {
    CallImport(
      division: try ImportedDivision(id: "bank", displayName: "Telephone bank"),
      timeZone: try OrganizationTimeZone(parsing: "Asia/Jerusalem", field: "time_zone"))
  }

  @Test("turns rows into interactions with start, agent, wait and handle times")
  func interactions() throws {
    var calls = try makeImport()
    let events = try parse(
      CallLines.file([
        CallLines.row(), CallLines.row([.callID: "2", .outcome: "HANG", .server: "NO_SERVER"]),
        CallLines.row([.callID: "3", .outcome: "PHANTOM", .server: "NO_SERVER"]),
        CallLines.row([.callID: "4", .server: "NO_SERVER"]),
        CallLines.row([.callID: "5", .outcome: "HANG"]),
      ]))
    let interactions = events.compactMap { calls.add($0) }
    #expect(
      interactions.map(\.id.rawValue)
        == ["33118", "2", "3", "4", "5"].map { "199901-AA0101-\($0)" })
    #expect(interactions.map(\.outcome) == [.served, .abandoned, .ignored, .served, .abandoned])
    #expect(interactions.map { $0.agent?.rawValue } == ["MAYA", nil, nil, nil, nil])
    #expect(interactions.allSatisfy { $0.queue.rawValue == "PS" })
    #expect(interactions.allSatisfy { $0.waitSeconds == 17 && $0.handleSeconds == 54 })
    // 1999-01-03 06:55:20 +02:00.
    #expect(interactions.allSatisfy { $0.startTime.seconds == 915_339_320 })
  }

  @Test("gives one division, a queue for each type with its name, and the servers as people")
  func directory() throws {
    var calls = try makeImport()
    let types = ["PS", "PE", "NW", "NE", "IN", "TT", "AA", "PS"]
    let lines = types.enumerated().map { index, type in
      CallLines.row([
        .callID: "\(index)", .type: type, .server: ["TAL", "NO_SERVER", "EVE"][index % 3],
      ])
    }
    for event in try parse(CallLines.file(lines)) { _ = calls.add(event) }
    #expect(calls.divisions.map(\.id.rawValue) == ["bank"])
    #expect(calls.divisions.map(\.displayName) == ["Telephone bank"])
    #expect(
      calls.queues.map { "\($0.id) \($0.displayName)" } == [
        "AA Undocumented type AA", "IN Internet support", "NE Stock exchange",
        "NW Prospective customer", "PE Regular in English", "PS Regular", "TT Call back",
      ])
    #expect(calls.queues.allSatisfy { $0.division.rawValue == "bank" })
    #expect(calls.people.map(\.id.rawValue) == ["EVE", "TAL"])
    #expect(calls.people.map(\.displayName) == ["EVE", "TAL"])
    #expect(calls.people.allSatisfy { $0.division.rawValue == "bank" })
  }

  @Test("adds up handled calls and seconds by agent and day of the row")
  func facts() throws {
    var calls = try makeImport()
    let lines = [
      CallLines.row([.callID: "1"]),
      CallLines.row([.callID: "2", .serviceTime: "0"]),
      CallLines.row([
        .callID: "3", .serviceStart: "23:59:00", .serviceExit: "0:01:00", .serviceTime: "120",
      ]),
      CallLines.row([.callID: "4", .server: "TAL", .date: "990102"]),
      CallLines.row([.callID: "5", .server: "NO_SERVER"]),
      CallLines.row([.callID: "6", .outcome: "HANG"]),
      CallLines.row([.callID: "7", .outcome: "PHANTOM"]),
    ]
    for event in try parse(CallLines.file(lines)) { _ = calls.add(event) }
    let texts = calls.facts.map {
      "\($0.workday) \($0.person) \($0.measure.rawValue) \($0.amount)"
    }
    #expect(
      texts == [
        "1999-01-02 TAL interactions_handled 1.0", "1999-01-02 TAL handle_seconds 54.0",
        "1999-01-03 MAYA interactions_handled 3.0", "1999-01-03 MAYA handle_seconds 174.0",
      ])
  }

  @Test("sums up rows, errors, duplicates, handled calls, agents and dates")
  func summary() throws {
    var calls = try makeImport()
    #expect(calls.summary.rows == 0)
    #expect(calls.dateBounds == nil)
    let lines = [
      CallLines.row(), CallLines.row(), CallLines.row([.callID: "x"]),
      CallLines.row([.callID: "2", .serviceTime: "9"]),
      CallLines.row([.callID: "3", .date: "990108", .server: "NO_SERVER"]),
      CallLines.row([.callID: "4", .server: "TAL", .outcome: "HANG"]),
    ]
    for event in try parse(CallLines.file(lines)) { _ = calls.add(event) }
    let summary = calls.summary
    #expect(summary.rows == 6)
    #expect(summary.errors == 1)
    #expect(summary.duplicates == 1)
    #expect(summary.inconsistentRows == 1)
    #expect(summary.handledInteractions == 2)
    #expect(summary.agents == 1)
    #expect(summary.dates == 2)
    #expect(calls.dateBounds?.first.description == "1999-01-03")
    #expect(calls.dateBounds?.last.description == "1999-01-08")
  }

  @Test(
    "has the facts of an independent recount of a sample month", arguments: [1, 2, 3] as [UInt64])
  func recount(seed: UInt64) throws {
    let bytes = try SampleMonth(seed: seed, year: 1999, month: 2, volume: 0.1).bytes()
    var calls = try makeImport()
    for event in try parse(bytes) { _ = calls.add(event) }
    var expected: [String: (count: Int, seconds: Int)] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").dropFirst() {
      let cells = line.split(separator: "\t").map(String.init)
      guard cells[12] == "AGENT", cells[16] != "NO_SERVER" else { continue }
      let seconds = try #require(Int(cells[15]))
      let sum = expected["\(cells[5]) \(cells[16])"] ?? (0, 0)
      expected["\(cells[5]) \(cells[16])"] = (sum.count + 1, sum.seconds + seconds)
    }
    let facts = calls.facts
    #expect(facts.count == 2 * expected.count)
    for fact in facts {
      let date = fact.workday.description.split(separator: "-").joined().dropFirst(2)
      let key = "\(date) \(fact.person)"
      let sum = try #require(expected[key])
      #expect(
        fact.amount == Double(fact.measure == .interactionsHandled ? sum.count : sum.seconds))
    }
    #expect(calls.summary.handledInteractions == expected.values.reduce(0) { $0 + $1.count })
  }

  @Test(
    "refuses a division without a good id or name",
    arguments: [
      ("", "x", "division_id"), ("a b", "x", "division_id"), ("a", "", "division_name"),
      ("a", String(repeating: "x", count: 101), "division_name"),
    ])
  func badDivisions(id: String, name: String, field: String) throws {
    let error = #expect(throws: ValidationError.self) {
      try ImportedDivision(id: id, displayName: name)
    }
    #expect(error?.field == field)
  }
}
