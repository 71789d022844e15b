import GamificationDomain
import Kernel
import Testing

private let sales = ExternalMetricID(uuid: UUIDBits(high: 3, low: 4))
private let closed = ExternalMetricID(uuid: UUIDBits(high: 3, low: 5))

private func day(_ text: String) throws -> Workday { try Workday(parsing: text, field: "day") }

private func metric(
  _ id: ExternalMetricID, isEnabled: Bool = true, months: Int32 = 13
) throws -> ExternalMetric {
  let time = Timestamp(microseconds: 0)
  return ExternalMetric(
    id: id,
    settings: try ExternalMetricSettings(
      displayName: "Sales", unit: .number, unitName: "", precision: 0, kind: .higherIsBetter,
      isEnabled: isEnabled, retentionMonths: months, field: "metric"),
    createTime: time, updateTime: time)
}

private func item(
  _ id: ExternalMetricID = sales, _ person: String = "ada", on workday: String = "2026-05-04",
  _ report: ExternalReport = .total(1, count: nil)
) throws -> ExternalDataItem {
  ExternalDataItem(
    metric: id, person: PersonID(stored: person), workday: try day(workday), report: report)
}

@Suite("ExternalMetricSettings.oldestWorkday")
struct OldestWorkdayTests {
  @Test(
    "is so many months earlier, and the last day of a month that is too short",
    arguments: [
      ("2026-05-04", 13, "2025-04-04"), ("2026-05-31", 1, "2026-04-30"),
      ("2026-03-31", 1, "2026-02-28"), ("2024-03-30", 1, "2024-02-29"),
      ("2026-01-15", 1, "2025-12-15"), ("2026-12-31", 12, "2025-12-31"),
      ("2026-05-04", 120, "2016-05-04"),
    ] as [(String, Int32, String)])
  func months(today: String, months: Int32, expected: String) throws {
    let settings = try metric(sales, months: months).settings
    #expect(settings.oldestWorkday(from: try day(today)).description == expected)
  }
}

@Suite("ExternalDataRules")
struct ExternalDataRulesTests {
  private func rules() throws -> ExternalDataRules {
    ExternalDataRules(
      today: try day("2026-05-04"),
      metrics: [try metric(sales), try metric(closed, isEnabled: false)], people: [ada])
  }

  @Test("accepts the workdays of the retention and of a year ahead, and refuses what is unknown")
  func refusals() throws {
    let unknown = ExternalMetricID(uuid: UUIDBits(high: 9, low: 9))
    let cases: [(ExternalDataItem, ExternalDataRefusal.Reason?, String?)] = [
      (try item(), nil, nil), (try item(on: "2025-04-04"), nil, nil),
      (try item(on: "2025-04-03"), .workdayTooOld, "workday"),
      (try item(on: "2027-05-05"), nil, nil),
      (try item(on: "2027-05-06"), .workdayTooLate, "workday"),
      (try item(closed), .metricDisabled, "external_metric_id"),
      (try item(unknown), .metricUnknown, "external_metric_id"),
      (try item(sales, "bob"), .personUnknown, "person_id"),
    ]
    let rules = try rules()
    for (item, reason, field) in cases {
      let refusal = rules.refusal(of: item)
      #expect(refusal?.reason == reason)
      #expect(refusal?.error.field == field)
    }
  }

  @Test("a plan keeps the order, and keeps orphans only when it is asked to")
  func plan() throws {
    let wrong = ExternalDataRefusal(.invalidField, ValidationError(field: "mode", reason: "no"))
    let entries: [ExternalDataEntry] = [
      .success(try item(on: "2026-05-01")), .failure(wrong), .success(try item(sales, "bob")),
      .success(try item(closed)), .success(try item(on: "2026-05-02")),
    ]
    let plan = ExternalDataPlan(
      ExternalUpload(entries, keepsOrphans: true), by: try rules())
    #expect(plan.changes.map(\.day.workday) == [try day("2026-05-01"), try day("2026-05-02")])
    #expect(plan.orphans.map(\.item.person.rawValue) == ["bob"])
    let full = ValidationError(field: "value", reason: "is too much")
    let outcomes = plan.outcomes([.unchanged, .refused(full)])
    #expect(
      outcomes == [
        .unchanged, .refused(wrong), .quarantined,
        .refused(
          ExternalDataRefusal(
            .metricDisabled,
            ValidationError(
              field: "external_metric_id", reason: "must be a metric that is enabled"))),
        .refused(ExternalDataRefusal(.invalidField, full)),
      ])
    let strict = ExternalDataPlan(
      ExternalUpload(entries, keepsOrphans: false), by: try rules())
    #expect(strict.orphans.isEmpty)
    #expect(!strict.outcomes([.changed, .changed]).contains(.quarantined))
  }

  @Test("what adds, or keeps orphans, needs an id to be repeatable")
  func repeatable() throws {
    let total = ExternalUpload([.success(try item())], keepsOrphans: false)
    try total.checkRepeatable(requestID: "")
    let added: ExternalDataEntry = .success(
      try item(sales, "ada", on: "2026-05-04", .cumulative(1, count: 1)))
    for upload in [
      ExternalUpload([.success(try item()), added], keepsOrphans: false),
      ExternalUpload([.success(try item())], keepsOrphans: true),
    ] {
      #expect(throws: ValidationError.self) { try upload.checkRepeatable(requestID: "") }
      try upload.checkRepeatable(requestID: "x")
    }
  }
}

