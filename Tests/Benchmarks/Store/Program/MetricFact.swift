import Kernel
import Postgres

/// A row of the table that is imported and read.
struct MetricFact: Sendable {
  let organization: String
  let metric: String
  let person: String
  let workday: Workday
  let value: Double

  /// Reads a line of five columns with tabs between them, the day as `2026-02-28`.
  init?(line: ArraySlice<UInt8>) {
    var rest = line
    guard let organization = Self.takeColumn(&rest), let metric = Self.takeColumn(&rest),
      let person = Self.takeColumn(&rest), let day = Self.takeColumn(&rest), day.count == 10,
      !rest.contains(UInt8(ascii: "\t")),
      let value = Double(String(decoding: rest, as: UTF8.self)),
      let workday = Workday(
        year: Self.number(day.prefix(4)), month: Self.number(day.dropFirst(5).prefix(2)),
        day: Self.number(day.suffix(2)))
    else { return nil }
    self.organization = String(decoding: organization, as: UTF8.self)
    self.metric = String(decoding: metric, as: UTF8.self)
    self.person = String(decoding: person, as: UTF8.self)
    self.workday = workday
    self.value = value
  }

  private static func takeColumn(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let tab = rest.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
    defer { rest = rest[(tab + 1)...] }
    return rest[..<tab]
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    digits.reduce(0) { $0 * 10 + Int($1) - 48 }
  }

  init(_ row: inout RowReader) throws(RowDecodingError) {
    organization = try row.read()
    metric = try row.read()
    person = try row.read()
    workday = try row.read()
    value = try row.read()
  }
}

extension MetricFact: CopyRow {
  static let sql = """
    COPY bench.metric_fact (organization_id, metric_id, person_id, workday, value)
    FROM STDIN (FORMAT binary)
    """

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(metric)
    bindings.append(person)
    bindings.append(workday)
    bindings.append(value)
  }
}

/// All facts, in no order.
struct SelectFacts: Query {
  static let sql = """
    SELECT organization_id, metric_id, person_id, workday, value FROM bench.metric_fact
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> MetricFact {
    try MetricFact(&row)
  }
}
