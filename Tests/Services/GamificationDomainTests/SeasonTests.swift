import GamificationDomain
import Kernel
import Testing

private let id = SeasonID(uuid: UUIDBits(high: 8, low: 1))
private let now = Timestamp(microseconds: 5)
/// A day in the middle of May 2026.
private let today = date(2026, 5, 15)

private func date(_ year: Int, _ month: Int, _ day: Int) -> Workday {
  Workday(year: year, month: month, day: day) ?? monday
}

private func draft(
  _ name: String = "Spring", from start: Workday? = nil, through end: Workday? = nil
) throws -> SeasonDraft {
  try SeasonDraft(id: id, displayName: name, start: start, end: end, field: "season")
}

private func season(
  from start: Workday? = nil, through end: Workday? = nil, behind last: Workday? = nil
) throws -> Season {
  try Season(try draft(from: start, through: end), behind: last, today: today, at: now)
}

@Suite("Season")
struct SeasonTests {
  @Test("begins today, or behind the last one, and not on a day of a closed one")
  func start() throws {
    #expect(try season().start == today)
    #expect(try season(behind: date(2026, 5, 3)).start == today)
    #expect(try season(behind: today).start == date(2026, 5, 16))
    #expect(try season(from: date(2025, 1, 1)).start == date(2025, 1, 1))
    for (start, last) in [
      (date(2026, 5, 3), date(2026, 5, 3)), (today.adding(days: 367), nil),
    ] as [(Workday, Workday?)] {
      let error = #expect(throws: ValidationError.self) {
        try season(from: start, behind: last)
      }
      #expect(error?.field == "season.start_workday")
    }
  }

  @Test("ends on its first day or later, and is shorter than the longest range")
  func end() throws {
    #expect(try season(through: today).end == today)
    for end in [today.adding(days: -1), today.adding(days: 3_660)] {
      let error = #expect(throws: ValidationError.self) { try season(through: end) }
      #expect(error?.field == "season.end_workday")
    }
    for name in ["", String(repeating: "x", count: 101)] {
      #expect(throws: ValidationError.self) { try draft(name) }
    }
  }

  @Test("closes with yesterday, or with the planned day once it is over")
  func closing() throws {
    let open = try season(from: date(2026, 5, 1))
    let closed = try open.closing(with: nil, today: today, etag: "", at: now)
    #expect(closed.end == date(2026, 5, 14))
    #expect(closed.state == .closed)
    #expect(closed.closeTime == now)
    #expect(closed.version == 2)
    let planned = try season(from: date(2026, 5, 1), through: date(2026, 5, 10))
    #expect(
      try planned.closing(with: nil, today: today, etag: "", at: now).end == date(2026, 5, 10))
    let later = try season(from: date(2026, 5, 1), through: date(2026, 6, 1))
    #expect(
      try later.closing(with: nil, today: today, etag: "", at: now).end == date(2026, 5, 14))
    #expect(
      try season().closing(with: nil, today: today, etag: "", at: now).end == today)
    #expect(
      try open.closing(with: today, today: today, etag: "\"1\"", at: now).end == today)
  }

  @Test("closes once, and not before it has begun or with a day that has not come")
  func refused() throws {
    let open = try season(from: date(2026, 5, 1))
    for end in [today.adding(days: 1), date(2026, 4, 30)] {
      let error = #expect(throws: ValidationError.self) {
        try open.closing(with: end, today: today, etag: "", at: now)
      }
      #expect(error?.field == "end_workday")
    }
    let ahead = try season(from: today.adding(days: 1))
    #expect(throws: ValidationError.self) {
      try ahead.closing(with: nil, today: today, etag: "", at: now)
    }
    let closed = try open.closing(with: nil, today: today, etag: "", at: now)
    #expect(throws: GamificationError.seasonClosed(id)) {
      try closed.closing(with: nil, today: today, etag: "", at: now)
    }
    #expect(throws: GamificationError.etagMismatch(current: "\"2\"")) {
      try closed.closing(with: nil, today: today, etag: "\"1\"", at: now)
    }
    #expect(throws: GamificationError.seasonClosed(id)) {
      try closed.changing(displayName: "x", end: today, etag: "", field: "season", at: now)
    }
    let renamed = try closed.changing(
      displayName: "Winter", end: closed.end, etag: "", field: "season", at: now)
    #expect(renamed.displayName == "Winter")
    #expect(renamed.version == 3)
  }
}