@Suite("ExternalDataColumns")
struct ExternalDataColumnsTests {
  private func records(_ text: String) throws -> [CSVRecord] {
    var reader = CSVReader()
    reader.append(Array(text.utf8))
    reader.finish()
    var records: [CSVRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  private func items(_ text: String) throws -> [ExternalDataRecord] {
    let records = try records(text)
    let columns = try ExternalDataColumns(header: try #require(records.first))
    return records.dropFirst().map(columns.record)
  }

  @Test("reads items whatever the order of the columns")
  func order() throws {
    let lines = try items(
      """
      mode,value,workday,person_id,count,external_metric_id
      TOTAL,12.5,2026-05-04,ada,3,\(sales)
      CUMULATIVE,-1e2,2026-05-04,ada,,\(sales)
      TOTAL,,2026-05-04,ada,,\(sales)
      """)
    #expect(
      lines.map(\.entry) == [
        .success(try item(sales, "ada", on: "2026-05-04", .total(12.5, count: 3))),
        .success(try item(sales, "ada", on: "2026-05-04", .cumulative(-100, count: nil))),
        .success(try item(sales, "ada", on: "2026-05-04", .deleted)),
      ])
  }

  @Test("names the field that is wrong and where it stands")
  func fields() throws {
    let good = ["\(sales)", "ada", "2026-05-04", "1", "TOTAL", "1"]
    let wrong: [(index: Int, text: String, field: String)] = [
      (0, "x", "external_metric_id"), (1, "", "person_id"), (2, "4.5.2026", "workday"),
      (3, "0x10", "value"), (3, "nan", "value"), (3, "1e400", "value"), (3, "1,5", "value"),
      (4, "total", "mode"), (5, "1.5", "count"), (5, "-1", "count"),
    ]
    for (index, text, field) in wrong {
      var fields = good
      fields[index] = "\"\(text)\""
      let line = fields.joined(separator: ",")
      let record = try #require(
        try items("external_metric_id,person_id,workday,value,mode,count\n\(line)").first)
      guard case .failure(let refusal) = record.entry else {
        Issue.record("\(field) takes \(text)")
        continue
      }
      #expect(refusal.reason == .invalidField)
      #expect(refusal.error.field == field)
      let column = good[..<index].map(\.utf8.count).reduce(0, +) + index + 1
      #expect(record.position(of: field) == TextPosition(line: 2, column: Int64(column)))
    }
    let short = try #require(
      try items("external_metric_id,person_id,workday,value,mode\na,b").first)
    #expect(short.position(of: "") == TextPosition(line: 2, column: 1))
  }

  @Test(
    "refuses a header with other names",
    arguments: [
      ("external_metric_id,person_id,workday,value", 1),
      ("external_metric_id,person_id,workday,value,mode,mode", 49),
      ("external_metric_id,person_id,workday,value,mode,note", 49), ("person", 1),
    ] as [(String, Int64)])
  func header(text: String, column: Int64) throws {
    let header = try #require(try records(text).first)
    let error = #expect(throws: TextFileError.self) { try ExternalDataColumns(header: header) }
    #expect(error?.position == TextPosition(line: 1, column: column))
  }
}

@Suite("ExternalPoints")
struct ExternalPointsTests {
  private func points(
    score: Double = 12.5, source: String = "crm", session: String = "abc"
  ) throws -> ExternalPoints {
    try ExternalPoints(
      metric: sales, person: ada, time: Timestamp(microseconds: 0), score: score, source: source,
      session: session, field: "points")
  }

  @Test("add to what is there, with a count of 1")
  func item() throws {
    #expect(try points().item(on: try day("2026-05-04")).report == .cumulative(12.5, count: 1))
  }

  @Test("name what is wrong")
  func refusals() throws {
    let long = String(repeating: "x", count: 101)
    for (field, make) in [
      ("score", { try points(score: .infinity) }),
      ("metadata.session_id", { try points(session: "") }),
      ("metadata.session_id", { try points(session: long) }),
      ("metadata.source", { try points(source: long) }),
    ] as [(String, () throws -> ExternalPoints)] {
      let error = #expect(throws: ValidationError.self) { _ = try make() }
      #expect(error?.field == "points.\(field)")
    }
  }
}

@Suite("ExternalOrphan")
struct ExternalOrphanTests {
  @Test("ids of a request are checked, and what is not there is told in its place")
  func ids() throws {
    let texts = (1...3).map { UUIDBits(high: 1, low: $0).description }
    let ids = try ExternalOrphan.ids(parsing: texts, limit: 3)
    #expect(ids.map(\.description) == texts)
    for (wrong, field) in [
      ([], ""), (texts + texts, ""), ([texts[0], "x"], "[1]"), ([texts[0], texts[0]], "[1]"),
    ] as [([String], String)] {
      let error = #expect(throws: ValidationError.self) {
        try ExternalOrphan.ids(parsing: wrong, limit: 3)
      }
      #expect(error?.field == "external_orphan_ids\(field)")
    }
    let orphan = ExternalOrphan(
      id: ids[1], item: try item(closed, "bob"), reason: .metricUnknown, caller: "service:x",
      createTime: Timestamp(microseconds: 0))
    let upload = OrphanAttachment(ids: ids, metric: sales, person: nil).upload(of: [orphan])
    #expect(upload.entries.count == 3)
    #expect(upload.entries[1] == .success(try item(sales, "bob")))
    guard case .failure(let refusal) = upload.entries[2] else {
      Issue.record("an orphan that is not there")
      return
    }
    #expect(refusal.reason == .orphanUnknown)
  }
}
