import GamificationDomain
import Kernel
import Testing

@Suite("EvaluationStanding.apply")
struct EvaluationStandingTests {
  private func score(_ day: Int32, _ basisPoints: Int32 = 9_000) -> EvaluationStanding.Score {
    EvaluationStanding.Score(workday: monday.adding(days: day), basisPoints: basisPoints)
  }

  private func apply(
    _ standing: inout EvaluationStanding, _ change: EvaluationStanding.Change, _ version: Int64
  ) -> EvaluationStanding.Outcome {
    standing.apply(change, version: version, window: .rescore)
  }

  @Test("counts on the day of its release")
  func release() {
    var standing = EvaluationStanding.unknown
    #expect(apply(&standing, .released(score(0)), 1) == .changed)
    #expect(standing.counted == score(0))
  }

  @Test("moves with a release within six days", arguments: [0, 1, 6] as [Int32])
  func move(day: Int32) {
    var standing = EvaluationStanding.unknown
    _ = apply(&standing, .released(score(0)), 1)
    #expect(apply(&standing, .released(score(day, 5_000)), 2) == .changed)
    #expect(standing.counted == score(day, 5_000))
  }

  @Test("the six days begin with the first release, however often it moved")
  func firstRelease() {
    var standing = EvaluationStanding.unknown
    _ = apply(&standing, .released(score(0)), 1)
    _ = apply(&standing, .released(score(5, 6_000)), 2)
    #expect(apply(&standing, .released(score(7, 1_000)), 3) == .tooLate)
    #expect(standing.counted == score(5, 6_000))
  }

  @Test("has no points while a rescore is saved and not submitted")
  func reopened() {
    var standing = EvaluationStanding.unknown
    _ = apply(&standing, .released(score(0)), 1)
    #expect(apply(&standing, .reopened(monday.adding(days: 2)), 2) == .changed)
    #expect(standing.counted == nil)
    #expect(apply(&standing, .released(score(3, 7_000)), 3) == .changed)
    #expect(standing.counted == score(3, 7_000))
  }

  @Test("gets its points back when the rescore comes too late")
  func tooLate() {
    var standing = EvaluationStanding.unknown
    _ = apply(&standing, .released(score(0)), 1)
    _ = apply(&standing, .reopened(monday.adding(days: 6)), 2)
    #expect(apply(&standing, .released(score(7, 100)), 3) == .tooLate)
    #expect(standing.counted == score(0))
    #expect(apply(&standing, .reopened(monday.adding(days: 8)), 4) == .tooLate)
    #expect(standing.counted == score(0))
  }

  @Test("never counts once it is withdrawn, until it is released again")
  func withdrawn() {
    var standing = EvaluationStanding.unknown
    _ = apply(&standing, .released(score(0)), 1)
    #expect(apply(&standing, .withdrawn, 2) == .changed)
    #expect(standing.counted == nil)
    #expect(apply(&standing, .released(score(8)), 3) == .tooLate)
    #expect(standing.counted == nil)
  }

  @Test("ends the same in whatever order the events came, if the newest is among them")
  func outOfOrder() {
    var standing = EvaluationStanding.unknown
    _ = apply(&standing, .released(score(2, 7_000)), 2)
    #expect(apply(&standing, .released(score(0)), 1) == .outdated)
    #expect(standing.counted == score(2, 7_000))
    #expect(standing.version == 2)
  }
}
