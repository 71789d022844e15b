internal import Kernel

/// An item of a file, with where it stands.
package struct ExternalDataRecord: Hashable, Sendable {
  package let entry: ExternalDataEntry
  private let start: TextPosition
  private let positions: [ExternalDataField: TextPosition]

  package init(
    _ entry: ExternalDataEntry, start: TextPosition,
    positions: [ExternalDataField: TextPosition] = [:]
  ) {
    self.entry = entry
    self.start = start
    self.positions = positions
  }

  /// Where a field of the item stands, or the item when the field is not known to stand anywhere.
  package func position(of field: String) -> TextPosition {
    ExternalDataField(rawValue: field).flatMap { positions[$0] } ?? start
  }
}

/// What the columns of a file of comma-separated values are.
///
/// Source: domain.md row G23.
package struct ExternalDataColumns: Sendable {
  private let fields: [ExternalDataField]

  /// What may be missing.
  private static var optional: Set<ExternalDataField> { [.count] }

  /// Reads the header.
  ///
  /// - Throws: ``TextFileError`` for a name that is no field, is there twice or is missing.
  package init(header: CSVRecord) throws(TextFileError) {
    var fields: [ExternalDataField] = []
    for name in header.fields {
      guard let field = ExternalDataField(rawValue: name.text) else {
        let names = ExternalDataField.allCases.map(\.rawValue).joined(separator: ", ")
        throw TextFileError("a column must be one of \(names)", at: name.position)
      }
      guard !fields.contains(field) else {
        throw TextFileError("the column \(field.rawValue) is there twice", at: name.position)
      }
      fields.append(field)
    }
    for field in ExternalDataField.allCases
    where !Self.optional.contains(field) && !fields.contains(field) {
      throw TextFileError("the column \(field.rawValue) is missing", at: .start)
    }
    self.fields = fields
  }

  /// Reads an item.
  package func record(_ record: CSVRecord) -> ExternalDataRecord {
    let start = record.fields.first?.position ?? .start
    guard record.fields.count == fields.count else {
      let error = ValidationError(
        field: "", reason: "the line must have \(fields.count) fields, as the first one has")
      return ExternalDataRecord(.failure(ExternalDataRefusal(.invalidField, error)), start: start)
    }
    let named = Dictionary(uniqueKeysWithValues: zip(fields, record.fields))
    let entry: ExternalDataEntry
    do throws(ValidationError) {
      entry = .success(try Self.item(named.mapValues(\.text)))
    } catch {
      entry = .failure(ExternalDataRefusal(.invalidField, error))
    }
    return ExternalDataRecord(entry, start: start, positions: named.mapValues(\.position))
  }

  private static func item(
    _ texts: [ExternalDataField: String]
  ) throws(ValidationError) -> ExternalDataItem {
    func text(_ field: ExternalDataField) -> String { texts[field] ?? "" }
    return ExternalDataItem(
      metric: try ExternalMetricID(
        parsing: text(.metric), field: ExternalDataField.metric.rawValue),
      person: try PersonID(parsing: text(.person), field: ExternalDataField.person.rawValue),
      workday: try Workday(parsing: text(.workday), field: ExternalDataField.workday.rawValue),
      report: try ExternalReport(
        value: try value(text(.value)), count: try count(text(.count)), mode: try mode(text(.mode)),
        field: ""))
  }

  private static func value(_ text: String) throws(ValidationError) -> Double? {
    guard !text.isEmpty else { return nil }
    // Names and hexadecimal digits of numbers are for programmers.
    let isDecimal = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
    }
    guard isDecimal, let value = Double(text) else {
      throw ValidationError(
        field: ExternalDataField.value.rawValue, reason: "must be a number such as 12.5, or empty")
    }
    return value
  }

  private static func count(_ text: String) throws(ValidationError) -> Int64? {
    guard !text.isEmpty else { return nil }
    guard let count = Int64(text) else {
      throw ValidationError(
        field: ExternalDataField.count.rawValue, reason: "must be a whole number, or empty")
    }
    return count
  }

  private static func mode(_ text: String) throws(ValidationError) -> ExternalReport.Mode {
    switch text {
    case "TOTAL": .total
    case "CUMULATIVE": .cumulative
    default:
      throw ValidationError(
        field: ExternalDataField.mode.rawValue, reason: "must be TOTAL or CUMULATIVE")
    }
  }
}
