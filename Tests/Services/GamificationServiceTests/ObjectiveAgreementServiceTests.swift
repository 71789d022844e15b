import Kernel
import Messages
import RPC
import TestSupport
import Testing
import WellKnownMessages

private let mayView = Permission("gamification:agreement:view")
private let mayPropose = Permission("gamification:agreement:propose")
private let maySign = Permission("gamification:agreement:sign")

/// Noon on 4 May 2026 where the organisations are.
private let clock = FixedWallClock(noon)

private typealias Agreement = GamificationV1.ObjectiveAgreement

/// Ada, whose supervisor is Lea, and bob in another team; a profile with handle time.
private struct Fixture {
  let base: GamificationFixture
  let metric: String

  static func with(_ test: (Fixture) async throws -> Void) async throws {
    try await GamificationFixture.with(clock: clock) { base in
      let profile = try await base.createProfile("Agents").profileID
      let metric = try await base.addMetric(profile, "average_handle_time")
      let red = DataScope.team(TeamID(stored: "red"))
      try await base.service.addMember(
        "ada", team: "red", grants: [(mayView, .own), (maySign, .own)])
      try await base.service.addMember("bob", team: "blue")
      try await base.service.addMember(
        "lea", grants: [(mayView, red), (mayPropose, red), (maySign, red)])
      try await base.activate()
      try await test(Fixture(base: base, metric: metric.profileMetricID))
    }
  }

  func request(
    _ person: String = "ada",
    _ change: (inout GamificationV1.ProposeObjectiveAgreementRequest) -> Void = { _ in }
  ) -> GamificationV1.ProposeObjectiveAgreementRequest {
    var request = GamificationV1.ProposeObjectiveAgreementRequest(
      personID: person, profileMetricID: metric, targetValue: 240)
    change(&request)
    return request
  }

  /// Calls as Lea, unless somebody else is named.
  func propose(
    _ request: GamificationV1.ProposeObjectiveAgreementRequest, as caller: String = "lea"
  ) async throws -> Agreement {
    let response = try await base.agreements.proposeObjectiveAgreement(
      request, options: try await base.service.asPerson(caller))
    return try #require(response.objectiveAgreement)
  }

  func sign(
    _ agreement: Agreement, as caller: String, requestID: String = ""
  ) async throws -> Agreement {
    let response = try await base.agreements.signObjectiveAgreement(
      .init(
        objectiveAgreementID: agreement.objectiveAgreementID, etag: agreement.etag,
        requestID: requestID), options: try await base.service.asPerson(caller))
    return try #require(response.objectiveAgreement)
  }

  func agree(_ agreement: Agreement) async throws -> Agreement {
    try await sign(try await sign(agreement, as: "ada"), as: "lea")
  }

  func close(
    _ agreement: Agreement, as caller: String = "ada", note: String = "Too much."
  ) async throws -> Agreement {
    let response = try await base.agreements.closeObjectiveAgreement(
      .init(
        objectiveAgreementID: agreement.objectiveAgreementID, etag: agreement.etag, note: note),
      options: try await base.service.asPerson(caller))
    return try #require(response.objectiveAgreement)
  }

  func get(
    _ id: String, as caller: String = "lea"
  ) async throws -> GamificationV1.GetObjectiveAgreementResponse {
    try await base.agreements.getObjectiveAgreement(
      .init(objectiveAgreementID: id), options: try await base.service.asPerson(caller))
  }
}

@Suite("ObjectiveAgreementService.ProposeObjectiveAgreement")
struct ProposeObjectiveAgreementTests {
  @Test("stores the terms, from today on without another day, and once")
  func stores() async throws {
    try await Fixture.with { fixture in
      let request = fixture.request {
        $0.endWorkday = may(31)
        $0.reviewWorkdays = [may(11), may(18)]
        $0.note = "Calmer calls."
        $0.requestID = uuid(1)
      }
      let agreement = try await fixture.propose(request)
      #expect(agreement.state == .proposed)
      #expect(agreement.personID == "ada")
      #expect(agreement.targetValue == 240)
      #expect(agreement.startWorkday == may(4))
      #expect(agreement.endWorkday == may(31))
      #expect(agreement.reviewWorkdays == [may(11), may(18)])
      #expect(agreement.note == "Calmer calls.")
      #expect(agreement.proposer == "person:lea")
      #expect(agreement.personSignature == nil && agreement.supervisorSignature == nil)
      #expect(try await fixture.propose(request) == agreement)
      let stored = try await fixture.get(agreement.objectiveAgreementID).objectiveAgreement
      #expect(stored == agreement)
    }
  }

