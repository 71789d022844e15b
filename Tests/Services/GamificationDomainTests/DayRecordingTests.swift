import GamificationDomain
import Kernel
import Testing

private let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
private let handleTime = ProfileMetricID(uuid: UUIDBits(high: 5, low: 2))
private let quality = ProfileMetricID(uuid: UUIDBits(high: 5, low: 3))

private func makeRules() throws -> [MetricRule] {
  [
    try makeRule(handleTime, "average_handle_time"), try makeRule(handled, "interactions_handled"),
    try makeRule(quality, "quality_score"),
  ]
}

func day(_ person: String = "ada", _ offset: Int32 = 0) -> PersonDay {
  PersonDay(person: PersonID(stored: person), workday: monday.adding(days: offset))
}

private func fresh(_ day: PersonDay) -> DayRecord {
  DayRecord(
    day: day, sheet: DaySheet(), placement: Placement(), assignedProfile: nil, profile: nil,
    version: 0, points: [])
}

private func recording(
  _ book: RuleBook, today: Workday = monday, takesLateChanges: Bool = false
) -> DayRecording {
  DayRecording(
    book: book, cause: .measurement, source: "facts", now: Timestamp(microseconds: 5),
    today: today, finalThrough: today.adding(days: -2), takesLateChanges: takesLateChanges)
}

private func calls(_ count: Double, on day: PersonDay = day()) -> WorkdayChange {
  WorkdayChange(
    day: day, change: .measured(Measurement(.interactionsHandled, count)), field: "amount")
}

extension DayRecording {
  /// Applies changes and scores what is other, while nobody has anything in a team.
  func recorded(
    _ changes: [WorkdayChange], to records: [DayRecord], ids: any IDGenerator
  ) -> (updates: [DayUpdate], outcomes: [ChangeOutcome]) {
    let (drafts, outcomes) = applying(changes, to: records)
    return (scoring(drafts, .none, ids: ids), outcomes)
  }

  func scoringAgain(
    _ records: [DayRecord], _ ids: any IDGenerator
  ) -> [DayUpdate] {
    scoring(drafts(of: records), .none, ids: ids)
  }
}

extension DayUpdate {
  /// The workday as it is stored then.
  fileprivate var stored: DayRecord {
    DayRecord(
      day: record.day, sheet: sheet, placement: record.placement,
      assignedProfile: record.assignedProfile, profile: profile, version: record.version + 1,
      points: result.metrics.map { ResultDay.Outcome($0) })
  }
}

@Suite("DayRecording.applying")
struct DayRecordingTests {
  private let ids = UUIDv7Generator(clock: SystemWallClock())

