import Kernel
import OperatorDomain
import Testing

@Suite("Demonstration")
struct DemonstrationTests {
  private let form = DemonstrationForm.standard

  @Test("has a form that the quality service accepts")
  func rules() throws {
    #expect(form.groups.map(\.id) == ["greeting", "knowledge", "compliance", "closing"])
    #expect(form.groups.map(\.weightHundredths).reduce(0, +) == 10_000)
    #expect(Set(form.questions.map(\.id)).count == form.questions.count)
    #expect(form.questions.count { $0.isCritical } == 1)
    #expect(form.questions.count { $0.isFatal } == 1)
    #expect(form.questions.contains { $0.isNotApplicableAllowed })
    for question in form.questions {
      _ = try QueueID(parsing: question.id, field: "question_id")
      #expect((1...500).contains(question.text.count))
      #expect((2...20).contains(question.options.count))
      #expect(!question.isCritical || question.options.count == 2)
      #expect(Set(question.options.map(\.id)).count == question.options.count)
      #expect(question.options.map(\.points) == question.options.map(\.points).sorted())
      #expect(question.options.first?.points == 0)
    }
  }

  @Test("has a module for every group of the form")
  func modules() {
    let modules = DemonstrationModule.all
    #expect(Set(modules.flatMap(\.groupIDs)) == Set(form.groups.map(\.id)))
    #expect(modules.allSatisfy { (1...366).contains($0.completionDays) })
    #expect(modules.allSatisfy { !$0.displayName.isEmpty && $0.description.count <= 4_000 })
  }

  @Test("answers every question once with an option that it has", arguments: 0..<50)
  func validity(index: Int) throws {
    let answers = form.answers(for: "AA0101-\(index)", seed: 1)
    try #require(answers.map(\.questionID) == form.questions.map(\.id))
    for (answer, question) in zip(answers, form.questions) {
      if let option = answer.optionID {
        #expect(question.options.map(\.id).contains(option))
      } else {
        #expect(question.isNotApplicableAllowed)
      }
    }
  }

  @Test("answers the same for the same evaluation and seed, and otherwise not")
  func determinism() {
    #expect(form.answers(for: "a", seed: 1) == form.answers(for: "a", seed: 1))
    let keys = (0..<20).map { "a\($0)" }
    #expect(Set(keys.map { form.answers(for: $0, seed: 1) }).count > 15)
    #expect(keys.contains { form.answers(for: $0, seed: 1) != form.answers(for: $0, seed: 2) })
  }

  @Test("lets a quarter of the evaluations score under 60 percent and some fail fatally")
  func distribution() {
    let scores = (0..<4_000).map { score(form.answers(for: "AA0101-\($0)", seed: 9)) }
    let fatal = Double(scores.count { $0 == nil }) / 4_000
    let low = Double(scores.count { ($0 ?? 1) < 0.6 }) / 4_000
    #expect((0.04...0.08).contains(fatal), "\(fatal)")
    #expect((0.18...0.28).contains(low), "\(low)")
  }

  @Test(
    "shows both in a demonstration of three evaluations for each of 28 agents", arguments: 1...8)
  func smallRuns(seed: UInt64) {
    let scores = (0..<84).map { score(form.answers(for: "evaluation \($0)", seed: seed)) }
    #expect(scores.contains { $0 == nil })
    #expect(scores.count { ($0 ?? 1) < 0.6 } >= 5)
    #expect(scores.contains { ($0 ?? 0) > 0.9 })
  }

  /// The share of the weighted points; `nil` when a fatal question failed.
  private func score(_ answers: [DemonstrationAnswer]) -> Double? {
    let chosen = Dictionary(uniqueKeysWithValues: answers.map { ($0.questionID, $0.optionID) })
    var (points, pointsMax) = (0, 0)
    for group in form.groups {
      for question in group.questions {
        guard let optionID = chosen[question.id] ?? nil else { continue }
        let best = question.options.map(\.points).max() ?? 0
        let got = question.options.first { $0.id == optionID }?.points ?? 0
        if question.isFatal, got < best { return nil }
        points += got * group.weightHundredths
        pointsMax += best * group.weightHundredths
      }
    }
    return Double(points) / Double(pointsMax)
  }
}
