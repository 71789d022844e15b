package import Kernel

/// How long an appointment takes: 15, 30, 45 or 60 minutes.
///
/// Source: domain.md section 3, "Duration: default 30, max 60, grain 15".
package enum AppointmentLength: Int32, Hashable, Sendable, CaseIterable {
  case minutes15 = 15
  case minutes30 = 30
  case minutes45 = 45
  case minutes60 = 60

  /// The length when the request leaves it out.
  package static var standard: AppointmentLength { .minutes30 }

  /// Reads a length that came from outside.
  ///
  /// - Throws: ``ValidationError`` when it is none of the four.
  package init(_ duration: Duration, field: String) throws(ValidationError) {
    guard let length = Self.allCases.first(where: { $0.duration == duration }) else {
      throw ValidationError(field: field, reason: "must be 15, 30, 45 or 60 minutes")
    }
    self = length
  }

  /// The length as a duration.
  package var duration: Duration { .seconds(60 * Int64(rawValue)) }
}
