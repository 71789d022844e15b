/// An amount of points, kept in hundredths.
package struct Points: Hashable, Comparable, Sendable {
  /// 17100 is 171 points; may be negative.
  package let hundredths: Int64

  package init(hundredths: Int64) { self.hundredths = hundredths }

  /// Makes an amount of whole points.
  package init(whole: Int64) { hundredths = whole * 100 }

  package static var zero: Points { Points(hundredths: 0) }

  package static func < (left: Self, right: Self) -> Bool { left.hundredths < right.hundredths }

  package static func + (left: Self, right: Self) -> Points {
    Points(hundredths: left.hundredths + right.hundredths)
  }
}
