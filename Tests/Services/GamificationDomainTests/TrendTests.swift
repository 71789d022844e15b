import GamificationDomain
import Kernel
import Testing

private let handleTime = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
private let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 2))
private let elsewhere = ProfileMetricID(uuid: UUIDBits(high: 5, low: 3))
private let profile = ProfileID(uuid: UUIDBits(high: 6, low: 1))
private let other = ProfileID(uuid: UUIDBits(high: 6, low: 2))

private func day(
  _ offset: Int32, _ outcomes: [ResultDay.Outcome], in profile: ProfileID = profile
) -> ResultDay {
  ResultDay(workday: monday.adding(days: offset), profile: profile, outcomes: outcomes)
}

private func outcome(
  _ metric: ProfileMetricID, _ dividend: Double, _ divisor: Double = 1, points: Int64 = 10
) -> ResultDay.Outcome {
  ResultDay.Outcome(
    metric: metric, version: 1, amounts: MetricAmounts(dividend: dividend, divisor: divisor),
    points: Points(whole: points), pointsMax: Points(whole: 100), heldPoints: .zero)
}

private func week(_ daysOfWeek: Set<Int> = []) throws -> TrendDays {
  TrendDays(
    range: try WorkdayRange(from: monday, through: monday.adding(days: 6)), daysOfWeek: daysOfWeek)
}

/// A book with two profiles, the second one with a metric that measures what one of the first does.
private func book() throws -> RuleBook {
  func rulebook(_ rules: [MetricRule]) -> ProfileRulebook {
    ProfileRulebook(
      states: [.init(start: monday, isActive: true)],
      histories: rules.map { [.init(rule: $0, start: Workday(daysSinceEpoch: 0))] })
  }
  return RuleBook(
    revision: 1, settings: SettingsHistory([makeVersion(GamificationSettings(isActive: true))]),
    defaultProfile: profile,
    profiles: [
      profile: rulebook([
        try makeRule(handled, "interactions_handled"),
        try makeRule(handleTime, "average_handle_time"),
      ]), other: rulebook([try makeRule(elsewhere, "average_handle_time")]),
    ])
}

@Suite("PersonTrend.init")
struct PersonTrendTests {
  private func trend(
    _ days: [ResultDay], _ range: TrendDays? = nil, reference: TrendResults.Reference? = nil,
    metric: String? = nil
  ) throws -> PersonTrend {
    let results = PersonResults(
      person: ada, displayName: "Ada", days: days, book: try book(),
      finalThrough: monday.adding(days: 2))
    return try PersonTrend(
      TrendResults(results: results, days: try range ?? week(), reference: reference),
      metric: metric)
  }

  @Test("has every workday, and says where there is nothing")
  func gaps() throws {
    let trend = try trend([
      day(1, [outcome(handleTime, 2_000, 10, points: 50), outcome(handled, 10, points: 9)]),
      day(3, [outcome(handled, 20, points: 20)]), day(4, []),
    ])
    #expect(trend.days.map(\.workday) == (0...6).map { monday.adding(days: $0) })
    #expect(
      trend.days.map(\.points) == [
        nil, Points(whole: 59), nil, Points(whole: 20), nil, nil, nil,
      ])
    #expect(trend.days[1].pointsMax == Points(whole: 200))
    #expect(trend.days.map(\.finality).prefix(4) == [.final, .final, .final, .provisional])
    #expect(trend.meanPoints == Points(hundredths: 3_950))
    #expect(trend.metrics.map(\.rule.id) == [handled, handleTime])
    #expect(trend.metrics[0].days.map(\.value) == [nil, 10, nil, 20, nil, nil, nil])
    #expect(trend.metrics[0].meanValue == 15)
    #expect(trend.metrics[1].days[1].value == 200)
    #expect(trend.metrics[1].days[3].points == nil)
    #expect(trend.metrics[1].reference == nil)
  }

  @Test("keeps to the days of the week")
  func daysOfWeek() throws {
    let wanted = monday.adding(days: 3).dayOfWeek
    let trend = try trend(
      [day(1, [outcome(handled, 10)]), day(3, [outcome(handleTime, 10)])], try week([wanted]))
    #expect(trend.days.map(\.workday) == [monday.adding(days: 3)])
    #expect(trend.metrics.map(\.rule.id) == [handleTime])
  }

  @Test("compares with a workday by the metrics of its profile, across profiles")
  func reference() throws {
    let before = monday.adding(days: -30)
    let trend = try trend(
      [
        day(1, [outcome(elsewhere, 1_000, 10, points: 7)], in: other),
        day(2, [outcome(handleTime, 3_000, 10, points: 8)]),
      ],
      reference: .init(
        workday: before, profile: profile,
        day: ResultDay(
          workday: before, profile: profile, outcomes: [outcome(handleTime, 2_500, 10)])))
    #expect(trend.metrics.map(\.rule.id) == [handled, handleTime])
    #expect(trend.metrics[0].days.allSatisfy { $0.value == nil })
    #expect(trend.metrics[0].reference?.value == nil)
    let line = trend.metrics[1]
    #expect(line.days.map(\.value).prefix(3) == [nil, 100, 300])
    #expect(line.reference?.value == 250)
    #expect(line.reference?.points == Points(whole: 10))
    let alone = try self.trend([day(1, [outcome(elsewhere, 1_000, 10)], in: other)])
    #expect(alone.metrics.map(\.rule.id) == [elsewhere])
  }

  @Test("shows one metric by its id or that of its definition")
  func metric() throws {
    let days = [day(1, [outcome(handled, 10), outcome(handleTime, 10)])]
    #expect(try trend(days, metric: "average_handle_time").metrics.map(\.rule.id) == [handleTime])
    #expect(try trend(days, metric: handled.description).metrics.map(\.rule.id) == [handled])
    #expect(throws: GamificationError.metricNotFound("nothing")) {
      try trend(days, metric: "nothing")
    }
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

