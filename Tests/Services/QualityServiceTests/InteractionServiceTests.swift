internal import Kernel
internal import Messages
internal import RPC
internal import TestSupport
internal import Testing
internal import WellKnownMessages

@Suite("InteractionService.ImportInteractions")
struct ImportInteractionsTests {
  @Test("new ones are stored, known ones stay as they are, bad ones are reported")
  func stores() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add([QualityFixture.interaction("i1", agent: "ann")])
      let response = try await fixture.interactions.importInteractions(
        options: fixture.options("operator")
      ) { writer in
        try await writer.write(
          QualityV1.ImportInteractionsRequest(interactions: [
            QualityFixture.interaction("i1", agent: "bob"),
            QualityFixture.interaction("i 2"),
          ]))
        try await writer.write(
          QualityV1.ImportInteractionsRequest(interactions: [
            QualityFixture.interaction("i3"), QualityFixture.interaction("i3"),
            QualityFixture.interaction("i4", outcome: .unrecognized(9)),
          ]))
      }
      #expect(response.createdCount == 1)
      #expect(response.unchangedCount == 2)
      #expect(response.failedCount == 2)
      #expect(response.failures.map(\.interactionIndex) == [1, 4])
      #expect(response.failures.map(\.field) == ["interaction_id", "outcome"])
      let kept = try await fixture.interactions.getInteraction(
        QualityV1.GetInteractionRequest(interactionID: "i1"),
        options: fixture.options("operator"))
      #expect(kept.interaction?.agentID == "ann")
    }
  }

  @Test("a month of a contact centre goes in by batches of a thousand")
  func storesMany() async throws {
    try await QualityFixture.with { fixture in
      let response = try await fixture.interactions.importInteractions(
        options: fixture.options("operator")
      ) { writer in
        for batch in Int64(0)..<32 {
          let interactions = (batch * 1_000..<min(batch * 1_000 + 1_000, 31_600)).map {
            QualityFixture.interaction("i\($0)", agent: "agent\($0 % 40)", second: $0 * 80)
          }
          try await writer.write(
            QualityV1.ImportInteractionsRequest(interactions: interactions))
        }
      }
      #expect(response.createdCount == 31_600)
      #expect(response.failedCount == 0)
    }
  }

  @Test("too many in one message are refused")
  func refusesLargeMessage() async throws {
    try await QualityFixture.with { fixture in
      let refusal = try await status {
        try await fixture.add((0...1_000).map { QualityFixture.interaction("i\($0)") })
      }
      #expect(refusal.code == .invalidArgument)
      #expect(refusal.fieldViolations.map(\.field) == ["interactions"])
    }
  }

  @Test("people who may not import are refused")
  func isDenied() async throws {
    try await QualityFixture.with { fixture in
      let denial = try await status {
        try await fixture.interactions.importInteractions(options: fixture.options("eve")) {
          try await $0.write(
            QualityV1.ImportInteractionsRequest(interactions: [QualityFixture.interaction("i1")]))
        }
      }
      #expect(denial.code == .permissionDenied)
    }
  }
}

@Suite("InteractionService.GetInteraction")
struct GetInteractionTests {
  @Test("it has the workday of the organisation's time zone")
  func gets() async throws {
    try await QualityFixture.with { fixture in
      // 22:30 UTC on the first of March is half past midnight of the second in Jerusalem.
      let wish = QualityFixture.interaction("i1", agent: "ann", second: 45_000)
      try await fixture.add([wish])
      let response = try await fixture.interactions.getInteraction(
        QualityV1.GetInteractionRequest(interactionID: "i1"), options: fixture.options("ann"))
      var expected = wish
      expected.workday = QualityFixture.date(2)
      #expect(response.interaction == expected)
    }
  }

  @Test(
    "others get an error that says why",
    arguments: [
      ("abe", "i1", RPCCode.permissionDenied, ""), ("noa", "i1", .permissionDenied, ""),
      ("sue", "i2", .permissionDenied, ""), ("ann", "i2", .permissionDenied, ""),
      ("stranger", "i1", .notFound, "INTERACTION_NOT_FOUND"),
      ("ann", "i9", .notFound, "INTERACTION_NOT_FOUND"),
      ("ann", "i 1", .invalidArgument, "INVALID_FIELD"),
    ])
  func refuses(caller: String, id: String, code: RPCCode, reason: String) async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add([
        QualityFixture.interaction("i1", agent: "ann"), QualityFixture.interaction("i2"),
      ])
      let refusal = try await status {
        try await fixture.interactions.getInteraction(
          QualityV1.GetInteractionRequest(interactionID: id), options: fixture.options(caller))
      }
      #expect(refusal.code == code)
      #expect(reason.isEmpty || refusal.reason == reason)
    }
  }

  @Test("somebody who may see a queue sees its interactions, whoever served")
  func seesQueue() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.service.addMember(
        "quentin",
        grants: [
          (Permission("quality:interaction:view"), .queue(QueueID(stored: "sales")))
        ])
      try await fixture.add([
        QualityFixture.interaction("i1"), QualityFixture.interaction("i2", queue: "help"),
      ])
      let options = try await fixture.options("quentin")
      let response = try await fixture.interactions.getInteraction(
        QualityV1.GetInteractionRequest(interactionID: "i1"), options: options)
      #expect(response.interaction?.interactionID == "i1")
      let list = try await fixture.interactions.listInteractions(
        QualityV1.ListInteractionsRequest(), options: options)
      #expect(list.interactions.map(\.interactionID) == ["i1"])
    }
  }
}

