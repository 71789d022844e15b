import CoachingDomain
import Kernel
import Testing

@Suite("AppointmentPlan.init")
struct AppointmentPlanTests {
  @Test("takes 30 minutes and rounds the beginning down to the minute")
  func defaults() throws {
    let plan = try Samples.plan(startTime: Samples.now)
    #expect(plan.length == .minutes30)
    #expect(plan.startTime == Samples.minute)
  }

  @Test("accepts the limits themselves")
  func limits() throws {
    let plan = try Samples.plan(
      displayName: String(repeating: "ü", count: 200), attendees: Samples.people(50),
      interactions: (0..<50).map { InteractionID(stored: "i\($0)") })
    #expect(plan.attendees.count == 50)
  }

  @Test(
    "names a display name that is too short or too long",
    arguments: [
      ("", "is required"), (String(repeating: "a", count: 201), "must have at most 200 characters"),
      ("\u{0}", "must not contain the character U+0000"),
    ])
  func displayName(text: String, reason: String) {
    #expect(throws: ValidationError(field: "appointment.display_name", reason: reason)) {
      try Samples.plan(displayName: text)
    }
  }

  @Test("asks for an attendee")
  func noAttendee() {
    #expect(throws: ValidationError(field: "appointment.attendee_ids", reason: "is required")) {
      try Samples.plan(attendees: [])
    }
  }

  @Test("refuses more than 50 attendees")
  func tooManyAttendees() {
    #expect(
      throws: ValidationError(
        field: "appointment.attendee_ids", reason: "must have at most 50 entries")
    ) {
      try Samples.plan(attendees: Samples.people(51))
    }
  }

  @Test("names the attendee who comes twice")
  func duplicateAttendee() {
    #expect(
      throws: ValidationError(
        field: "appointment.attendee_ids[2]", reason: "must not repeat an earlier entry")
    ) {
      try Samples.plan(attendees: Samples.people(2) + Samples.people(1))
    }
  }

  @Test("refuses a facilitator who is coached")
  func facilitatorAttends() {
    #expect(
      throws: ValidationError(
        field: "appointment.facilitator_id", reason: "must not be one of the attendees")
    ) {
      try Samples.plan(facilitator: Samples.agent)
    }
  }

  @Test("refuses too many interactions and names one that comes twice")
  func interactions() {
    let one = InteractionID(stored: "i")
    #expect(
      throws: ValidationError(
        field: "appointment.interaction_ids[1]", reason: "must not repeat an earlier entry")
    ) {
      try Samples.plan(interactions: [one, one])
    }
    #expect(
      throws: ValidationError(
        field: "appointment.interaction_ids", reason: "must have at most 50 entries")
    ) {
      try Samples.plan(interactions: (0...50).map { InteractionID(stored: "i\($0)") })
    }
  }
}

@Suite("AppointmentLength.init")
struct AppointmentLengthTests {
  @Test("accepts 15, 30, 45 and 60 minutes", arguments: [15, 30, 45, 60] as [Int32])
  func accepted(minutes: Int32) throws {
    let length = try AppointmentLength(.seconds(60 * Int64(minutes)), field: "length_duration")
    #expect(length.rawValue == minutes)
  }

  @Test(
    "refuses everything else",
    arguments: [.zero, .seconds(-900), .seconds(899), .seconds(5_400), .milliseconds(900_001)]
      as [Duration])
  func refused(duration: Duration) {
    #expect(
      throws: ValidationError(
        field: "length_duration", reason: "must be 15, 30, 45 or 60 minutes")
    ) {
      try AppointmentLength(duration, field: "length_duration")
    }
  }
}

@Suite("Timestamp.roundedDownToMinute")
struct MinuteTests {
  @Test(
    "goes to the minute before, on both sides of 1970",
    arguments: [(0, 0), (59_999_999, 0), (60_000_000, 60_000_000), (-1, -60_000_000)]
      as [(Int64, Int64)])
  func rounding(microseconds: Int64, rounded: Int64) {
    #expect(Timestamp(microseconds: microseconds).roundedDownToMinute.microseconds == rounded)
  }
}
