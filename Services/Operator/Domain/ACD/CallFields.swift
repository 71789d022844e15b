internal import Kernel

/// The cells of one line, read by column.
struct CallFields {
  /// The cells in the order of the file; at least as many as the largest position.
  let cells: [ArraySlice<UInt8>]
  let positions: [CallColumn: Int]
  let line: Int

  /// A cell without spaces at its ends.
  private func cell(_ column: CallColumn) -> ArraySlice<UInt8> {
    guard let position = positions[column], cells.indices.contains(position) else {
      preconditionFailure("the header has every column and the line was checked against it")
    }
    let space = UInt8(ascii: " ")
    var cell = cells[position].drop { $0 == space }
    while cell.last == space { cell.removeLast() }
    return cell
  }

  private func failure(_ column: CallColumn, _ reason: String) -> RowError {
    RowError(line: line, column: column, reason: reason)
  }

  /// A whole number.
  func number(_ column: CallColumn, in range: ClosedRange<Int>) throws(RowError) -> Int {
    guard let value = Digits.signedValue(of: cell(column)), range.contains(value) else {
      throw failure(
        column, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A whole number of up to 18 digits.
  func number(_ column: CallColumn) throws(RowError) -> Int {
    guard let value = Digits.value(of: cell(column)) else {
      throw failure(column, "must be a whole number of 1 to \(Digits.digitsMax) digits")
    }
    return value
  }

  /// Checks the customer: a whole number, or one that a spreadsheet has rounded (`3.27E+11`).
  ///
  /// The published file has both forms.
  func checkCustomerID() throws(RowError) {
    let column = CallColumn.customerID
    let cell = cell(column)
    if Digits.value(of: cell) != nil { return }
    let parts = cell.split(separator: UInt8(ascii: "E"), omittingEmptySubsequences: false)
    if parts.count == 2, parts[1].first == UInt8(ascii: "+"),
      Digits.value(of: parts[1].dropFirst()) != nil
    {
      let mantissa = parts[0].split(
        separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      if mantissa.count <= 2, mantissa.allSatisfy({ Digits.value(of: $0) != nil }) { return }
    }
    throw failure(column, "must be a whole number of 1 to \(Digits.digitsMax) digits")
  }

  /// An id with the characters that the platform's ids have.
  func id(_ column: CallColumn, charactersMax: Int = QueueID.charactersMax) throws(RowError)
    -> String
  {
    let text = String(decoding: cell(column), as: UTF8.self)
    guard text.utf8.count <= charactersMax else {
      throw failure(column, "must have at most \(charactersMax) characters")
    }
    do {
      return try QueueID(parsing: text, field: column.rawValue).rawValue
    } catch {
      throw failure(column, error.reason)
    }
  }

  /// A date of the form YYMMDD; 70 to 99 are the years from 1970, 00 to 69 those from 2000.
  func date(_ column: CallColumn) throws(RowError) -> Workday {
    let cell = cell(column)
    guard cell.count == 6, let value = Digits.value(of: cell) else {
      throw failure(column, "must be a date of the form YYMMDD")
    }
    let shortYear = value / 10_000
    let year = shortYear + (shortYear >= 70 ? 1_900 : 2_000)
    guard let date = Workday(year: year, month: value / 100 % 100, day: value % 100) else {
      throw failure(column, "is not a day of the calendar")
    }
    return date
  }

  /// A time of day of the form H:MM:SS.
  func time(_ column: CallColumn) throws(RowError) -> ClockTime {
    guard let time = ClockTime(cell(column)) else {
      throw failure(column, "must be a time of day of the form H:MM:SS before 24:00:00")
    }
    return time
  }

  /// How the call ended.
  func outcome(_ column: CallColumn) throws(RowError) -> CallOutcome {
    let text = String(decoding: cell(column), as: UTF8.self)
    guard let outcome = CallOutcome(rawValue: text) else {
      throw failure(column, "must be AGENT, HANG or PHANTOM")
    }
    return outcome
  }

  /// The agent; `nil` for NO_SERVER.
  func server(_ column: CallColumn) throws(RowError) -> PersonID? {
    let text = try id(column)
    return text == "NO_SERVER" ? nil : PersonID(stored: text)
  }
}
