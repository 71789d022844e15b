internal import Kernel
internal import QualityDomain
internal import Testing

@Suite("AnswerSheet.score")
struct ScoreTests {
  /// The groups of the worked example in domain.md 4.2.1.
  static let example = [
    Fixture.group("A", weight: 4_000, [Fixture.question("a"), Fixture.question("b")]),
    Fixture.group("B", weight: 2_000, [Fixture.question("c")]),
  ]

  @Test("the worked example: A has 1 of 2 points at weight 40, B 1 of 1 at weight 20")
  func workedExample() throws {
    let score = try Fixture.score(.scaled, Self.example, ["a": 1, "b": 0, "c": 1])
    #expect(score.totalBasisPoints == 6_000)
    #expect(score.nonCriticalBasisPoints == 6_000)
    #expect(score.criticalBasisPoints == nil)
    #expect(!score.isFatal)
    #expect(
      score.groups == [
        Score.Group(id: QuestionGroupID(stored: "A"), points: 1, pointsMax: 2),
        Score.Group(id: QuestionGroupID(stored: "B"), points: 1, pointsMax: 1),
      ])
    #expect(score.groups.map(\.basisPoints) == [5_000, 10_000])
  }

  @Test("without weights the points alone count: 2 of 3 are 66.67 %")
  func off() throws {
    let score = try Fixture.score(.off, Self.example, ["a": 1, "b": 0, "c": 1])
    #expect(score.totalBasisPoints == 6_667)
  }

  @Test("by percent each group counts by its weight: 40 % of a half and 60 % of all are 80 %")
  func percent() throws {
    let groups = [
      Fixture.group("A", weight: 4_000, [Fixture.question("a"), Fixture.question("b")]),
      Fixture.group("B", weight: 6_000, [Fixture.question("c")]),
    ]
    let score = try Fixture.score(.percent, groups, ["a": 1, "b": 0, "c": 1])
    #expect(score.totalBasisPoints == 8_000)
  }

  @Test("by percent a group that does not apply leaves its weight to the others")
  func percentNotApplicable() throws {
    let groups = [
      Fixture.group("A", weight: 2_500, [Fixture.question("a", points: [0, 1, 3])]),
      Fixture.group("B", weight: 2_500, [Fixture.question("b", points: [0, 2, 3])]),
      Fixture.group("C", weight: 5_000, [Fixture.question("c")]),
    ]
    let score = try Fixture.score(.percent, groups, ["a": 1, "b": 1, "c": nil])
    #expect(score.totalBasisPoints == 5_000)
    #expect(score.groups[2].basisPoints == nil)
  }

  @Test(
    "halves of a basis point are rounded away from zero",
    arguments: [
      (points: Int32(1), of: [Int32](repeating: 1_000, count: 20), basisPoints: Int32(1)),
      (
        points: 1, of: [1_000, 1_000, 1_000] + [Int32](repeating: 1_000, count: 18), basisPoints: 0
      ),
      (points: 3, of: [Int32](repeating: 1_000, count: 20), basisPoints: 2),
      (points: 1, of: [3], basisPoints: 3_333),
      (points: 2, of: [3], basisPoints: 6_667),
    ])
  func rounding(points: Int32, of maxima: [Int32], basisPoints: Int32) throws {
    let questions = maxima.enumerated().map { index, maximum in
      Fixture.question("q\(index)", points: [0, points, maximum])
    }
    let sheet = try AnswerSheet(
      maxima.indices.map { Fixture.answer("q\($0)", $0 == 0 ? 1 : 0) },
      to: Fixture.questionnaire(.off, [Fixture.group("g", questions)]))
    #expect(sheet.score.totalBasisPoints == basisPoints)
  }

  @Test("fifty groups with maxima without common divisors are still exact")
  func wide() throws {
    let groups = (0..<50).map { index in
      let fullQuestions = (0..<99).map {
        Fixture.question("q\(index).\($0)", points: [0, 1_000])
      }
      let last = Fixture.question("q\(index).99", points: [0, Int32(951 + index)])
      return Fixture.group("g\(index)", weight: 200, fullQuestions + [last])
    }
    let questionnaire = try Fixture.questionnaire(.percent, groups)
    func score(_ option: (QuestionGroup, Question) -> Int) throws -> Score {
      try AnswerSheet(
        groups.flatMap { group in
          group.questions.map { Fixture.answer($0.id.rawValue, option(group, $0)) }
        }, to: questionnaire
      ).score
    }
    #expect(try score { _, _ in 1 }.totalBasisPoints == 10_000)
    #expect(try score { _, _ in 0 }.totalBasisPoints == 0)
    // Each group gets 1000 of 99,951 to 100,000 points: between 100.00 and 100.05 basis points.
    #expect(
      try score { _, question in
        question.id.rawValue.hasSuffix(".0") ? 1 : 0
      }.totalBasisPoints == 100)
  }

  @Test("a critical question counts in the total and, without weights, in the critical score")
  func critical() throws {
    let groups = [
      Fixture.group(
        "A", weight: 9_000, [Fixture.question("a", critical: true), Fixture.question("b")]),
      Fixture.group("B", weight: 1_000, [Fixture.question("c", points: [0, 3], critical: true)]),
    ]
    let score = try Fixture.score(.scaled, groups, ["a": 1, "b": 0, "c": 0])
    #expect(score.criticalBasisPoints == 2_500)
    #expect(score.nonCriticalBasisPoints == 0)
    // 1 × 90 of 2 × 90 + 3 × 10
    #expect(score.totalBasisPoints == 4_286)
  }

  @Test("a failed fatal question makes the total 0 and keeps the other scores")
  func fatal() throws {
    let groups = [
      Fixture.group(
        "A", weight: 5_000, [Fixture.question("a", critical: true), Fixture.question("b")]),
      Fixture.group("F", weight: 0, [Fixture.question("f", points: [2, 0, 2, 1], fatal: true)]),
    ]
    let failed = try Fixture.score(.scaled, groups, ["a": 1, "b": 1, "f": 3])
    #expect(failed.isFatal)
    #expect(failed.totalBasisPoints == 0)
    #expect(failed.criticalBasisPoints == 10_000)
    #expect(failed.nonCriticalBasisPoints == 10_000)
    let best = try Fixture.score(.scaled, groups, ["a": 1, "b": 1, "f": 2])
    #expect(!best.isFatal)
    #expect(best.totalBasisPoints == 10_000)
  }

  @Test("a fatal question that does not apply has not failed")
  func fatalNotApplicable() throws {
    let groups = [
      Fixture.group("A", [Fixture.question("a"), Fixture.question("f", fatal: true)])
    ]
    let score = try Fixture.score(.off, groups, ["a": 1, "f": nil])
    #expect(!score.isFatal)
    #expect(score.totalBasisPoints == 10_000)
  }

  @Test(
    "without a question that applies there is no score",
    arguments: [Questionnaire.WeightMode.off, .scaled, .percent])
  func allNotApplicable(mode: Questionnaire.WeightMode) throws {
    let groups = [Fixture.group("A", weight: 10_000, [Fixture.question("a", critical: true)])]
    let score = try Fixture.score(mode, groups, ["a": nil])
    #expect(score.totalBasisPoints == nil)
    #expect(score.criticalBasisPoints == nil)
    #expect(score.nonCriticalBasisPoints == nil)
    #expect(score.groups.map(\.pointsMax) == [0])
  }
}
