internal import Messages
internal import RPC
internal import Testing

@Suite("EvaluationService.GetEvaluation")
struct GetEvaluationTests {
  @Test("agents see their own once it is released, evaluators and supervisors before")
  func gets() async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      func get(as caller: String) async throws -> QualityV1.Evaluation? {
        try await fixture.evaluations.getEvaluation(
          QualityV1.GetEvaluationRequest(evaluationID: id), options: fixture.options(caller)
        ).evaluation
      }
      let pending = try await get(as: "eve")
      #expect(pending?.state == .pending)
      #expect(pending?.interactionID == "i1")
      #expect(pending?.agentID == "ann")
      #expect(pending?.evaluatorID == "eve")
      #expect(pending?.formVersion == 1)
      #expect(pending?.answers == [])
      #expect(pending?.score == nil)
      #expect(try await get(as: "sue") == pending)
      #expect(try await status { try await get(as: "ann") }.reason == "EVALUATION_NOT_FOUND")
      try await fixture.submit(id)
      #expect(try await status { try await get(as: "ann") }.reason == "EVALUATION_NOT_FOUND")
      try await fixture.release(id)
      #expect(try await get(as: "ann")?.state == .released)
    }
  }

  @Test(
    "others get an error that says why",
    arguments: [
      ("abe", RPCCode.permissionDenied, ""), ("noa", .permissionDenied, ""),
      ("stranger", .notFound, "EVALUATION_NOT_FOUND"),
    ])
  func refuses(caller: String, code: RPCCode, reason: String) async throws {
    try await QualityFixture.with { fixture in
      let id = try await fixture.assign()
      let refusal = try await status {
        try await fixture.evaluations.getEvaluation(
          QualityV1.GetEvaluationRequest(evaluationID: id), options: fixture.options(caller))
      }
      #expect(refusal.code == code)
      #expect(reason.isEmpty || refusal.reason == reason)
    }
  }
}

@Suite("EvaluationService.ListEvaluations")
struct ListEvaluationsTests {
  @Test("callers see what they may, in pages and by agent and state")
  func lists() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add([
        QualityFixture.interaction("i1", agent: "ann"),
        QualityFixture.interaction("i2", agent: "bob"),
      ])
      let ids = try await fixture.sample(try await fixture.publishForm())
      try await fixture.submit(ids[0])
      func list(
        _ caller: String, _ request: QualityV1.ListEvaluationsRequest = .init()
      ) async throws -> QualityV1.ListEvaluationsResponse {
        try await fixture.evaluations.listEvaluations(
          request, options: fixture.options(caller))
      }
      func agents(
        _ caller: String, _ request: QualityV1.ListEvaluationsRequest = .init()
      ) async throws -> [String] {
        try await list(caller, request).evaluations.map(\.agentID)
      }
      #expect(try await Set(agents("eve")) == ["ann", "bob"])
      #expect(try await agents("sue") == ["ann"])
      #expect(try await agents("ann") == [])
      #expect(try await agents("stranger") == [])
      #expect(try await agents("eve", .init(agentID: "bob")) == ["bob"])
      #expect(try await agents("eve", .init(state: .finished)) == ["ann"])
      let page = try await list("eve", .init(pageSize: 1))
      let rest = try await list("eve", .init(pageSize: 1, pageToken: page.nextPageToken))
      #expect(Set((page.evaluations + rest.evaluations).map(\.evaluationID)) == Set(ids))
      #expect(rest.nextPageToken.isEmpty)
      try await fixture.release(ids[0])
      #expect(try await agents("ann") == ["ann"])
    }
  }

  @Test("people who may not see evaluations are refused")
  func isDenied() async throws {
    try await QualityFixture.with { fixture in
      let denial = try await status {
        try await fixture.evaluations.listEvaluations(
          QualityV1.ListEvaluationsRequest(), options: fixture.options("noa"))
      }
      #expect(denial.code == .permissionDenied)
    }
  }

  @Test("an unknown state is refused")
  func namesField() async throws {
    try await QualityFixture.with { fixture in
      let refusal = try await status {
        try await fixture.evaluations.listEvaluations(
          QualityV1.ListEvaluationsRequest(state: .unrecognized(9)),
          options: fixture.options("eve"))
      }
      #expect(refusal.fieldViolations.map(\.field) == ["state"])
    }
  }
}

@Suite("EvaluationService.ScoreAnswers")
struct ScoreAnswersTests {
  @Test("the worked example scores 60 %, and a failed fatal question 0 %")
  func scores() async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.createForm()
      func score(_ answers: [QualityV1.Answer]) async throws -> QualityV1.Score? {
        try await fixture.evaluations.scoreAnswers(
          QualityV1.ScoreAnswersRequest(formID: form.formID, answers: answers),
          options: fixture.options("eve")
        ).score
      }
      let good = try await score(QualityFixture.answers())
      #expect(good?.totalBasisPoints == 6_000)
      #expect(good?.criticalBasisPoints == 10_000)
      #expect(good?.nonCriticalBasisPoints == 6_000)
      #expect(good?.fatal == false)
      #expect(
        good?.groupScores == [
          QualityV1.GroupScore(groupID: "greeting", points: 1, pointsMax: 2),
          QualityV1.GroupScore(groupID: "closing", points: 1, pointsMax: 1),
          QualityV1.GroupScore(groupID: "law", points: 1, pointsMax: 1),
        ])
      let fatal = try await score(QualityFixture.answers(privacy: "no"))
      #expect(fatal?.totalBasisPoints == 0)
      #expect(fatal?.criticalBasisPoints == 0)
      #expect(fatal?.fatal == true)
      let none = try await score(
        QualityFixture.answers().map {
          QualityV1.Answer(questionID: $0.questionID, notApplicable: true)
        })
      #expect(none?.totalBasisPoints == nil)
    }
  }

  @Test("an answer that is missing or wrong is named")
  func namesField() async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.createForm()
      var answers = QualityFixture.answers()
      answers[2].answerID = "maybe"
      let refusal = try await status { [answers] in
        try await fixture.evaluations.scoreAnswers(
          QualityV1.ScoreAnswersRequest(formID: form.formID, answers: answers),
          options: fixture.options("eve"))
      }
      #expect(refusal.reason == "INVALID_FIELD")
      #expect(refusal.fieldViolations.map(\.field) == ["answers[2].answer_id"])
    }
  }

  @Test(
    "others get an error that says why",
    arguments: [
      ("ann", RPCCode.permissionDenied, ""), ("stranger", .notFound, "FORM_NOT_FOUND"),
    ])
  func refuses(caller: String, code: RPCCode, reason: String) async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.createForm()
      let refusal = try await status {
        try await fixture.evaluations.scoreAnswers(
          QualityV1.ScoreAnswersRequest(
            formID: form.formID, answers: QualityFixture.answers()),
          options: fixture.options(caller))
      }
      #expect(refusal.code == code)
      #expect(reason.isEmpty || refusal.reason == reason)
    }
  }
}
