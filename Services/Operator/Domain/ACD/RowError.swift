/// A line of a call file that cannot be used.
package struct RowError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from 1; line 1 is the header.
  package var line: Int
  /// The column that is wrong; `nil` when the whole line is.
  package var column: CallColumn?
  /// What is wrong, as the rest of a sentence that begins with the column or "the line".
  package var reason: String

  package init(line: Int, column: CallColumn? = nil, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// For example `line 12: ser_time must be a whole number from 0 to 86400`.
  package var description: String { "line \(line): \(column?.rawValue ?? "the line") \(reason)" }
}
