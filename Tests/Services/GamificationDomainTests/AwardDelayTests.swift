import GamificationDomain
import Kernel
import Testing

@Suite("AwardDelay")
struct AwardDelayTests {
  private let now = Timestamp(microseconds: 1_000_000_000_000)

  @Test("is measured over a day unless it says so, and over 31 days at most")
  func window() throws {
    let usual = try AwardWindow(from: nil, until: nil, now: now)
    #expect(usual.end == now)
    #expect(usual.start == now.adding(.seconds(-86_400)))
    let longest = now.adding(.seconds(-31 * 86_400))
    #expect(try AwardWindow(from: longest, until: now, now: now).start == longest)
    for start in [now, now.adding(.seconds(1)), longest.adding(.microseconds(-1))] {
      let error = #expect(throws: ValidationError.self) {
        try AwardWindow(from: start, until: now, now: now)
      }
      #expect(error?.field == "start_time")
    }
  }

  @Test("alarms when 5 of 100 wait longer than 60 minutes")
  func alarm() {
    func delay(_ percentile: Duration, late: Int64 = 1, of count: Int64 = 4) -> AwardDelay {
      AwardDelay(
        knownCount: count, unknownCount: 0, lateCount: late, median: .zero,
        percentile95: percentile, max: percentile)
    }
    #expect(!delay(.seconds(3_600)).isAlarming)
    #expect(delay(.seconds(3_601)).isAlarming)
    #expect(delay(.zero).lateShare == 0.25)
    #expect(delay(.zero, late: 0, of: 0).lateShare == 0)
  }

  @Test("goes from the first of several achievements, which is never after the award")
  func earnTime() throws {
    let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
    let recording = DayRecording(
      book: makeBook([try makeRule(handled, "interactions_handled")]), cause: .measurement,
      source: "facts", now: now, today: monday, finalThrough: monday.adding(days: -2))
    let ids = UUIDv7Generator(clock: SystemWallClock())
    func earned(_ seconds: Int64?...) -> Timestamp? {
      let day = PersonDay(person: ada, workday: monday)
      let record = DayRecord(
        day: day, sheet: DaySheet(), placement: Placement(), assignedProfile: nil, profile: nil,
        version: 0, points: [])
      let changes = seconds.enumerated().map { index, seconds in
        WorkdayChange(
          day: day, change: .measured(Measurement(.interactionsHandled, Double(index + 1))),
          field: "amount", earnTime: seconds.map { now.adding(.seconds($0)) })
      }
      return recording.recorded(changes, to: [record], ids: ids).updates.first?.posting?.earnTime
    }
    #expect(earned(nil) == nil)
    #expect(earned(-10, nil, -60) == now.adding(.seconds(-60)))
    #expect(earned(10) == now)
  }
}
