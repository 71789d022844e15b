internal import Kernel
internal import Messages
internal import RPC
internal import TestSupport
internal import Testing

@Suite("EvaluationService.SubmitEvaluation")
struct SubmitEvaluationTests {
  @Test("the answers are stored and scored, once")
  func submits() async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      let evaluation = try await fixture.submit(
        id, requestID: QualityFixture.requestID, QualityFixture.answers().reversed())
      #expect(evaluation.state == .finished)
      #expect(evaluation.answers == QualityFixture.answers())
      #expect(evaluation.score?.totalBasisPoints == 6_000)
      #expect(evaluation.submitTime != nil)
      #expect(evaluation.releaseTime == nil)
      let stored = try await fixture.evaluations.getEvaluation(
        QualityV1.GetEvaluationRequest(evaluationID: id), options: fixture.options("eve"))
      #expect(stored.evaluation == evaluation)
      let repeated = try await fixture.submit(
        id, requestID: QualityFixture.requestID, QualityFixture.answers().reversed())
      #expect(repeated == evaluation)
      let refusal = try await status { try await fixture.submit(id) }
      #expect(refusal.code == .failedPrecondition)
      #expect(refusal.reason == "EVALUATION_NOT_PENDING")
    }
  }

  @Test("of two submissions at the same time one wins")
  func isRaceFree() async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      func outcome(_ privacy: String) async -> String {
        do {
          try await fixture.submit(id, QualityFixture.answers(privacy: privacy))
          return "stored"
        } catch {
          return (error as? RPCStatus)?.reason ?? "\(error)"
        }
      }
      async let first = outcome("yes")
      async let second = outcome("no")
      #expect(await Set([first, second]) == ["stored", "EVALUATION_NOT_PENDING"])
    }
  }

  @Test("a question without an answer is named")
  func namesQuestion() async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      let refusal = try await status {
        try await fixture.submit(id, QualityFixture.answers().dropLast())
      }
      #expect(refusal.reason == "INVALID_FIELD")
      #expect(
        refusal.fieldViolations == [
          RPCStatus.FieldViolation(
            field: "answers", description: "must have an answer to the question 'privacy'")
        ])
    }
  }

  @Test("only the assigned evaluator hands a judgement in, or a service")
  func isTheEvaluators() async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      try await fixture.service.addMember(
        "eva", grants: [(Permission("quality:evaluation:score"), .all)])
      let refusal = try await status { try await fixture.submit(id, as: "eva") }
      #expect(refusal.code == .permissionDenied)
      #expect(refusal.reason == "NOT_THE_EVALUATOR")
      #expect(try await fixture.submit(id, as: "operator").state == .finished)
    }
  }

  @Test(
    "others get an error that says why",
    arguments: [
      ("ann", RPCCode.permissionDenied, ""), ("stranger", .notFound, "EVALUATION_NOT_FOUND"),
    ])
  func refuses(caller: String, code: RPCCode, reason: String) async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      let refusal = try await status { try await fixture.submit(id, as: caller) }
      #expect(refusal.code == code)
      #expect(reason.isEmpty || refusal.reason == reason)
    }
  }
}
