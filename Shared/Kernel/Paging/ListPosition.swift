/// The sort key of a row in a list that is ordered by time and id.
package struct ListPosition: Hashable, Sendable {
  package let time: Timestamp
  package let id: UUIDBits

  package init(time: Timestamp, id: UUIDBits) {
    self.time = time
    self.id = id
  }

  /// Before every row of a list that begins with the oldest.
  package static var beforeOldest: ListPosition {
    ListPosition(
      time: Timestamp(microseconds: -62_135_596_800_000_000), id: UUIDBits(high: 0, low: 0))
  }

  /// Before every row of a list that begins with the newest.
  package static var beforeNewest: ListPosition {
    ListPosition(
      time: Timestamp(microseconds: 253_402_300_799_999_999),
      id: UUIDBits(high: .max, low: .max))
  }

  /// Reads the position that a page token holds.
  ///
  /// - Throws: ``ValidationError`` for `page_token` when it is not a position of such a list.
  package init(texts: [String]) throws(ValidationError) {
    guard texts.count == 2, let microseconds = Int64(texts[0]), let id = UUIDBits(texts[1]) else {
      throw ValidationError(
        field: "page_token", reason: "does not belong to this list and these arguments")
    }
    self.init(time: Timestamp(microseconds: microseconds), id: id)
  }

  /// The form that a page token holds.
  package var texts: [String] { [String(time.microseconds), id.description] }
}
