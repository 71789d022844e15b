import GamificationDomain
import Kernel
import Messages
import RPC
import Synchronization
import TestSupport
import Testing
import WellKnownMessages

@testable import GamificationHandlers

private let view = Permission("gamification:scorecard:view")

@Suite("ScorecardService.WatchScorecard", .timeLimit(.minutes(10)))
struct WatchScorecardTests {
  private func request(
    _ person: String = "ada", _ workday: GoogleType.Date? = may(4)
  ) -> GamificationV1.WatchScorecardRequest {
    GamificationV1.WatchScorecardRequest(personID: person, workday: workday)
  }

  @Test("sends the scorecard, then again when it has changed")
  func changes() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("ada", name: "Ada", grants: [(view, .own)])
      try await fixture.scorecards.watchScorecard(
        request(), options: try await fixture.service.asPerson("ada")
      ) { responses in
        var iterator = responses.makeAsyncIterator()
        let first = try #require(try await iterator.next()?.scorecard)
        #expect(first.personID == "ada" && first.displayName == "Ada")
        #expect(first.startWorkday == may(4) && first.endWorkday == may(4))
        #expect(first.metricResults.isEmpty && first.finality == .final)
        // Another day and another person are no change of this scorecard.
        try await fixture.record([handled(9, by: "ada", on: 5), handled(9, by: "bob")])
        try await fixture.record([handled(40, by: "ada")])
        let second = try #require(try await iterator.next()?.scorecard)
        #expect(second.pointsHundredths == 4_000)
        try await fixture.service.addMember("ada", name: "Ada Lovelace", grants: [(view, .own)])
        let third = try #require(try await iterator.next()?.scorecard)
        #expect(third.displayName == "Ada Lovelace" && third.pointsHundredths == 4_000)
      }
    }
  }

  @Test("without a day it is about today, whose points are provisional")
  func today() async throws {
    let noon = Timestamp(microseconds: 1_779_364_800_000_000)
    try await GamificationFixture.withPoints(clock: FixedWallClock(noon)) { fixture in
      try await fixture.record([handled(12, by: "ada", on: 21)])
      let response = try await fixture.scorecards.watchScorecard(
        request("ada", nil), options: try await fixture.service.asOperator()
      ) { responses in try await responses.first { _ in true } }
      let scorecard = try #require(response?.scorecard)
      #expect(scorecard.startWorkday == may(21))
      #expect(scorecard.pointsHundredths == 1_200)
      #expect(scorecard.finality == .provisional)
    }
  }

  @Test("shows nothing of another organisation")
  func organizations() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.record([handled(12, by: "ada")])
      let response = try await fixture.scorecards.watchScorecard(
        request(), options: try await fixture.service.asOperator(in: ServiceFixture.globex)
      ) { responses in try await responses.first { _ in true } }
      #expect(response?.scorecard?.metricResults.isEmpty == true)
    }
  }

  @Test("refuses who may not see the person, and names the field that is wrong")
  func refused() async throws {
    try await GamificationFixture.withPoints { fixture in
      try await fixture.service.addMember("bob", grants: [(view, .own)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.scorecards.watchScorecard(
          request(), options: try await fixture.service.asPerson("bob")
        ) { responses in try await responses.first { _ in true } }
      }
      for (bad, field) in [(request("a b"), "person_id"), (request("ada", may(32)), "workday")] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.scorecards.watchScorecard(
            bad, options: try await fixture.service.asOperator()
          ) { responses in try await responses.first { _ in true } }
        }
      }
    }
  }

  @Test("ends well when the server drains, and then watches nothing any more")
  func drained() async throws {
    let days = FixedDays()
    let service = try service(days)
    var told: [Scorecard] = []
    try await service.follow(watched("ada"), in: ServiceFixture.acme) {
    } tell: { scorecard, _ in
      told.append(scorecard)
      service.serverWillDrain()
    }
    #expect(told.map(\.person) == [PersonID(stored: "ada")])
    #expect(service.watchedDays.count == 0)
  }

  @Test("tells nothing twice, whatever has changed besides the results")
  func unchanged() async throws {
    let days = FixedDays()
    let service = try service(days)
    var toldCount = 0
    try await service.follow(watched("ada"), in: ServiceFixture.acme) {
      // The second look has found another revision, and a third one is not needed.
      if days.change() == 3 { service.serverWillDrain() }
    } tell: { _, _ in
      toldCount += 1
    }
    #expect(toldCount == 1)
  }

  @Test("ends when the caller may not see the person any more")
  func revoked() async throws {
    struct Denied: Error {}
    let days = FixedDays()
    await #expect(throws: Denied.self) {
      try await service(days).follow(watched("ada"), in: ServiceFixture.acme) {
        if days.change() == 3 { throw Denied() }
      } tell: { _, _ in
      }
    }
  }

  private func service(_ days: FixedDays) throws -> ScorecardService {
    let pageTokens = try #require(PageTokenSealer(keyBytes: [UInt8](repeating: 1, count: 32)))
    return ScorecardService(
      results: days, scorecards: days, records: days, revisions: days, subjects: days,
      pageTokens: pageTokens, clock: FixedWallClock(Timestamp(microseconds: 0)),
      watchInterval: .milliseconds(1))
  }
}