@Suite("InteractionService.ListInteractions")
struct ListInteractionsTests {
  static let interactions = [
    QualityFixture.interaction("i4", agent: "ann", second: 86_400),
    QualityFixture.interaction("i3", agent: "bob", second: 20),
    QualityFixture.interaction("i2", agent: "abe", second: 10),
    QualityFixture.interaction("i1", agent: "ann", second: 20),
    QualityFixture.interaction("i0", second: 30, outcome: .abandoned),
  ]

  @Test(
    "callers see what they may, oldest first",
    arguments: [
      ("operator", ["i2", "i1", "i3", "i0", "i4"]), ("sue", ["i2", "i1", "i4"]),
      ("ann", ["i1", "i4"]), ("stranger", []),
    ])
  func lists(caller: String, ids: [String]) async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add(Self.interactions)
      let response = try await fixture.interactions.listInteractions(
        QualityV1.ListInteractionsRequest(), options: fixture.options(caller))
      #expect(response.interactions.map(\.interactionID) == ids)
    }
  }

  @Test("pages, agents and workdays choose among them")
  func filters() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add(Self.interactions)
      func list(_ request: QualityV1.ListInteractionsRequest) async throws -> (
        ids: [String], token: String
      ) {
        let response = try await fixture.interactions.listInteractions(
          request, options: fixture.options("operator"))
        return (response.interactions.map(\.interactionID), response.nextPageToken)
      }
      let first = try await list(QualityV1.ListInteractionsRequest(pageSize: 3))
      #expect(first.ids == ["i2", "i1", "i3"])
      let second = try await list(
        QualityV1.ListInteractionsRequest(pageSize: 3, pageToken: first.token))
      #expect(second.ids == ["i0", "i4"])
      #expect(second.token.isEmpty)
      #expect(try await list(QualityV1.ListInteractionsRequest(agentID: "bob")).ids == ["i3"])
      #expect(
        try await list(
          QualityV1.ListInteractionsRequest(
            startWorkday: QualityFixture.date(2), endWorkday: QualityFixture.date(2))
        ).ids == ["i4"])
    }
  }

  @Test("a range that ends before it begins is refused")
  func namesField() async throws {
    try await QualityFixture.with { fixture in
      let refusal = try await status {
        try await fixture.interactions.listInteractions(
          QualityV1.ListInteractionsRequest(
            startWorkday: QualityFixture.date(2), endWorkday: QualityFixture.date(1)),
          options: fixture.options("operator"))
      }
      #expect(refusal.fieldViolations.map(\.field) == ["end_workday"])
    }
  }

  @Test("people who may not see interactions are refused")
  func isDenied() async throws {
    try await QualityFixture.with { fixture in
      let denial = try await status {
        try await fixture.interactions.listInteractions(
          QualityV1.ListInteractionsRequest(), options: fixture.options("noa"))
      }
      #expect(denial.code == .permissionDenied)
    }
  }
}

@Suite("InteractionService.SummarizeInteractions")
struct SummarizeInteractionsTests {
  @Test("it counts what the caller may see")
  func counts() async throws {
    try await QualityFixture.with { fixture in
      try await fixture.add(ListInteractionsTests.interactions)
      let request = QualityV1.SummarizeInteractionsRequest()
      let all = try await fixture.interactions.summarizeInteractions(
        request, options: fixture.options("operator"))
      #expect(
        all
          == QualityV1.SummarizeInteractionsResponse(
            interactionCount: 5, handledCount: 4, agentCount: 3, workdayCount: 2,
            firstWorkday: QualityFixture.date(1), lastWorkday: QualityFixture.date(2)))
      let own = try await fixture.interactions.summarizeInteractions(
        QualityV1.SummarizeInteractionsRequest(endWorkday: QualityFixture.date(1)),
        options: fixture.options("ann"))
      #expect(own.interactionCount == 1)
      let theirs = try await fixture.interactions.summarizeInteractions(
        request, options: fixture.options("stranger"))
      #expect(theirs == QualityV1.SummarizeInteractionsResponse())
    }
  }

  @Test("people who may not see interactions are refused")
  func isDenied() async throws {
    try await QualityFixture.with { fixture in
      let denial = try await status {
        try await fixture.interactions.summarizeInteractions(
          QualityV1.SummarizeInteractionsRequest(), options: fixture.options("noa"))
      }
      #expect(denial.code == .permissionDenied)
    }
  }

  @Test("a date that does not exist is refused")
  func namesField() async throws {
    try await QualityFixture.with { fixture in
      let refusal = try await status {
        try await fixture.interactions.summarizeInteractions(
          QualityV1.SummarizeInteractionsRequest(
            startWorkday: GoogleType.Date(year: 2026, month: 2, day: 30)),
          options: fixture.options("operator"))
      }
      #expect(refusal.fieldViolations.map(\.field) == ["start_workday"])
    }
  }
}
