package import Kernel

extension Contender {
  /// The form that a page token holds, for the place that a page ends with.
  package var position: [String] {
    [
      String(points.hundredths), reachTime.map { String($0.microseconds) } ?? "", displayName,
      person.rawValue,
    ]
  }

  /// Reads the position that a page token holds.
  ///
  /// - Throws: ``ValidationError`` for `page_token` when it is not a position of such a list.
  package init(position texts: [String]) throws(ValidationError) {
    guard texts.count == 4, let hundredths = Int64(texts[0]),
      let reachTime = texts[1].isEmpty ? .some(nil) : Int64(texts[1]).map(Optional.some)
    else {
      throw ValidationError(
        field: "page_token", reason: "does not belong to this list and these arguments")
    }
    self.init(
      person: PersonID(stored: texts[3]), displayName: texts[2],
      points: Points(hundredths: hundredths),
      reachTime: reachTime.map { Timestamp(microseconds: $0) })
  }
}
