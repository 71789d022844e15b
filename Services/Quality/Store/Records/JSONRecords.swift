internal import FoundationEssentials
internal import Postgres

extension JSONText {
  /// Writes records as a JSON array.
  init<Record: Encodable>(records: [Record]) {
    guard let data = try? JSONEncoder().encode(records) else {
      preconditionFailure("records of texts, whole numbers and truth values are always JSON")
    }
    self.init(String(decoding: data, as: UTF8.self))
  }
}

extension RowReader {
  /// Reads a column with a JSON array of records; `nil` for NULL.
  ///
  /// The number of the column, from 0, is named in the error.
  mutating func readOptionalRecords<Record: Decodable>(
    of type: Record.Type, column: Int
  ) throws(RowDecodingError) -> [Record]? {
    guard let json: JSONText = try readOptional() else { return nil }
    guard
      let records = try? JSONDecoder().decode([Record].self, from: Data(json.text.utf8))
    else { throw RowDecodingError(column: column, reason: .malformed) }
    return records
  }

  /// Reads a column with a JSON array of records.
  mutating func readRecords<Record: Decodable>(
    of type: Record.Type, column: Int
  ) throws(RowDecodingError) -> [Record] {
    guard let records = try readOptionalRecords(of: type, column: column) else {
      throw RowDecodingError(column: column, reason: .unexpectedNull)
    }
    return records
  }
}
