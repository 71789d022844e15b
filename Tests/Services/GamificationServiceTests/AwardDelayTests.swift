import GamificationStore
import Kernel
import Messages
import MetricsTestKit
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let view = Permission("gamification:ledger:view")

/// What was handled, and when: so many minutes before noon on 4 May.
private func handledLately(
  _ count: Double, by person: String, minutes: Int64
) -> GamificationV1.Fact {
  var fact = handled(count, by: person)
  fact.earnTime = GoogleProtobuf.Timestamp(noon.adding(.seconds(-60 * minutes)))
  return fact
}

extension GamificationFixture {
  /// Runs a test at noon in UTC on 4 May, when points have come late in several ways.
  fileprivate static func withDelays(
    _ test: (GamificationFixture) async throws -> Void
  ) async throws {
    try await withPoints(clock: FixedWallClock(noon)) { fixture in
      try await fixture.record([
        handledLately(1, by: "ada", minutes: 30), handledLately(1, by: "bob", minutes: 90),
        // The day ended at 21:00 in UTC.
        handled(1, by: "cleo", on: 3),
        // Nobody knows when, today.
        handled(1, by: "dan"),
      ])
      try await test(fixture)
    }
  }

  fileprivate func awardDelay(
    from start: Timestamp? = nil, until end: Timestamp? = nil, as person: String? = nil
  ) async throws -> GamificationV1.AwardDelay {
    let options =
      if let person { try await service.asPerson(person) } else { try await service.asOperator() }
    let response = try await ledger.getAwardDelay(
      GamificationV1.GetAwardDelayRequest(
        startTime: start.map { GoogleProtobuf.Timestamp($0) },
        endTime: end.map { GoogleProtobuf.Timestamp($0) }), options: options)
    return try #require(response.awardDelay)
  }
}

@Suite("LedgerService.GetAwardDelay")
struct GetAwardDelayTests {
  @Test("measures from when something was achieved, or from the end of its workday")
  func delays() async throws {
    try await GamificationFixture.withDelays { fixture in
      let delay = try await fixture.awardDelay()
      #expect(delay.knownCount == 3)
      #expect(delay.unknownCount == 1)
      #expect(delay.lateCount == 2)
      #expect((delay.lateShare * 3).rounded() == 2)
      #expect(delay.median == GoogleProtobuf.Duration(seconds: 5_400))
      #expect(delay.percentile95 == GoogleProtobuf.Duration(seconds: 54_000))
      #expect(delay.max == GoogleProtobuf.Duration(seconds: 54_000))
      #expect(delay.alarming)
      #expect(delay.endTime == GoogleProtobuf.Timestamp(noon))
      #expect(delay.startTime == GoogleProtobuf.Timestamp(noon.adding(.seconds(-86_400))))
    }
  }

  @Test("takes the first of several things, and never less than no time")
  func earliest() async throws {
    try await GamificationFixture.withPoints(clock: FixedWallClock(noon)) { fixture in
      var second = measured("handle_seconds", 100, by: "ada")
      second.earnTime = GoogleProtobuf.Timestamp(noon.adding(.seconds(-1_200)))
      try await fixture.record([handledLately(1, by: "ada", minutes: 10), second])
      let entry = try #require(try await fixture.entries(of: "ada").first)
      #expect(entry.earnTime == GoogleProtobuf.Timestamp(noon.adding(.seconds(-1_200))))
      #expect(try await fixture.awardDelay().max == GoogleProtobuf.Duration(seconds: 1_200))
      try await fixture.record([handledLately(1, by: "bob", minutes: -30)])
      let early = try #require(try await fixture.entries(of: "bob").first)
      #expect(early.earnTime == GoogleProtobuf.Timestamp(noon))
      #expect(try await fixture.awardDelay().alarming == false)
    }
  }

  @Test("knows when events happened, and when other systems gave points")
  func sources() async throws {
    try await GamificationFixture.withPoints(clock: FixedWallClock(noon)) { fixture in
      var release = event(1, released(11, score: 9_000))
      release.occurTime = GoogleProtobuf.Timestamp(noon.adding(.seconds(-300)))
      try await fixture.deliver(release)
      #expect(try await fixture.awardDelay().median == GoogleProtobuf.Duration(seconds: 300))
      #expect(try await fixture.awardDelay().knownCount == 1)
    }
  }

  @Test("leaves out what follows from changed rules, and what is outside the window")
  func others() async throws {
    try await GamificationFixture.with(clock: FixedWallClock(noon)) { fixture in
      try await fixture.record([handled(1, by: "ada", on: 2)])
      try await fixture.activate(from: may(1))
      try await eventually { try await fixture.entries().count == 1 }
      let delay = try await fixture.awardDelay()
      #expect(delay.knownCount == 0)
      #expect(delay.unknownCount == 0)
      #expect(delay.lateShare == 0)
      #expect(delay.percentile95 == GoogleProtobuf.Duration())
      #expect(!delay.alarming)
    }
    try await GamificationFixture.withDelays { fixture in
      let earlier = noon.adding(.seconds(-1))
      #expect(try await fixture.awardDelay(until: earlier).knownCount == 0)
      let other = try await fixture.ledger.getAwardDelay(
        .init(), options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(other.awardDelay?.knownCount == 0)
    }
  }

  @Test("names the field that is wrong, and needs the permission for everything")
  func refused() async throws {
    try await GamificationFixture.withDelays { fixture in
      for start in [noon, noon.adding(.seconds(-31 * 86_400 - 1))] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: "start_time") {
          try await fixture.awardDelay(from: start, until: noon)
        }
      }
      try await fixture.service.addMember("ada", grants: [(view, .own)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.awardDelay(as: "ada")
      }
      var elsewhere = handled(1, by: "eve")
      elsewhere.earnTime = GoogleProtobuf.Timestamp(noon.adding(.seconds(-3 * 86_400)))
      let answer = try await fixture.record([elsewhere])
      #expect(answer.failures.map(\.field) == ["earn_time"])
    }
  }
}

@Suite("AwardDelayMeter")
struct AwardDelayMeterTests {
  @Test("reports what 95 of 100 wait, and how many come late, of each organization once a minute")
  func reports() async throws {
    try await GamificationFixture.withDelays { fixture in
      let metrics = TestMetrics()
      let meter = AwardDelayMeter(pool: fixture.service.pool, metrics: metrics)
      #expect(try await meter.step(at: noon))
      #expect(try await meter.step(at: noon))
      #expect(try await meter.step(at: noon) == false)
      let acme = [("organization", "acme")]
      #expect(try metrics.expectGauge("gamification.award.delay", acme).lastValue == 54_000)
      let late = try metrics.expectGauge("gamification.award.late", acme).lastValue
      #expect(late.map { ($0 * 3).rounded() } == 2)
      let globex = [("organization", "globex")]
      #expect(try metrics.expectGauge("gamification.award.delay", globex).lastValue == 0)
      #expect(try await meter.step(at: noon.adding(.seconds(59))) == false)
      #expect(try await meter.step(at: noon.adding(.seconds(60))))
    }
  }
}
