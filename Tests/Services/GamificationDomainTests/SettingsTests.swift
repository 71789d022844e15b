import GamificationDomain
import Kernel
import Testing

private let now = Timestamp(microseconds: 1_000)
private let on = GamificationSettings(isActive: true)

@Suite("SettingsHistory.changing")
struct SettingsHistoryTests {
  private func change(
    _ history: SettingsHistory, to settings: GamificationSettings, from start: Workday? = nil
  ) throws -> SettingsVersion? {
    try history.changing(to: settings, from: start, today: monday, caller: "boss", at: now)
  }

  @Test("begins with today, and counts the versions")
  func versions() throws {
    let first = try #require(try change(SettingsHistory([]), to: on))
    #expect(first.version == 1)
    #expect(first.start == monday)
    var decaying = on
    decaying.decay = .monthly
    let second = try #require(
      try change(SettingsHistory([first]), to: decaying, from: monday.adding(days: 3)))
    #expect(second.version == 2)
    let history = SettingsHistory([first, second])
    #expect(history.settings(on: monday.adding(days: -1)) == .standard)
    #expect(history.settings(on: monday.adding(days: 2)) == on)
    #expect(history.settings(on: monday.adding(days: 3)) == decaying)
  }

  @Test("may begin with a day that is over as long as nobody has earned points")
  func past() throws {
    let past = monday.adding(days: -30)
    let first = try #require(try change(SettingsHistory([]), to: on, from: past))
    #expect(first.start == past)
    var other = on
    other.floor = .negativeAllowed
    #expect(throws: ValidationError.self) {
      try change(SettingsHistory([first]), to: other, from: past)
    }
    let off = try #require(try change(SettingsHistory([first]), to: .standard))
    #expect(throws: ValidationError.self) {
      try change(SettingsHistory([first, off]), to: on, from: past)
    }
  }

  @Test("may begin before the day that was planned, as nobody has earned points yet")
  func planned() throws {
    let past = monday.adding(days: -30)
    let planned = try #require(
      try change(SettingsHistory([]), to: on, from: monday.adding(days: 9)))
    let history = SettingsHistory([planned])
    #expect(history.firstActiveWorkday == monday.adding(days: 9))
    #expect(try change(history, to: on, from: past)?.start == past)
    #expect(try change(history, to: on)?.start == monday)
  }

  @Test("has another decay from tomorrow on, so that all points of a workday expire together")
  func decay() throws {
    let first = try #require(try change(SettingsHistory([]), to: on))
    let history = SettingsHistory([first])
    var decaying = on
    decaying.decay = .afterDays(7)
    let second = try #require(try change(history, to: decaying))
    #expect(second.start == monday.adding(days: 1))
    #expect(throws: ValidationError.self) { try change(history, to: decaying, from: monday) }
    let later = monday.adding(days: 5)
    #expect(try change(history, to: decaying, from: later)?.start == later)
    var other = on
    other.floor = .negativeAllowed
    #expect(try change(history, to: other)?.start == monday)
    // Nobody has earned points by another one.
    #expect(try change(SettingsHistory([]), to: decaying)?.start == monday)
  }

  @Test("is nothing when nothing is other")
  func same() throws {
    #expect(try change(SettingsHistory([]), to: .standard) == nil)
    let first = try #require(try change(SettingsHistory([]), to: on))
    #expect(try change(SettingsHistory([first]), to: on) == nil)
  }
}

@Suite("RuleBook.profile")
struct RuleBookTests {
  private let own = ProfileID(uuid: UUIDBits(high: 6, low: 1))
  private let other = ProfileID(uuid: UUIDBits(high: 6, low: 2))

  @Test("is the one that a person was put into, or else the default one")
  func assignment() throws {
    let book = makeBook([])
    #expect(book.profile(assigned: nil, on: monday) == own)
    #expect(book.profile(assigned: own, on: monday) == own)
    // Nothing is known of it.
    #expect(book.profile(assigned: other, on: monday) == nil)
    var settings = on
    settings.assignsAutomatically = false
    let strict = makeBook([], settings: [makeVersion(settings)])
    #expect(strict.profile(assigned: nil, on: monday) == nil)
    #expect(strict.profile(assigned: own, on: monday) == own)
  }

