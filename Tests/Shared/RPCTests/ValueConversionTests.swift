import Kernel
import RPC
import Testing
import WellKnownMessages

@Suite("Timestamp and google.protobuf.Timestamp")
struct TimestampConversionTests {
  @Test(
    "come back from each other",
    arguments: [0, 1, -1, 1_790_000_000_123_456, -62_135_596_800_000_000] as [Int64])
  func roundTrip(microseconds: Int64) throws {
    let timestamp = Kernel.Timestamp(microseconds: microseconds)
    let message = GoogleProtobuf.Timestamp(timestamp)
    #expect((0..<1_000_000_000).contains(message.nanos))
    #expect(try Kernel.Timestamp(message, field: "start_time") == timestamp)
  }

  @Test("name the field that is absent")
  func absent() {
    #expect(throws: ValidationError(field: "start_time", reason: "is required")) {
      try Kernel.Timestamp(nil, field: "start_time")
    }
  }

  @Test(
    "name the field that is no instant",
    arguments: [(253_402_300_800, 0), (-62_135_596_801, 0), (0, -1), (0, 1_000_000_000)]
      as [(Int64, Int32)])
  func refusals(seconds: Int64, nanos: Int32) {
    #expect(
      throws: ValidationError(
        field: "start_time", reason: "must be an instant of the years 1 to 9999")
    ) {
      try Kernel.Timestamp(
        GoogleProtobuf.Timestamp(seconds: seconds, nanos: nanos), field: "start_time")
    }
  }
}

@Suite("Workday and google.type.Date")
struct WorkdayConversionTests {
  @Test(
    "come back from each other",
    arguments: ["0001-01-01", "1969-12-31", "2024-02-29", "9999-12-31"]
  )
  func roundTrip(text: String) throws {
    let workday = try Workday(parsing: text, field: "workday")
    let message = GoogleType.Date(workday)
    #expect(Workday(message) == workday)
    #expect(try Workday(message, field: "workday") == workday)
    #expect(try Workday.optional(message, field: "workday") == workday)
  }

  @Test("name the field that is absent, unless it may be")
  func absent() throws {
    #expect(throws: ValidationError(field: "workday", reason: "is required")) {
      try Workday(nil, field: "workday")
    }
    #expect(try Workday.optional(nil, field: "workday") == nil)
  }

  @Test(
    "name the field that is no whole date",
    arguments: [(2026, 9, 0), (2026, 0, 1), (0, 9, 1), (2026, 2, 29), (2026, -1, 1)]
      as [(Int32, Int32, Int32)])
  func refusals(year: Int32, month: Int32, day: Int32) {
    let message = GoogleType.Date(year: year, month: month, day: day)
    let error = ValidationError(field: "workday", reason: "must be a full date that exists")
    #expect(Workday(message) == nil)
    #expect(throws: error) { try Workday(message, field: "workday") }
    #expect(throws: error) { try Workday.optional(message, field: "workday") }
  }
}

@Suite("WorkdayRange.init(startWorkday:endWorkday:)")
struct WorkdayRangeConversionTests {
  private let first = GoogleType.Date(year: 2026, month: 9, day: 1)
  private let last = GoogleType.Date(year: 2026, month: 9, day: 30)

  @Test("reads the first and the last day")
  func range() throws {
    let range = try WorkdayRange(startWorkday: first, endWorkday: last)
    #expect(range.start.description == "2026-09-01")
    #expect(range.end.description == "2026-09-30")
  }

  @Test("names the day that is absent or before the other")
  func refusals() {
    #expect(throws: ValidationError(field: "start_workday", reason: "is required")) {
      try WorkdayRange(startWorkday: nil, endWorkday: last)
    }
    #expect(throws: ValidationError(field: "end_workday", reason: "is required")) {
      try WorkdayRange(startWorkday: first, endWorkday: nil)
    }
    #expect(
      throws: ValidationError(field: "end_workday", reason: "must not be before start_workday")
    ) {
      try WorkdayRange(startWorkday: last, endWorkday: first)
    }
  }
}

@Suite("Duration and google.protobuf.Duration")
struct DurationConversionTests {
  @Test(
    "come back from each other",
    arguments: [.zero, .seconds(1_800), .nanoseconds(1_500_000_001), .milliseconds(-1_500)]
      as [Swift.Duration])
  func roundTrip(duration: Swift.Duration) {
    #expect(Swift.Duration(GoogleProtobuf.Duration(duration)) == duration)
  }

  @Test(
    "keep whole microseconds", arguments: [0, 1, 1_500_000, 315_576_000_000_999_999] as [Int64])
  func microseconds(microseconds: Int64) throws {
    let message = GoogleProtobuf.Duration(microseconds: microseconds)
    #expect(try message.microseconds(field: "wait_duration") == microseconds)
  }

  @Test(
    "name the field that is no length",
    arguments: [
      (-1, 0, "must not be negative"), (0, -1, "must not be negative"),
      (315_576_000_001, 0, "is not a duration of at most 10000 years"),
      (0, 1_000_000_000, "is not a duration of at most 10000 years"),
    ] as [(Int64, Int32, String)])
  func refusals(seconds: Int64, nanos: Int32, reason: String) {
    #expect(throws: ValidationError(field: "wait_duration", reason: reason)) {
      try GoogleProtobuf.Duration(seconds: seconds, nanos: nanos)
        .microseconds(field: "wait_duration")
    }
  }
}
