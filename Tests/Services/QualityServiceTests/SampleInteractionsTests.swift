internal import Messages
internal import RPC
internal import Testing
internal import WellKnownMessages

@Suite("EvaluationService.SampleInteractions")
struct SampleInteractionsTests {
  static let interactions =
    (0..<10).map { QualityFixture.interaction("ann\($0)", agent: "ann", second: Int64($0)) }
    + (0..<2).map { QualityFixture.interaction("bob\($0)", agent: "bob", second: Int64($0)) }
    + [
      QualityFixture.interaction("lost", agent: "abe", outcome: .abandoned),
      QualityFixture.interaction("nobody"),
      QualityFixture.interaction("april", agent: "abe", second: 40 * 86_400),
    ]

  static func drawn(_ fixture: QualityFixture) async throws -> [String] {
    try await fixture.evaluations.listEvaluations(
      QualityV1.ListEvaluationsRequest(), options: fixture.options("eve")
    ).evaluations.map(\.interactionID).sorted()
  }

  @Test("each agent gets as many, and none is drawn twice for a form")
  func draws() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add(Self.interactions)
      let form = try await fixture.publishForm()
      let first = try await fixture.sample(form, perAgent: 3)
      #expect(first.count == 5)
      let drawn = try await Self.drawn(fixture)
      #expect(drawn.filter { $0.hasPrefix("ann") }.count == 3)
      #expect(drawn.filter { $0.hasPrefix("bob") } == ["bob0", "bob1"])
      let second = try await fixture.sample(form, perAgent: 50)
      #expect(second.count == 7)
      #expect(try await fixture.sample(form, perAgent: 50).isEmpty)
      #expect(try await Set(Self.drawn(fixture)).count == 12)
      let another = try await fixture.publishForm(QualityFixture.form("another"))
      #expect(try await fixture.sample(another, perAgent: 50).count == 12)
    }
  }

  @Test("the same seed draws the same interactions for another form")
  func isRepeatable() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add(Self.interactions)
      _ = try await fixture.sample(try await fixture.publishForm(), perAgent: 3)
      let first = try await Self.drawn(fixture)
      _ = try await fixture.sample(try await fixture.publishForm(), perAgent: 3)
      let both = try await Self.drawn(fixture)
      #expect(both == (first + first).sorted())
    }
  }

  @Test("two draws at the same time draw different interactions")
  func drawsApart() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add(Self.interactions)
      let form = try await fixture.publishForm()
      async let first = fixture.sample(form, perAgent: 5)
      async let second = fixture.sample(form, perAgent: 5)
      #expect(try await (first + second).count == 12)
      #expect(try await Set(Self.drawn(fixture)).count == 12)
    }
  }

  @Test("a supervisor draws from the own team alone")
  func staysInScope() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add(Self.interactions)
      let form = try await fixture.publishForm()
      #expect(try await fixture.sample(form, perAgent: 1, as: "sue").count == 1)
      #expect(try await Self.drawn(fixture).allSatisfy { $0.hasPrefix("ann") })
    }
  }

  @Test("a repeated request gets the same evaluations")
  func repeats() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add(Self.interactions)
      let form = try await fixture.publishForm()
      let request = QualityV1.SampleInteractionsRequest(
        formID: form.formID, evaluatorID: "eve", startWorkday: QualityFixture.date(1),
        endWorkday: QualityFixture.date(1), interactionsPerAgent: 1,
        requestID: QualityFixture.requestID)
      let options = try await fixture.options("eve")
      let first = try await fixture.evaluations.sampleInteractions(request, options: options)
      let second = try await fixture.evaluations.sampleInteractions(request, options: options)
      #expect(first.evaluationIDs.count == 2)
      #expect(first == second)
    }
  }

  @Test("a draft cannot be evaluated by")
  func refusesDraft() async throws {
    try await QualityFixture.with { fixture in
      let draft = try await fixture.createForm()
      let refusal = try await status { try await fixture.sample(draft) }
      #expect(refusal.code == .failedPrecondition)
      #expect(refusal.reason == "FORM_NOT_PUBLISHED")
    }
  }

  @Test("wrong fields are named")
  func namesField() async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.publishForm()
      let count = try await status { try await fixture.sample(form, perAgent: 51) }
      #expect(count.fieldViolations.map(\.field) == ["interactions_per_agent"])
      let evaluator = try await status {
        try await fixture.sample(form, evaluator: "nobody")
      }
      #expect(evaluator.fieldViolations.map(\.field) == ["evaluator_id"])
    }
  }

  @Test(
    "others get an error that says why",
    arguments: [
      ("ann", RPCCode.permissionDenied, ""), ("stranger", .notFound, "FORM_NOT_FOUND"),
    ])
  func refuses(caller: String, code: RPCCode, reason: String) async throws {
    try await QualityFixture.with { fixture in
      let form = try await fixture.publishForm()
      let refusal = try await status { try await fixture.sample(form, as: caller) }
      #expect(refusal.code == code)
      #expect(reason.isEmpty || refusal.reason == reason)
    }
  }
}