  @Test("is none on days on which gamification is off")
  func off() {
    let book = makeBook(
      [],
      settings: [
        makeVersion(on, from: monday),
        makeVersion(.standard, version: 2, from: monday.adding(days: 7)),
      ])
    #expect(book.profile(assigned: nil, on: monday.adding(days: -1)) == nil)
    #expect(book.profile(assigned: nil, on: monday.adding(days: 6)) == own)
    #expect(book.profile(assigned: nil, on: monday.adding(days: 7)) == nil)
  }

  @Test("is none on days on which the profile is not active; before its first change it is as then")
  func states() {
    let book = RuleBook(
      revision: 1, settings: SettingsHistory([makeVersion(on)]), defaultProfile: own,
      profiles: [
        own: ProfileRulebook(
          states: [
            .init(start: monday, isActive: true),
            .init(start: monday.adding(days: 2), isActive: false),
            .init(start: monday.adding(days: 5), isActive: true),
          ], histories: [])
      ])
    let days = (-1...6).map { book.profile(assigned: nil, on: monday.adding(days: $0)) != nil }
    #expect(days == [true, true, true, false, false, false, true, true])
  }

  @Test("has the version of each metric that holds, and finds metrics by definition and by id")
  func metrics() throws {
    let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
    let quality = ProfileMetricID(uuid: UUIDBits(high: 5, low: 2))
    let book = RuleBook(
      revision: 1, settings: SettingsHistory([makeVersion(on)]), defaultProfile: own,
      profiles: [
        own: ProfileRulebook(
          states: [.init(start: monday, isActive: true)],
          histories: [
            [
              .init(
                rule: try makeRule(handled, "interactions_handled"), start: monday),
              .init(
                rule: try makeRule(handled, "interactions_handled", version: 2),
                start: monday.adding(days: 5)),
              // It replaces what was planned.
              .init(
                rule: try makeRule(handled, "interactions_handled", version: 3),
                start: monday.adding(days: 3)),
            ],
            [
              .init(
                rule: try makeRule(quality, "quality_score"), start: monday.adding(days: 1))
            ],
          ])
      ])
    func versions(_ offset: Int32) -> [Int64] {
      book.rules(of: own, on: monday.adding(days: offset)).metrics.map(\.version)
    }
    #expect(versions(-1) == [])
    #expect(versions(0) == [1])
    #expect(versions(1) == [1, 1])
    #expect(versions(3) == [3, 1])
    #expect(versions(6) == [3, 1])
    #expect(book.metrics(named: "quality_score") == [quality])
    #expect(book.metrics(named: handled.description) == [handled])
    #expect(book.metrics(named: "conformance") == nil)
  }
}

@Suite("DefaultProfile.metrics")
struct DefaultProfileTests {
  @Test("are metrics that an organisation could have set itself")
  func valid() throws {
    for entry in DefaultProfile.metrics {
      let definition = try #require(DefinitionCatalogue.definition(entry.definitionID))
      let settings = entry.settings
      let checked = try ProfileMetricSettings(
        displayName: settings.displayName, precision: settings.precision,
        timeUnit: settings.timeUnit, kind: settings.kind,
        objective: try Objective(
          kind: settings.kind, zones: settings.objective.zones, field: "objective"),
        filter: settings.filter, isEnabled: settings.isEnabled, of: definition, field: "metric")
      #expect(checked == settings)
    }
  }

  @Test(
    "give documented points",
    arguments: [
      ("average_handle_time", 120.0, 100), ("average_handle_time", 210, 50),
      ("average_handle_time", 300, 0), ("interactions_handled", 40, 40),
      ("interactions_handled", 1_200, 1_000), ("quality_score", 59.99, 0),
      ("quality_score", 60, 20), ("quality_score", 80, 60), ("quality_score", 87.5, 83),
      ("quality_score", 100, 100), ("learning_completions", 1, 25),
    ] as [(String, Double, Int64)])
  func points(definition: String, value: Double, points: Int64) throws {
    #expect(try defaultObjective(definition).points(for: value) == Points(whole: points))
  }
}