@Suite("TrendSpan")
struct TrendSpanTests {
  @Test("a reporting interval ends with the workday that is given, or today")
  func intervals() throws {
    let intervals = [
      ReportingInterval(stored: .day, value: 7), ReportingInterval(stored: .week, value: 2),
    ]
    let open = try TrendSpan(start: nil, end: nil, interval: 1, daysMax: 366)
    #expect(
      try open.range(today: monday, intervals: intervals)
        == WorkdayRange(from: monday.adding(days: -6), through: monday))
    let closed = try TrendSpan(
      start: nil, end: monday.adding(days: -1), interval: 2, daysMax: 366)
    #expect(
      try closed.range(today: monday, intervals: intervals)
        == WorkdayRange(from: monday.adding(days: -14), through: monday.adding(days: -1)))
    #expect(throws: GamificationError.noReportingInterval(2)) {
      try closed.range(today: monday, intervals: [intervals[0]])
    }
  }

  @Test("the longest interval is no longer than what averages may be asked for")
  func longest() throws {
    for offset in Int32(0)..<1_461 {
      let end = monday.adding(days: offset)
      let days = ReportingInterval(stored: .month, value: 3).range(endingWith: end)
      #expect(
        days.upperBound.daysSinceEpoch - days.lowerBound.daysSinceEpoch < AverageQuery.daysMax)
    }
  }

  @Test("names the field that is wrong")
  func invalid() {
    func field(
      _ start: Workday?, _ end: Workday?, _ interval: Int32, daysMax: Int32 = 366
    ) -> String? {
      do throws(ValidationError) {
        _ = try TrendSpan(start: start, end: end, interval: interval, daysMax: daysMax)
        return nil
      } catch { return error.field }
    }
    #expect(field(monday, monday, 0) == nil)
    #expect(field(nil, monday, 0) == "start_workday")
    #expect(field(monday, nil, 0) == "end_workday")
    #expect(field(monday, monday.adding(days: -1), 0) == "end_workday")
    #expect(field(monday, monday.adding(days: 365), 0) == nil)
    #expect(field(monday, monday.adding(days: 366), 0) == "end_workday")
    #expect(field(monday, nil, 1) == "start_workday")
    #expect(field(nil, nil, 3) == "reporting_interval")
    #expect(field(nil, nil, -1) == "reporting_interval")
  }
}

@Suite("Attendance")
struct AttendanceTests {
  private let activity = DayEvent(.activity, id: someUUID, value: 5)
  private let evaluation = DayEvent(.evaluation, id: someUUID, value: 5)
  private let schedule = Measurement(.scheduledOnQueueSeconds, 28_800)

  @Test("tells what a workday was")
  func statuses() {
    func status(
      _ measurements: [Measurement], _ events: [DayEvent] = [], over isOver: Bool = true
    ) -> AttendanceStatus {
      AttendanceStatus(
        of: DaySheet(measurements: measurements, events: events), isOver: isOver)
    }
    #expect(status([Measurement(.handleSeconds, 5)]) == .measured)
    #expect(status([schedule, Measurement(.onQueueSeconds, 5)]) == .measured)
    #expect(
      status([Measurement(.external(ExternalMetricID(uuid: someUUID)), 0)]) == .measured)
    #expect(status([schedule], [activity]) == .present)
    #expect(status([schedule]) == .absent)
    #expect(status([schedule, Measurement(.onQueueSeconds, 0)]) == .absent)
    #expect(status([schedule], over: false) == .scheduled)
    #expect(status([]) == .unscheduled)
    #expect(status([Measurement(.scheduledOnQueueSeconds, 0)]) == .unscheduled)
    // Somebody else may have released it while the person was away.
    #expect(status([schedule], [evaluation]) == .absent)
  }

  @Test("a day has an evaluation when one counts for it, and is over when another one has begun")
  func days() {
    let today = monday.adding(days: 1)
    let sheet = DaySheet(measurements: [schedule], events: [evaluation])
    let past = AttendanceDay(workday: monday, sheet: sheet, today: today)
    #expect(past.status == .absent)
    #expect(past.hasQualityEvaluation)
    let now = AttendanceDay(
      workday: today, sheet: DaySheet(measurements: [schedule]), today: today)
    #expect(now.status == .scheduled)
    #expect(!now.hasQualityEvaluation)
  }

  @Test(
    "lateness is what points are made of, and who is early is not late",
    arguments: [
      (0, 0, true), (30, 30, true), (31, 31, false), (-30, 0, true), (-31, 0, false),
      (300, 300, false),
    ] as [(Double, Double, Bool)])
  func punctuality(seconds: Double, value: Double, isBullseye: Bool) {
    let event = DayEvent(.activity, id: someUUID, value: seconds)
    #expect(event.scoredValue == value)
    #expect(event.isBullseye == isBullseye)
    #expect(event.deltaSeconds == seconds)
    let evaluation = DayEvent(.evaluation, id: someUUID, value: seconds)
    #expect(evaluation.scoredValue == seconds)
    #expect(evaluation.deltaSeconds == nil)
    #expect(!evaluation.isBullseye)
  }
}
