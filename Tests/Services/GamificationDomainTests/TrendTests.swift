import GamificationDomain
import Kernel
import Testing

@Suite("PointsTrend")
struct PointsTrendTests {
  private let points = (0..<14).map { offset in
    WorkdayPoints(workday: monday.adding(days: offset), points: Points(whole: Int64(offset)))
  }

  @Test("has the workdays of the range and of the days of the week, oldest first")
  func filter() throws {
    let range = try WorkdayRange(from: monday.adding(days: 1), through: monday.adding(days: 9))
    let all = PointsTrend(of: points.reversed(), in: range)
    #expect(all.workdays.map(\.points) == (1...9).map { Points(whole: $0) })
    #expect(all.mean == Points(whole: 5))
    let day = monday.adding(days: 2).dayOfWeek
    let some = PointsTrend(of: points, in: range, daysOfWeek: [day])
    #expect(some.workdays.map(\.points) == [Points(whole: 2), Points(whole: 9)])
    #expect(some.mean == Points(hundredths: 550))
  }

  @Test("nothing has no mean, and halves are rounded away from zero")
  func mean() {
    #expect(Points.mean(of: []) == nil)
    #expect(Points.mean(of: [Points(hundredths: 1), .zero]) == Points(hundredths: 1))
    #expect(Points.mean(of: [Points(hundredths: -1), .zero]) == Points(hundredths: -1))
  }

  @Test(
    "days of the week are those of the calendar",
    arguments: [
      ("1970-01-01", 4), ("1969-12-31", 3), ("2026-11-27", 5), ("2000-02-29", 2),
      ("1900-01-01", 1), ("2026-03-01", 7),
    ])
  func dayOfWeek(text: String, day: Int) throws {
    #expect(try Workday(parsing: text, field: "day").dayOfWeek == day)
  }
}

@Suite("Attendance")
struct AttendanceTests {
  private let activity = DaySheet(events: [DayEvent(.activity, id: someUUID, value: 5)])
  private let evaluation = DaySheet(events: [DayEvent(.evaluation, id: someUUID, value: 5)])
  private let work = DaySheet(measurements: [Measurement(.handleSeconds, 5)])

  @Test("tells what a workday was")
  func statuses() {
    func status(_ sheet: DaySheet, _ isScheduled: Bool, over isOver: Bool) -> AttendanceStatus {
      AttendanceStatus(of: sheet, isScheduled: isScheduled, isOver: isOver)
    }
    #expect(status(work, false, over: true) == .measured)
    #expect(status(activity, true, over: true) == .present)
    #expect(status(DaySheet(), true, over: true) == .absent)
    #expect(status(DaySheet(), true, over: false) == .scheduled)
    #expect(status(DaySheet(), false, over: true) == .unscheduled)
    // Somebody else may have released it while the person was away.
    #expect(status(evaluation, true, over: true) == .absent)
  }

  @Test(
    "lateness is what points are made of, unless it is excused",
    arguments: [
      (0, false, 0, true), (30, false, 30, true), (31, false, 31, false), (-30, false, 0, true),
      (-31, false, 0, false), (300, false, 300, false), (300, true, 0, false),
    ] as [(Int64, Bool, Double, Bool)])
  func punctuality(seconds: Int64, isExcused: Bool, value: Double, isBullseye: Bool) {
    let scheduled = Timestamp(microseconds: 1_800_000_000_000_000)
    let event = PunctualityEvent(
      activity: someUUID, scheduledStart: scheduled,
      start: Timestamp(microseconds: scheduled.microseconds + seconds * 1_000_000),
      isExcused: isExcused)
    #expect(event.event == DayEvent(.activity, id: someUUID, value: value))
    #expect(event.isBullseye == isBullseye)
    #expect(event.deltaSeconds == Double(seconds))
  }
}
