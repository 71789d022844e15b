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
    var columns = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .makeIterator()
    guard let organization = columns.next(), let metric = columns.next(),
      let person = columns.next(), let day = columns.next(), let value = columns.next(),
      columns.next() == nil, day.count == 10,
      let number = Double(String(decoding: value, as: UTF8.self))
    else { return nil }
    let digits = day.map { Int($0) - 48 }
    func part(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    guard let workday = Workday(year: part(0..<4), month: part(5..<7), day: part(8..<10))
    else { return nil }
    self.organization = String(decoding: organization, as: UTF8.self)
    self.metric = String(decoding: metric, as: UTF8.self)
    self.person = String(decoding: person, as: UTF8.self)
    self.workday = workday
    self.value = number
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
