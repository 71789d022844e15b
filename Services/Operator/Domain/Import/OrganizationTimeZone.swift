internal import Foundation
package import Kernel

/// The time zone that an organisation's clocks show.
package struct OrganizationTimeZone: Hashable, Sendable {
  private let zone: TimeZone

  /// The longest name of a zone, in characters.
  package static var charactersMax: Int { 64 }

  /// Finds a zone of the IANA time zone database.
  ///
  /// - Parameters:
  ///   - identifier: For example `Asia/Jerusalem` or `UTC`. Abbreviations such as `EST` and
  ///     offsets such as `GMT+2` are refused: they know no daylight saving time.
  ///   - field: The option or field it came from, named in the error.
  /// - Throws: ``ValidationError`` when there is no such zone.
  package init(parsing identifier: String, field: String) throws(ValidationError) {
    let isName = identifier == "UTC" || identifier.contains("/")
    guard isName, identifier.utf8.count <= Self.charactersMax,
      let zone = TimeZone(identifier: identifier)
    else {
      throw ValidationError(
        field: field, reason: "must be an IANA time zone such as Asia/Jerusalem")
    }
    self.zone = zone
  }

  /// The name in the time zone database.
  package var identifier: String { zone.identifier }

  /// The instant at which the zone's clocks show a time of a day.
  ///
  /// When clocks are put back, a time is shown twice: the first one is taken. When they are put
  /// forward, a time is never shown: the offset from before the change applies, so that 2:30 in a
  /// gap from 2:00 to 3:00 becomes 3:30. (RFC 5545, section 3.3.5, decides both in the same way.)
  package func instant(of time: ClockTime, on day: Workday) -> Timestamp {
    let wallSeconds = Int64(day.daysSinceEpoch) * 86_400 + Int64(time.secondOfDay)
    // No zone changes its offset twice within two days, so these are the offsets before and after
    // the only change that can matter.
    let before = offsetSeconds(at: wallSeconds - 86_400)
    let after = offsetSeconds(at: wallSeconds + 86_400)
    let early = wallSeconds - before
    let late = wallSeconds - after
    let isLate = offsetSeconds(at: early) != before && offsetSeconds(at: late) == after
    return Timestamp(microseconds: (isLate ? late : early) * 1_000_000)
  }

  /// Seconds east of UTC at an instant.
  private func offsetSeconds(at seconds: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }
}