@Suite("WatchedDays")
struct WatchedDaysTests {
  @Test("one look is for all who watch in an organisation, and what is new is looked at once")
  func shared() async throws {
    let days = FixedDays()
    let watch = WatchedDays(
      revisions: days, clock: FixedWallClock(Timestamp(microseconds: 0)), interval: .zero)
    let (ada, bob) = (watched("ada"), watched("bob"))
    try await watch.watching(ada, in: ServiceFixture.acme) {
      try await watch.watching(bob, in: ServiceFixture.acme) {
        for day in [ada, bob, bob] {
          _ = try await watch.revision(of: day, in: ServiceFixture.acme)
        }
        #expect(days.looks.map(\.count) == [1, 1, 2])
        #expect(watch.count == 2)
      }
    }
    #expect(watch.count == 0)
  }

  @Test("nobody looks again before the interval is over")
  func interval() async throws {
    let days = FixedDays()
    let watch = WatchedDays(
      revisions: days, clock: FixedWallClock(Timestamp(microseconds: 0)), interval: .seconds(3_600))
    try await watch.watching(watched("ada"), in: ServiceFixture.acme) {
      var revisions: Set<DayRevision> = []
      for _ in 0..<5 {
        revisions.insert(try await watch.revision(of: watched("ada"), in: ServiceFixture.acme))
        _ = days.change()
      }
      #expect(days.looks.count == 2)
      #expect(revisions.count == 2)
    }
  }
}

private func watched(_ person: String) -> WatchedDay {
  WatchedDay(person: PersonID(stored: person), workday: Workday(daysSinceEpoch: 20_000))
}

/// Results that stay as they are, however often their revision changes.
private final class FixedDays: ResultRepository, DayRevisionRepository, AccessSubjects {
  private struct State {
    var version: Int64 = 0
    var looks: [[WatchedDay]] = []
  }

  private let state = Mutex(State())

  var looks: [[WatchedDay]] { state.withLock { $0.looks } }

  /// Counts a change.
  func change() -> Int64 {
    state.withLock { state in
      state.version += 1
      return state.version
    }
  }

  func revisions(
    in organization: OrganizationID, of days: [WatchedDay], at now: Timestamp
  ) async throws -> [DayRevision] {
    state.withLock { state in
      state.looks.append(days)
      return days.map { day in
        DayRevision(
          workday: day.workday ?? Workday(daysSinceEpoch: 0), dayVersion: state.version,
          memberVersion: 0, ruleRevision: 0, finality: .final)
      }
    }
  }

  func results(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange,
    withDetails: Bool, at now: Timestamp
  ) async throws -> PersonResults {
    PersonResults(
      person: person, displayName: "", days: [],
      book: RuleBook(
        revision: 0, settings: SettingsHistory([]), defaultProfile: nil, profiles: [:]),
      finalThrough: range.end)
  }

  func account(
    in organization: OrganizationID, of day: PersonDay, at now: Timestamp
  ) async throws -> DayAccount {
    throw GamificationError.organizationUnknown
  }

  func subject(
    of person: PersonID, in organization: OrganizationID
  ) async throws -> AccessSubject? { nil }
}

extension FixedDays: ScorecardRepository, RecordRepository {
  func trend(
    in organization: OrganizationID, _ query: TrendQuery, at now: Timestamp
  ) async throws -> TrendResults {
    throw GamificationError.organizationUnknown
  }

  func averages(
    in organization: OrganizationID, _ query: AverageQuery, at now: Timestamp
  ) async throws -> AverageResults {
    throw GamificationError.organizationUnknown
  }

  func talkCandidates(
    in organization: OrganizationID, _ query: TalkQuery, at now: Timestamp
  ) async throws -> (candidates: [TalkCandidate], book: RuleBook) {
    throw GamificationError.organizationUnknown
  }

  func attendance(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange,
    at now: Timestamp
  ) async throws -> [AttendanceDay] {
    throw GamificationError.organizationUnknown
  }

  func allTimePoints(
    in organization: OrganizationID, of person: PersonID, through end: Workday?, at now: Timestamp
  ) async throws -> (points: Points, end: Workday) {
    throw GamificationError.organizationUnknown
  }

  func bestPoints(
    in organization: OrganizationID, _ scope: BestPointsScope, visibleBy visibility: Visibility,
    to caller: PersonID?, at now: Timestamp
  ) async throws -> BestPointsResults {
    throw GamificationError.organizationUnknown
  }
}