  @Test("names what is wrong, unknown metrics, and people whom the caller may not see")
  func refused() async throws {
    try await Fixture.with { fixture in
      let cases: [(String, GamificationV1.ProposeObjectiveAgreementRequest)] = [
        ("start_workday", fixture.request { $0.startWorkday = may(3) }),
        ("end_workday", fixture.request { $0.endWorkday = may(3) }),
        ("target_value", fixture.request { $0.targetValue = .infinity }),
        ("review_workdays[0]", fixture.request { $0.reviewWorkdays = [may(3)] }),
        (
          "review_workdays",
          fixture.request { $0.reviewWorkdays = Array(repeating: may(5), count: 25) }
        ),
        ("profile_metric_id", fixture.request { $0.profileMetricID = "x" }),
      ]
      for (field, request) in cases {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.propose(request)
        }
      }
      await expectFailure(.invalidArgument, "FIELD_REQUIRED", field: "target_value") {
        try await fixture.propose(fixture.request { $0.targetValue = nil })
      }
      await expectFailure(.notFound, "PROFILE_METRIC_NOT_FOUND") {
        try await fixture.propose(fixture.request { $0.profileMetricID = uuid(7) })
      }
      for (person, caller) in [("bob", "lea"), ("ada", "ada")] {
        await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
          try await fixture.propose(fixture.request(person), as: caller)
        }
      }
    }
  }
}

@Suite("ObjectiveAgreementService.GetObjectiveAgreement")
struct GetObjectiveAgreementTests {
  @Test("tells what the person has reached since the first workday")
  func progress() async throws {
    try await Fixture.with { fixture in
      let id = try await fixture.propose(fixture.request()).objectiveAgreementID
      let nothing = try await fixture.get(id)
      #expect(nothing.currentValue == nil)
      try await fixture.base.record([
        measured("handle_seconds", 9_000, by: "ada", on: 3), handled(10, by: "ada", on: 3),
        measured("handle_seconds", 2_500, by: "ada"), handled(10, by: "ada"),
      ])
      let some = try await fixture.get(id, as: "ada")
      #expect(some.currentValue == 250)
      let later = try await fixture.propose(fixture.request { $0.startWorkday = may(5) })
      let ahead = try await fixture.get(later.objectiveAgreementID)
      #expect(ahead.currentValue == nil)
    }
  }

