/// How many rows a page holds (AIP-158; style.md P4).
package struct PageSize: Hashable, Sendable {
  /// The number of rows: 1 to ``rowsMax``.
  package let rows: Int

  /// The number of rows when the request leaves it out.
  package static var rowsDefault: Int { 50 }
  /// The largest page; a larger wish is lowered to it.
  package static var rowsMax: Int { 1_000 }

  /// Reads `page_size` of a request: 0 is the default, a number over the maximum is lowered.
  ///
  /// - Throws: ``ValidationError`` when it is negative.
  package init(requested: Int32) throws(ValidationError) {
    guard requested >= 0 else {
      throw ValidationError(field: "page_size", reason: "must not be negative")
    }
    rows = requested == 0 ? Self.rowsDefault : min(Int(requested), Self.rowsMax)
  }
}

/// One page of a list.
package struct Page<Element: Sendable>: Sendable {
  package var elements: [Element]
  /// The sort key of the last row; `nil` when there are no more rows.
  package var nextPosition: [String]?

  package init(elements: [Element], nextPosition: [String]?) {
    self.elements = elements
    self.nextPosition = nextPosition
  }

  /// Cuts a page from one row more than it holds.
  ///
  /// - Parameters:
  ///   - rows: Up to `size.rows + 1` rows in order.
  ///   - size: How many rows the page holds.
  ///   - position: The sort key of a row.
  package init(_ rows: [Element], size: PageSize, position: (Element) -> [String]) {
    if rows.count > size.rows {
      let kept = Array(rows.prefix(size.rows))
      self.init(elements: kept, nextPosition: kept.last.map(position))
    } else {
      self.init(elements: rows, nextPosition: nil)
    }
  }
}
