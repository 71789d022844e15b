import GamificationDomain
import Kernel
import Testing

private let handleTime = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
private let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 2))
private let profile = ProfileID(uuid: UUIDBits(high: 6, low: 1))

private func exported(
  _ person: String, on offset: Int32 = 0, name: String = "", metrics: [ProfileMetricID],
  points: Int64 = -5
) -> ExportedDay {
  ExportedDay(
    person: PersonID(stored: person), displayName: name,
    placement: Placement(team: TeamID(stored: "red")),
    result: ResultDay(
      workday: monday.adding(days: offset), profile: profile,
      outcomes: metrics.map { metric in
        ResultDay.Outcome(
          metric: metric, version: 3, amounts: MetricAmounts(dividend: 210, divisor: 4),
          points: Points(hundredths: points), pointsMax: Points(whole: 100), heldPoints: .zero)
      }))
}

private func part(
  _ days: [ExportedDay], metrics: Set<ProfileMetricID>? = nil
) throws -> ExportPart {
  ExportPart(
    days: days,
    book: makeBook([
      try makeRule(handled, "interactions_handled"),
      try makeRule(handleTime, "average_handle_time"),
    ]), metrics: metrics, finalThrough: monday, isLast: true)
}

@Suite("ExportPart.batches")
struct ExportPartTests {
  @Test("has whole workdays together, in the order of the profile")
  func batches() throws {
    let both = [handleTime, handled]
    let batches = try part([
      exported("ada", metrics: both), exported("bob", metrics: both),
      exported("ada", on: 1, metrics: both),
    ]).batches(rowsMin: 3)
    #expect(batches.map(\.rows.count) == [4, 2])
    #expect(
      batches.flatMap(\.rows).map(\.outcome.metric)
        == [handled, handleTime, handled, handleTime, handled, handleTime])
    #expect(
      batches.map { $0.rows.map(\.finality) } == [
        [.final, .final, .final, .final], [.provisional, .provisional],
      ])
    let position = try #require(batches.first).end
    #expect(position.day == PersonDay(person: PersonID(stored: "bob"), workday: monday))
    #expect(try ExportPosition(texts: position.texts) == position)
    #expect(try part([]).batches(rowsMin: 3).isEmpty)
  }

  @Test("has only the metrics that are asked for, and those that nobody knows any more last")
  func metrics() throws {
    let gone = ProfileMetricID(uuid: someUUID)
    let day = exported("ada", metrics: [gone, handleTime, handled])
    let all = try part([day]).batches(rowsMin: 1).flatMap(\.rows)
    #expect(all.map(\.outcome.metric) == [handled, handleTime, gone])
    #expect(all.map(\.value) == [210, 52.5, nil])
    let one = try part([day], metrics: [handled]).batches(rowsMin: 1).flatMap(\.rows)
    #expect(one.map(\.outcome.metric) == [handled])
  }

  @Test("refuses another list's position", arguments: [[], ["1"], ["x", "ada"]])
  func refuses(texts: [String]) {
    let error = #expect(throws: ValidationError.self) { try ExportPosition(texts: texts) }
    #expect(error?.field == "cursor")
  }
}

@Suite("PointsCSV")
struct PointsCSVTests {
  @Test("writes the columns in their order, with quotes where they are needed")
  func line() throws {
    let day = exported("ada", name: "Lovelace, \"Ada\"", metrics: [handleTime])
    let row = try #require(try part([day]).batches(rowsMin: 1).first?.rows.first)
    let fields = [
      monday.description, "ada", #""Lovelace, ""Ada""""#, "", "red", profile.description,
      handleTime.description, "average_handle_time", row.rule?.label.displayName ?? "", "3",
      "seconds", "210.0", "4.0", "52.5", "-0.05", "100.00", "0.00", "final",
    ]
    #expect(PointsCSV.line(of: row) == fields.joined(separator: ",") + "\r\n")
    #expect(fields.count == PointsCSV.columns.count)
    #expect(PointsCSV.header.hasPrefix("workday,person_id,"))
    #expect(PointsCSV.header.hasSuffix(",finality\r\n"))
  }

  @Test("what it writes is read again by the reader of the service")
  func readable() throws {
    let day = exported("ada", name: "a\r\n\"b\",c", metrics: [handled], points: 12_345)
    let row = try #require(try part([day]).batches(rowsMin: 1).first?.rows.first)
    var reader = CSVReader()
    reader.append(Array((PointsCSV.header + PointsCSV.line(of: row)).utf8))
    reader.finish()
    var records: [[String]] = []
    while let record = try reader.next() { records.append(record.fields.map(\.text)) }
    #expect(records.map(\.count) == [18, 18])
    #expect(records.last?[2] == "a\r\n\"b\",c")
    #expect(records.last?[14] == "123.45")
  }
}
