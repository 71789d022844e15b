import GamificationDomain
import Kernel
import Testing

private let sales = ExternalMetricID(uuid: UUIDBits(high: 9, low: 1))
private let calls = ExternalMetricID(uuid: UUIDBits(high: 9, low: 2))

private func settings(months: Int32) -> ExternalMetricSettings {
  ExternalMetricSettings(
    stored: "Sales", unit: .number, unitName: "", precision: 0, kind: .higherIsBetter,
    isEnabled: true, retentionMonths: months)
}

@Suite("ExternalRetention")
struct ExternalRetentionTests {
  @Test("is over when values are old enough, final and too old for corrections")
  func limit() throws {
    let today = try #require(Workday(year: 2026, month: 5, day: 4))
    let april = try #require(Workday(year: 2026, month: 4, day: 4))
    for (window, finalThrough, limit) in [
      (7, today.adding(days: -1), april),
      (60, today.adding(days: -1), today.adding(days: -60)),
      (7, april.adding(days: -10), april.adding(days: -9)),
    ] as [(Int32, Workday, Workday)] {
      #expect(
        ExternalRetention.limit(
          for: settings(months: 1),
          in: GamificationSettings(factWindow: AttributionWindow(stored: window)), today: today,
          finalThrough: finalThrough) == limit)
    }
  }

  @Test("removes the values of one metric and leaves the rest")
  func sheets() throws {
    let sheet = DaySheet(measurements: [
      Measurement(.external(sales), 10), Measurement(.externalCount(sales), 1),
      Measurement(.external(calls), 3), Measurement(.interactionsHandled, 5),
    ])
    #expect(sheet.hasValues(of: sales))
    let pruned = sheet.removingValues(of: sales)
    #expect(!pruned.hasValues(of: sales))
    #expect(
      pruned.measurements == [
        Measurement(.external(calls), 3), Measurement(.interactionsHandled, 5),
      ])
    #expect(settings(months: 1).definition(id: sales).isMade(of: sales))
    #expect(!settings(months: 1).definition(id: sales).isMade(of: calls))
    let builtIn = try #require(DefinitionCatalogue.definition("quality_score"))
    #expect(!builtIn.isMade(of: sales))
  }

  @Test("closes a workday: no change and no rule makes other points of it")
  func sealed() throws {
    let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
    let book = makeBook([try makeRule(handled, "interactions_handled")])
    let day = PersonDay(person: ada, workday: monday)
    let record = DayRecord(
      day: day, sheet: DaySheet(), placement: Placement(), assignedProfile: nil, profile: nil,
      version: 3,
      points: [
        ResultDay.Outcome(
          metric: handled, version: 1, amounts: MetricAmounts(dividend: 7, divisor: 1),
          points: Points(whole: 7), pointsMax: Points(whole: 7), heldPoints: .zero)
      ],
      isSealed: true)
    let recording = DayRecording(
      book: book, cause: .measurement, source: "facts", now: Timestamp(microseconds: 5),
      today: monday, finalThrough: monday.adding(days: -2), takesLateChanges: true)
    let ids = UUIDv7Generator(clock: SystemWallClock())
    let change = WorkdayChange(
      day: day, change: .measured(Measurement(.interactionsHandled, 1)), field: "amount")
    let (updates, outcomes) = recording.recorded([change], to: [record], ids: ids)
    #expect(updates.isEmpty)
    #expect(outcomes == [.tooLate(days: 7)])
    #expect(recording.scoringAgain([record], ids).isEmpty)
    let account = DayAccount(
      recording.draft(of: record), .none, postings: [], recording: recording)
    #expect(account.isSealed)
    #expect(account.metrics.isEmpty)
  }
}
