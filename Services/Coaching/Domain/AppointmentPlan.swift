package import Kernel

/// What people decide about an appointment.
package struct AppointmentPlan: Hashable, Sendable {
  /// The lengths of a display name, in characters.
  package static var displayNameCharacters: ClosedRange<Int> { 1...200 }
  /// The largest number of people who are coached together.
  package static var attendeesMax: Int { 50 }
  /// The largest number of interactions to talk about.
  package static var interactionsMax: Int { 50 }

  package let displayName: String
  /// Who is coached, each once.
  package let attendees: [PersonID]
  /// Who coaches; `nil` in a draft without one.
  package internal(set) var facilitator: PersonID?
  /// When it begins, a whole minute; `nil` in a draft without a time.
  package internal(set) var startTime: Timestamp?
  package internal(set) var length: AppointmentLength
  /// What to talk about, each once.
  package let interactions: [InteractionID]

  /// Checks the plan of a new appointment.
  ///
  /// `startTime` is rounded down to the minute; a `length` of `nil` is
  /// ``AppointmentLength/standard``.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    displayName: String, attendees: [PersonID], facilitator: PersonID?, startTime: Timestamp?,
    length: AppointmentLength?, interactions: [InteractionID], field: String
  ) throws(ValidationError) {
    self.displayName = try CheckedText.check(
      displayName, characters: Self.displayNameCharacters, field: "\(field).display_name")
    guard !attendees.isEmpty else {
      throw ValidationError(field: "\(field).attendee_ids", reason: "is required")
    }
    self.attendees = try Self.checkList(
      attendees, countMax: Self.attendeesMax, field: "\(field).attendee_ids")
    if let facilitator, attendees.contains(facilitator) {
      throw ValidationError(
        field: "\(field).facilitator_id", reason: "must not be one of the attendees")
    }
    self.facilitator = facilitator
    self.startTime = startTime?.roundedDownToMinute
    self.length = length ?? .standard
    self.interactions = try Self.checkList(
      interactions, countMax: Self.interactionsMax, field: "\(field).interaction_ids")
  }

  /// Adopts what was checked when it was stored.
  package init(
    storedDisplayName displayName: String, attendees: [PersonID], facilitator: PersonID?,
    startTime: Timestamp?, length: AppointmentLength, interactions: [InteractionID]
  ) {
    self.displayName = displayName
    self.attendees = attendees
    self.facilitator = facilitator
    self.startTime = startTime
    self.length = length
    self.interactions = interactions
  }

  private static func checkList<Element: Hashable>(
    _ elements: [Element], countMax: Int, field: String
  ) throws(ValidationError) -> [Element] {
    guard elements.count <= countMax else {
      throw ValidationError(field: field, reason: "must have at most \(countMax) entries")
    }
    var seen: Set<Element> = []
    for (index, element) in elements.enumerated() where !seen.insert(element).inserted {
      throw ValidationError(
        field: "\(field)[\(index)]", reason: "must not repeat an earlier entry")
    }
    return elements
  }
}

/// Facilitator and time of an appointment.
package struct AppointmentSchedule: Hashable, Sendable {
  package let facilitator: PersonID
  /// When it begins, a whole minute.
  package let startTime: Timestamp
  /// How long it takes; `nil` leaves the length as it was.
  package let length: AppointmentLength?

  /// Makes a schedule; `startTime` is rounded down to the minute.
  package init(facilitator: PersonID, startTime: Timestamp, length: AppointmentLength?) {
    self.facilitator = facilitator
    self.startTime = startTime.roundedDownToMinute
    self.length = length
  }
}
