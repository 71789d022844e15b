/// A table for a terminal.
///
/// Columns are as wide as their widest cell, counted in Unicode scalars, with two spaces between.
package struct TextTable: Hashable, Sendable {
  /// Where the text of a column stands.
  package enum Alignment: Hashable, Sendable {
    /// For words.
    case left
    /// For numbers.
    case right
  }

  /// A column.
  package struct Column: Hashable, Sendable {
    package var title: String
    package var alignment: Alignment

    package init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  package let columns: [Column]
  private var rows: [[String]] = []

  package init(columns: [Column]) { self.columns = columns }

  /// Adds a row.
  ///
  /// - Parameter cells: One text a column. Control characters are shown as U+FFFD, so that a name
  ///   from elsewhere can neither break the table nor steer the terminal.
  package mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row has a cell for every column")
    rows.append(cells.map(Self.printable))
  }

  /// The table with its titles and a rule below them; each line ends with a line feed.
  package func rendered() -> String {
    let titles = columns.map { Self.printable($0.title) }
    let widths = columns.indices.map { index in
      ([titles] + rows).map { $0[index].unicodeScalars.count }.max() ?? 0
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return ([titles, rule] + rows).map { line($0, widths: widths) }.joined()
  }

  private func line(_ cells: [String], widths: [Int]) -> String {
    var text = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { text += "  " }
      let padding = String(repeating: " ", count: widths[index] - cell.unicodeScalars.count)
      text += columns[index].alignment == .left ? cell + padding : padding + cell
    }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }

  private static func printable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      scalars.append(isControl ? "\u{fffd}" : scalar)
    }
    return String(scalars)
  }
}