@Suite("Balance")
struct BalanceTests {
  private func balance(
    _ points: [Int32: Int64], of season: Season? = nil, by decay: Decay, lifetime: Int64 = 0
  ) -> Balance {
    Balance(
      of: ada,
      over: season.map { BalanceSpan(of: $0, today: today) }
        ?? BalanceSpan(behind: nil, today: today),
      points.map { WorkdayPoints(workday: today.adding(days: $0), points: Points(whole: $1)) },
      lifetime: Points(whole: lifetime), by: expiry(decay))
  }

  private func expiry(_ decay: Decay) -> PointsExpiry {
    PointsExpiry(
      SettingsHistory([makeVersion(GamificationSettings(isActive: true, decay: decay))]))
  }

  @Test("counts what has not expired, and tells what expires next")
  func decay() {
    let points: [Int32: Int64] = [-8: 100, -7: 50, -6: 10, -5: 7, 0: 5, 1: 1_000]
    let balance = balance(points, by: .afterDays(7), lifetime: 900)
    #expect(balance.season == Points(whole: 22))
    #expect(balance.seasonEarned == Points(whole: 172))
    #expect(balance.lifetime == Points(whole: 900))
    #expect(balance.nextExpiry?.workday == today.adding(days: 1))
    #expect(balance.nextExpiry?.points == Points(whole: 10))
  }

  @Test("lets a month expire together, and passes over what leaves the balance as it is")
  func months() {
    let balance = balance([-15: 100, -14: 20, -13: 5, 0: 1], by: .monthly)
    #expect(balance.season == Points(whole: 26))
    #expect(balance.nextExpiry?.workday == date(2026, 6, 1))
    #expect(balance.nextExpiry?.points == Points(whole: 26))
    let level = self.balance([-6: 0, -5: -3, 0: 1], by: .afterDays(7))
    #expect(level.season == Points(whole: -2))
    #expect(level.nextExpiry?.workday == today.adding(days: 2))
    #expect(level.nextExpiry?.points == Points(whole: -3))
    #expect(self.balance([0: 1], by: .never).nextExpiry == nil)
  }

  @Test("of a season that is over is that of its last day, and nothing expires any more")
  func over() throws {
    let planned = try season(from: today.adding(days: -10), through: today.adding(days: -5))
    let balance = balance([-8: 1, -6: 2, -5: 4, -4: 8], of: planned, by: .afterDays(2))
    #expect(balance.span.end == today.adding(days: -5))
    #expect(balance.season == Points(whole: 6))
    #expect(balance.seasonEarned == Points(whole: 7))
    #expect(balance.nextExpiry == nil)
  }

  @Test("follows the settings of each workday")
  func settings() {
    let expiry = PointsExpiry(
      SettingsHistory([
        makeVersion(GamificationSettings(isActive: true)),
        makeVersion(
          GamificationSettings(isActive: true, decay: .afterDays(2)), version: 2,
          from: today.adding(days: -4)),
      ]))
    #expect(expiry.expiry(of: today.adding(days: -5)) == nil)
    #expect(expiry.expiry(of: today.adding(days: -4)) == today.adding(days: -2))
    let range = try? WorkdayRange(from: today.adding(days: -6), through: today)
    #expect(
      range.map { expiry.countedDays(of: $0) }
        == [-6, -5, -1, 0].map { today.adding(days: $0) })
  }
}
