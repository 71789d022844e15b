import GamificationDomain
import Kernel
import Testing

private let now = Timestamp(microseconds: 1_800_000_000_000_000)

private func makeTerms(
  from start: Int32 = 0, to end: Int32? = nil, reviews: [Int32] = [], target: Double = 90,
  note: String = ""
) throws -> AgreementTerms {
  try AgreementTerms(
    person: ada, metric: metricID(1), target: target, start: monday.adding(days: start),
    end: end.map { monday.adding(days: $0) }, reviews: reviews.map { monday.adding(days: $0) },
    note: note)
}

private func makeAgreement(
  _ number: UInt64 = 1, from start: Int32 = 0, to end: Int32? = nil
) throws -> ObjectiveAgreement {
  ObjectiveAgreement(
    id: ObjectiveAgreementID(uuid: UUIDBits(high: 8, low: number)),
    terms: try makeTerms(from: start, to: end), proposer: "person:lea", createTime: now,
    updateTime: now)
}

extension ObjectiveAgreement {
  /// With both signatures.
  fileprivate func agreed() throws -> ObjectiveAgreement {
    let first = try signed(by: .person, "person:ada", etag: etag.text, at: now)
    return try first.signed(by: .supervisor, "person:lea", etag: first.etag.text, at: now)
  }
}

@Suite("AgreementTerms.init")
struct AgreementTermsTests {
  @Test("names what is wrong")
  func refused() throws {
    let cases: [(String, () throws -> AgreementTerms)] = [
      ("target_value", { try makeTerms(target: .nan) }),
      ("target_value", { try makeTerms(target: 1e13) }),
      ("end_workday", { try makeTerms(from: 3, to: 2) }),
      ("review_workdays", { try makeTerms(reviews: Array(1...25)) }),
      ("review_workdays[1]", { try makeTerms(reviews: [3, 3]) }),
      ("review_workdays[0]", { try makeTerms(reviews: [-1]) }),
      ("review_workdays[0]", { try makeTerms(to: 5, reviews: [6]) }),
      ("note", { try makeTerms(note: String(repeating: "x", count: 1_001)) }),
    ]
    for (field, make) in cases {
      let error = #expect(throws: ValidationError.self) { _ = try make() }
      #expect(error?.field == field)
    }
    #expect(try makeTerms(to: 5, reviews: Array(0...5)).reviews.count == 6)
  }
}

@Suite("ObjectiveAgreement.signed")
struct ObjectiveAgreementTests {
  @Test("is agreed with both signatures, in any order, each of what was read")
  func signs() throws {
    for order in [[ObjectiveAgreement.Side.person, .supervisor], [.supervisor, .person]] {
      let proposed = try makeAgreement()
      let first = try proposed.signed(by: order[0], "person:a", etag: "\"1\"", at: now)
      #expect(first.state == .proposed)
      #expect(throws: GamificationError.etagMismatch(current: "\"2\"")) {
        try first.signed(by: order[1], "person:b", etag: "\"1\"", at: now)
      }
      #expect(throws: GamificationError.objectiveAgreementNotOpen(first.id)) {
        try first.signed(by: order[0], "person:a", etag: "\"2\"", at: now)
      }
      let second = try first.signed(by: order[1], "person:b", etag: "\"2\"", at: now)
      #expect(second.state == .agreed)
      let signatures = [second.personSignature, second.supervisorSignature].compactMap { $0 }
      #expect(Set(signatures.map(\.version)) == [1, 2])
      #expect(Set(signatures.map(\.caller)) == ["person:a", "person:b"])
    }
  }

  @Test("is closed once, and then signed by nobody")
  func closes() throws {
    let closed = try makeAgreement().agreed().closed(note: "left", etag: "\"3\"", at: now)
    #expect(closed.state == .closed)
    #expect(closed.closeNote == "left")
    #expect(throws: GamificationError.objectiveAgreementNotOpen(closed.id)) {
      try closed.closed(note: "again", etag: closed.etag.text, at: now)
    }
    #expect(throws: GamificationError.objectiveAgreementNotOpen(closed.id)) {
      try closed.signed(by: .person, "person:ada", etag: closed.etag.text, at: now)
    }
  }

  @Test("ends the day before the next one, or is replaced by one that starts earlier")
  func yields() throws {
    let next = try makeAgreement(2, from: 10).agreed()
    let running = try makeAgreement(1, from: 0).agreed()
    #expect(running.yielding(to: next, at: now)?.terms.end == monday.adding(days: 9))
    #expect(running.yielding(to: next, at: now)?.state == .agreed)
    let planned = try makeAgreement(1, from: 20).agreed()
    #expect(planned.yielding(to: next, at: now)?.state == .replaced)
    let over = try makeAgreement(1, from: 0, to: 9).agreed()
    #expect(over.yielding(to: next, at: now) == nil)
    #expect(running.yielding(to: try makeAgreement(2, from: 10), at: now) == nil)
    #expect(try makeAgreement(1).yielding(to: next, at: now) == nil)
    #expect(next.yielding(to: next, at: now) == nil)
  }

  @Test("looks at the workdays so far, at most as many as a scorecard has")
  func range() throws {
    let agreement = try makeAgreement(from: 0, to: 9)
    #expect(try agreement.resultRange(today: monday.adding(days: -1)) == nil)
    let early = try agreement.resultRange(today: monday.adding(days: 3))
    #expect(early?.end == monday.adding(days: 3))
    let late = try agreement.resultRange(today: monday.adding(days: 50))
    #expect(late?.end == monday.adding(days: 9))
    let long = try makeAgreement().resultRange(today: monday.adding(days: 5_000))
    #expect(long?.start == monday.adding(days: 5_000 - 3_659))
  }
}