  @Test("names an agreement that is not there, or whose person the caller may not see")
  func refused() async throws {
    try await Fixture.with { fixture in
      await expectFailure(.notFound, "OBJECTIVE_AGREEMENT_NOT_FOUND") {
        try await fixture.get(uuid(7))
      }
      let id = try await fixture.propose(fixture.request()).objectiveAgreementID
      try await fixture.base.service.addMember("eve", grants: [(mayView, .own)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.get(id, as: "eve")
      }
    }
  }
}

@Suite("ObjectiveAgreementService.SignObjectiveAgreement")
struct SignObjectiveAgreementTests {
  @Test("is agreed when both have signed what they have read")
  func signs() async throws {
    try await Fixture.with { fixture in
      let proposed = try await fixture.propose(fixture.request())
      let first = try await fixture.sign(proposed, as: "ada", requestID: uuid(1))
      #expect(first.state == .proposed)
      #expect(first.personSignature?.caller == "person:ada")
      #expect(first.personSignature?.signedEtag == proposed.etag)
      #expect(first.personSignature?.signTime != nil)
      #expect(try await fixture.sign(proposed, as: "ada", requestID: uuid(1)) == first)
      await expectFailure(.aborted, "ETAG_MISMATCH") {
        try await fixture.sign(proposed, as: "lea")
      }
      await expectFailure(.failedPrecondition, "OBJECTIVE_AGREEMENT_NOT_OPEN") {
        try await fixture.sign(first, as: "ada")
      }
      let second = try await fixture.sign(first, as: "lea")
      #expect(second.state == .agreed)
      #expect(second.supervisorSignature?.caller == "person:lea")
      #expect(try await fixture.get(second.objectiveAgreementID).objectiveAgreement == second)
      await expectFailure(.invalidArgument, field: "etag") {
        var unread = second
        unread.etag = ""
        return try await fixture.sign(unread, as: "lea")
      }
      try await fixture.base.service.addMember("eve", grants: [(maySign, .own)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.sign(second, as: "eve")
      }
    }
  }

  @Test("an agreement ends the day before the next one, also when both are signed at once")
  func follows() async throws {
    try await Fixture.with { fixture in
      let running = try await fixture.agree(try await fixture.propose(fixture.request()))
      let planned = try await fixture.agree(
        try await fixture.propose(fixture.request { $0.startWorkday = may(20) }))
      let next = try await fixture.agree(
        try await fixture.propose(fixture.request { $0.startWorkday = may(11) }))
      let ended = try await fixture.get(running.objectiveAgreementID).objectiveAgreement
      #expect(ended?.endWorkday == may(10))
      #expect(ended?.state == .agreed)
      let replaced = try await fixture.get(planned.objectiveAgreementID).objectiveAgreement
      #expect(replaced?.state == .replaced)
      #expect(next.state == .agreed && next.endWorkday == nil)
      // Whichever is the last one to be signed holds.
      var signed: [Agreement] = []
      for _ in 0..<2 {
        signed.append(
          try await fixture.sign(
            try await fixture.propose(fixture.request { $0.startWorkday = may(11) }), as: "ada"))
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for agreement in signed {
          group.addTask { _ = try await fixture.sign(agreement, as: "lea") }
        }
        try await group.waitForAll()
      }
      let list = try await fixture.base.agreements.listObjectiveAgreements(
        .init(state: .agreed, workday: may(11)),
        options: try await fixture.base.service.asOperator())
      #expect(list.objectiveAgreements.count == 1)
    }
  }
}

@Suite("ObjectiveAgreementService.CloseObjectiveAgreement")
struct CloseObjectiveAgreementTests {
  @Test("ends what was proposed or agreed on, once and with a reason")
  func closes() async throws {
    try await Fixture.with { fixture in
      let proposed = try await fixture.propose(fixture.request())
      let declined = try await fixture.close(proposed)
      #expect(declined.state == .closed)
      #expect(declined.closeNote == "Too much.")
      await expectFailure(.failedPrecondition, "OBJECTIVE_AGREEMENT_NOT_OPEN") {
        try await fixture.close(declined)
      }
      await expectFailure(.aborted, "ETAG_MISMATCH") { try await fixture.close(proposed) }
      let agreed = try await fixture.agree(try await fixture.propose(fixture.request()))
      await expectFailure(.invalidArgument, field: "note") {
        try await fixture.close(agreed, as: "lea", note: "")
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.close(agreed, as: "bob")
      }
      let ended = try await fixture.close(agreed, as: "lea")
      #expect(ended.state == .closed)
      #expect(ended.personSignature == agreed.personSignature)
    }
  }
}

@Suite("ObjectiveAgreementService.ListObjectiveAgreements")
struct ListObjectiveAgreementsTests {
  @Test("lists what is asked for, in pages, of people whom the caller may see")
  func lists() async throws {
    try await Fixture.with { fixture in
      let first = try await fixture.propose(fixture.request { $0.endWorkday = may(10) })
      let agreed = try await fixture.agree(
        try await fixture.propose(fixture.request { $0.startWorkday = may(11) }))
      let options = try await fixture.base.service.asOperator()
      let ofBob = try #require(
        try await fixture.base.agreements.proposeObjectiveAgreement(
          fixture.request("bob"), options: options
        ).objectiveAgreement)
      func list(
        _ caller: String? = nil,
        _ change: (inout GamificationV1.ListObjectiveAgreementsRequest) -> Void = { _ in }
      ) async throws -> GamificationV1.ListObjectiveAgreementsResponse {
        var request = GamificationV1.ListObjectiveAgreementsRequest()
        change(&request)
        guard let caller else {
          return try await fixture.base.agreements.listObjectiveAgreements(
            request, options: options)
        }
        return try await fixture.base.agreements.listObjectiveAgreements(
          request, options: try await fixture.base.service.asPerson(caller))
      }
      let page = try await list { $0.pageSize = 2 }
      #expect(page.objectiveAgreements.count == 2)
      let rest = try await list {
        $0.pageSize = 2
        $0.pageToken = page.nextPageToken
      }
      #expect(rest.nextPageToken.isEmpty)
      // All have the same time.
      let all = Set((page.objectiveAgreements + rest.objectiveAgreements))
      #expect(all == [first, agreed, ofBob])
      let seen = try await list("lea").objectiveAgreements
      #expect(Set(seen) == [first, agreed])
      #expect(try await list { $0.state = .agreed }.objectiveAgreements == [agreed])
      #expect(try await list { $0.personID = "bob" }.objectiveAgreements == [ofBob])
      let onDay = try await list("ada") { $0.workday = may(10) }
      #expect(onDay.objectiveAgreements == [first])
      #expect(try await list { $0.profileMetricID = uuid(7) }.objectiveAgreements.isEmpty)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await list("lea") { $0.personID = "bob" }
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "state") {
        try await list { $0.state = .unrecognized(9) }
      }
    }
  }
}