  @Test("tells what became of each change, and posts each workday once")
  func outcomes() throws {
    let recording = recording(makeBook(try makeRules()))
    let (updates, outcomes) = recording.recorded(
      [
        calls(10), calls(12), calls(12), calls(3, on: day("bob")),
        WorkdayChange(
          day: day(), change: .added(Measurement(.interactionsHandled, -13)), field: "amount"),
      ], to: [fresh(day()), fresh(day("bob"))], ids: ids)
    #expect(outcomes.dropLast() == [.added, .changed, .unchanged, .added])
    #expect(
      outcomes.last
        == .refused(ValidationError(field: "amount", reason: "must not add up to less than 0")))
    #expect(updates.map(\.record.day) == [day(), day("bob")])
    #expect(
      updates.map { $0.posting?.lines.map(\.points) } == [[Points(whole: 12)], [Points(whole: 3)]])
    #expect(updates.first?.posting?.finality == .provisional)
    #expect(updates.first?.posting?.source == "facts")
  }

  @Test("refuses what comes after the window, unless it loads past months")
  func late() throws {
    let book = makeBook(try makeRules())
    let (open, old) = (day("ada", -7), day("ada", -8))
    let changes = [calls(1, on: open), calls(1, on: old)]
    let records = [fresh(open), fresh(old)]
    let (updates, outcomes) = recording(book).recorded(changes, to: records, ids: ids)
    #expect(outcomes == [.added, .tooLate(days: 7)])
    #expect(updates.map(\.record.day) == [open])
    #expect(updates.first?.posting?.finality == .final)
    let loaded = recording(book, takesLateChanges: true)
      .recorded(changes, to: records, ids: ids)
    #expect(loaded.outcomes == [.added, .added])
  }

  @Test("keeps what was measured while nothing earns points, which it earns when rules come")
  func inactive() throws {
    let off = makeBook(try makeRules(), settings: [])
    let (updates, _) = recording(off).recorded([calls(7)], to: [fresh(day())], ids: ids)
    let update = try #require(updates.first)
    #expect(update.profile == nil)
    #expect(update.posting == nil)
    #expect(update.result.metrics.isEmpty)
    let again = recording(makeBook(try makeRules())).scoringAgain([update.stored], ids)
    #expect(again.first?.posting?.lines.map(\.points) == [Points(whole: 7)])
    #expect(again.first?.profile != nil)
    let third = recording(makeBook(try makeRules()))
      .scoringAgain(again.map(\.stored), ids)
    #expect(third.isEmpty)
  }

  @Test("keeps what is held, and what could be earned, as the rules say now, also without points")
  func held() throws {
    let recording = recording(makeBook(try makeRules()))
    let (updates, _) = recording.recorded([calls(7)], to: [fresh(day())], ids: ids)
    let record = try #require(updates.first).stored
    #expect(recording.scoringAgain([record], ids).isEmpty)
    let stale = record.points.map {
      ResultDay.Outcome(
        metric: $0.metric, version: $0.version, amounts: $0.amounts, points: $0.points,
        pointsMax: $0.pointsMax, heldPoints: Points(whole: 5))
    }
    let again = recording.scoringAgain(
      [
        DayRecord(
          day: record.day, sheet: record.sheet, placement: record.placement,
          assignedProfile: nil, profile: record.profile, version: record.version, points: stale)
      ], ids)
    #expect(again.map { $0.result.metrics.map(\.heldPoints) } == [[.zero]])
    #expect(again.map(\.posting) == [nil])
  }

  @Test("posts with the expiry of the settings of the workday")
  func expiry() throws {
    var settings = GamificationSettings(isActive: true)
    settings.decay = .afterDays(7)
    let book = makeBook(try makeRules(), settings: [makeVersion(settings)])
    let (updates, _) = recording(book).recorded([calls(7)], to: [fresh(day())], ids: ids)
    #expect(updates.first?.posting?.expiry == monday.adding(days: 7))
  }

  /// Changes that do not replace each other, so that their order cannot matter.
  private func randomChanges(_ random: inout SplitMix) -> [WorkdayChange] {
    (0..<40).map { number in
      let day = day(
        ["ada", "bob"].randomElement(using: &random) ?? "ada",
        Int32.random(in: 0...1, using: &random))
      let queue = QueueID(stored: ["red", "blue"].randomElement(using: &random) ?? "red")
      let work = WorkDimensions(queue: queue)
      let change: DayChange =
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
          .added(
            Measurement(
              .interactionsHandled, Double(Int.random(in: 1...9, using: &random)),
              dimensions: work))
        case 1:
          .added(
            Measurement(
              .handleSeconds, Double(Int.random(in: 50...400, using: &random)), dimensions: work))
        default:
          .happened(
            DayEvent(
              .evaluation, id: UUIDBits(high: 9, low: UInt64(number)),
              value: Double(Int.random(in: 0...10_000, using: &random)) / 100))
        }
      return WorkdayChange(day: day, change: change, field: "amount")
    }
  }

  private static func days() -> [PersonDay] { [day(), day("ada", 1), day("bob"), day("bob", 1)] }

  /// Applies changes in parts, and sums up what the ledger gets.
  private func ledger(
    _ parts: [[WorkdayChange]], _ recording: DayRecording
  ) -> (points: [PersonDay: [ProfileMetricID: Int64]], records: [PersonDay: DayRecord]) {
    var records = Dictionary(uniqueKeysWithValues: Self.days().map { ($0, fresh($0)) })
    var points: [PersonDay: [ProfileMetricID: Int64]] = [:]
    for part in parts {
      let (updates, _) = recording.recorded(
        part, to: Self.days().compactMap { records[$0] }, ids: ids)
      for update in updates {
        records[update.record.day] = update.stored
        for line in update.posting?.lines ?? [] {
          points[update.record.day, default: [:]][line.metric, default: 0] += line.points.hundredths
        }
      }
    }
    return (points.mapValues { $0.filter { $0.value != 0 } }.filter { !$0.value.isEmpty }, records)
  }

  @Test(
    "gives the same ledger totals in any order and in any parts, and when all is replayed at once",
    arguments: 0..<50 as Range<UInt64>)
  func order(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let recording = recording(makeBook(try makeRules()))
    let changes = randomChanges(&random)
    let whole = ledger([changes], recording)
    let single = ledger(changes.map { [$0] }, recording)
    let shuffled = ledger(changes.shuffled(using: &random).map { [$0] }, recording)
    #expect(single.points == whole.points)
    #expect(shuffled.points == whole.points)
    #expect(!whole.points.isEmpty)
    for (day, record) in whole.records {
      let stored = record.points.filter { $0.points != .zero }
        .map { ($0.metric, $0.points.hundredths) }
      #expect(Dictionary(uniqueKeysWithValues: stored) == whole.points[day] ?? [:])
    }
  }
}

@Suite("FactTally.count")
struct FactTallyTests {
  @Test("counts all refused facts and names the first hundred")
  func limit() {
    var tally = FactTally()
    let error = ValidationError(field: "measurement.amount", reason: "is too large")
    (0..<150).forEach { tally.count(.refused(error), at: $0) }
    for outcome in [ChangeOutcome.added, .changed, .changed, .unchanged] {
      tally.count(outcome, at: 150)
    }
    tally.count(.tooLate(days: 7), at: 151)
    #expect(tally.failedCount == 151)
    #expect(tally.failures.map(\.index) == Array(0..<100))
    #expect(tally.createdCount == 1)
    #expect(tally.updatedCount == 2)
    #expect(tally.unchangedCount == 1)
  }

  @Test("says how late a fact may be")
  func late() {
    var tally = FactTally()
    tally.count(.tooLate(days: 7), at: 3)
    #expect(tally.failures.map(\.error.field) == ["workday"])
    #expect(tally.failures.map(\.error.reason) == ["must not be more than 7 days ago"])
  }
}
