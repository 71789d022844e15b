import ArgumentParser
import Foundation
import Kernel
import Postgres
import RPC
import TestSupport
import Testing

@testable import ServiceHost

@Suite("OutboxCommand")
struct OutboxCommandTests {
  /// A service without events.
  private struct QuietService: ServiceDefinition {
    static let name = SampleService.name
    static let migrations = SampleService.migrations

    static func makeParts(_ context: ServiceContext) -> ServiceParts { [] }
  }

  /// The event that is parked.
  private static let event = UUIDBits(high: 1, low: 1)

  /// What the program writes with some arguments.
  private func output(
    _ arguments: [String], _ pool: PostgresPool, at time: Timestamp
  ) async throws -> String {
    let parsed = try ServiceCommand<SampleService>.parseAsRoot(["outbox"] + arguments)
    let command = try #require(parsed as? any OutboxSubcommand)
    return try await command.output(pool, clock: FixedWallClock(time))
  }

  /// Runs a test with a database in which one delivery is parked and one waits for it.
  private func withBacklog(
    _ test: (_ pool: PostgresPool, _ createTime: Timestamp) async throws -> Void
  ) async throws {
    let database = try await TestCluster.current.makeDatabase(
      schema: "sample", migrations: SampleService.migrations)
    let pool = database.makePool()
    do {
      try await prepare(pool)
      let backlog = try await Outbox(pool: pool).backlog(destination: "quality")
      try await test(pool, try #require(backlog.oldestCreateTime))
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
  }

  private func prepare(_ pool: PostgresPool) async throws {
    let organization = OrganizationID(stored: "acme")
    try await pool.withTransaction(.organization(organization)) { transaction in
      for version in 1...2 {
        try transaction.append(
          OutboxEvent(
            eventID: version == 1 ? Self.event : UUIDBits(high: 1, low: 2),
            organization: organization,
            subject: "a", subjectVersion: Int64(version), type: "Changed", payload: [],
            destinations: ["quality"]))
      }
    }
    let outbox = Outbox(pool: pool)
    let now = SystemWallClock().now()
    let claim = try #require(
      try await outbox.claim(
        destination: "quality", limit: 1, lease: .seconds(30), now: now
      ).first)
    try await outbox.markFailed(
      claim, because: .refusal, errorCode: "REJECTED", nextAttemptTime: now, refusalsMax: 1)
  }

  @Test("shows what waits, what is parked and the age of the oldest")
  func table() async throws {
    try await withBacklog { pool, createTime in
      let text = try await output([], pool, at: createTime.adding(.seconds(119)))
      #expect(
        text == """
          Destination  Waiting  Parked  Oldest
          -----------  -------  ------  ------
          quality            1       1   119 s

          """)
    }
  }

  @Test("shows the same as JSON")
  func json() async throws {
    try await withBacklog { pool, createTime in
      let text = try await output(["--json"], pool, at: createTime.adding(.seconds(7_200)))
      let report = try JSONDecoder().decode(OutboxReport.self, from: Data(text.utf8))
      let quality = OutboxReport.Destination(
        destination: "quality", waiting: 1, parked: 1, oldestAgeSeconds: 7_200)
      #expect(report == OutboxReport(service: "sample", destinations: [quality]))
    }
  }

  @Test(
    "refuses a destination that the service does not send to, naming those it does",
    arguments: [
      ["list", "--destination", "coaching"],
      ["redrive", "--all", "--destination", "coaching"],
      ["discard", "--event", "\(event)", "--destination", "coaching", "--reason", "Test."],
    ])
  func unknownDestination(arguments: [String]) {
    #expect(complaint(arguments)?.contains("must name one of: quality.") == true)
  }

  @Test(
    "refuses mistakes in what is typed",
    arguments: [
      (["list", "--limit", "0"], "--limit must be from 1 to 1000"),
      (["list", "--limit", "1001"], "--limit must be from 1 to 1000"),
      (["list", "--after=-1"], "--after must not be negative"),
      (["redrive"], "Name one of --event, --subject and --all"),
      (["redrive", "--all", "--subject", "a"], "Name one of --event, --subject and --all"),
      (["redrive", "--event", "1"], "--event must be a UUID"),
      (["discard", "--event", "\(event)", "--destination", "quality"], "--reason"),
      (
        ["discard", "--event", "\(event)", "--destination", "quality", "--reason", ""],
        "--reason is required"
      ),
      (
        ["discard", "--event", "x", "--destination", "quality", "--reason", "Test."],
        "--event must be a UUID"
      ),
    ] as [([String], String)])
  func mistakes(arguments: [String], text: String) {
    #expect(complaint(arguments)?.contains(text) == true, "\(complaint(arguments) ?? "")")
  }

  /// What the program says about arguments that it does not take.
  private func complaint(_ arguments: [String]) -> String? {
    do {
      _ = try ServiceCommand<SampleService>.parseAsRoot(["outbox"] + arguments)
      return nil
    } catch {
      return ServiceCommand<SampleService>.message(for: error)
    }
  }

  @Test("lists what is parked and what waits, without payloads")
  func list() async throws {
    try await withBacklog { pool, createTime in
      let text = try await output(["list"], pool, at: createTime.adding(.seconds(60)))
      let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      try #require(lines.count == 4)
      #expect(
        lines[0] == [
          "Sequence", "Event", "Organization", "Destination", "Subject", "Type", "State",
          "Attempts", "Refusals", "Error", "Age",
        ])
      #expect(
        lines[2] == [
          "1", "\(Self.event)", "acme", "quality", "a", "Changed", "parked", "1", "1", "REJECTED",
          "60", "s",
        ])
      #expect(lines[3].dropFirst(6).prefix(4) == ["waiting", "0", "0", "-"])
    }
  }

  @Test("lists page by page as JSON")
  func pages() async throws {
    try await withBacklog { pool, createTime in
      let first = try await output(["list", "--limit", "1", "--json"], pool, at: createTime)
      let page = try JSONDecoder().decode(DeliveryReport.self, from: Data(first.utf8))
      let next = try #require(page.nextAfter)
      #expect(
        page.deliveries == [
          DeliveryReport.Delivery(
            sequence: next, eventID: "\(Self.event)", organization: "acme",
            destination: "quality", subject: "a", type: "Changed", parked: true, attempts: 1,
            refusals: 1, errorCode: "REJECTED", createTime: createTime.rfc3339, ageSeconds: 0)
        ])
      let text = try await output(["list", "--limit", "1"], pool, at: createTime)
      #expect(text.hasSuffix("There may be more: --after \(next)\n"))
      let second = try await output(
        ["list", "--after", "\(next)", "--destination", "quality", "--json"], pool, at: createTime)
      let rest = try JSONDecoder().decode(DeliveryReport.self, from: Data(second.utf8))
      #expect(rest.deliveries.map(\.parked) == [false])
      #expect(rest.nextAfter == nil)
      #expect(
        try await output(["list", "--parked", "--after", "\(next)"], pool, at: createTime)
          == "There is nothing to show.\n")
    }
  }

  @Test(
    "makes parked deliveries due again by event, by subject or all, and says how many",
    arguments: [
      ["--event", "\(event)"], ["--subject", "a"], ["--all"],
      ["--all", "--destination", "quality"],
    ])
  func redrive(selection: [String]) async throws {
    try await withBacklog { pool, createTime in
      let first = try await output(["redrive"] + selection, pool, at: createTime)
      #expect(first == "1 delivery is due again.\n")
      #expect(
        try await output(["redrive"] + selection, pool, at: createTime)
          == "No such delivery is parked.\n")
      let json = try await output(["redrive", "--json"] + selection, pool, at: createTime)
      #expect(
        try JSONDecoder().decode(RedriveReport.self, from: Data(json.utf8))
          == RedriveReport(service: "sample", redriven: 0))
    }
  }

  @Test("discards a parked delivery, and fails when there is none")
  func discard() async throws {
    let arguments = [
      "discard", "--event", "\(Self.event)", "--destination", "quality", "--reason", "Test.",
    ]
    try await withBacklog { pool, createTime in
      #expect(
        try await output(arguments, pool, at: createTime)
          == "The event \(Self.event) will not go to quality; later ones of its subject go on.\n")
      let backlog = try await Outbox(pool: pool).backlog(destination: "quality")
      #expect(backlog.parkedCount == 0)
      #expect(backlog.waitingCount == 1)
      await #expect(
        throws: OutboxCommandError.notParked(event: Self.event, destination: "quality")
      ) {
        try await output(arguments, pool, at: createTime)
      }
    }
  }

  @Test("counts deliveries in words")
  func words() {
    let report = RedriveReport(service: "sample", redriven: 2)
    #expect(report.text == "2 deliveries are due again.\n")
  }

  @Test("writes options as they are typed, so that another program can pass them on")
  func typed() throws {
    let event = "\(Self.event)"
    let list = ["--destination=quality", "--parked", "--limit=7", "--after=3", "--json"]
    #expect(try OutboxListOptions.parse(list).arguments == list)
    let redrive = ["--event=\(event)", "--destination=quality"]
    #expect(try OutboxRedriveOptions.parse(redrive).arguments == redrive)
    #expect(try OutboxRedriveOptions.parse(["--subject=-a"]).arguments == ["--subject=-a"])
    #expect(try OutboxRedriveOptions.parse(["--all"]).arguments == ["--all"])
    let discard = ["--event=\(event)", "--destination=quality", "--reason=-- gone", "--json"]
    #expect(try OutboxDiscardOptions.parse(discard).arguments == discard)
  }

  @Test("says that a service sends no events")
  func quiet() async throws {
    try await withBacklog { pool, createTime in
      let parsed = try ServiceCommand<QuietService>.parseAsRoot(["outbox"])
      let command = try #require(parsed as? OutboxStatusCommand<QuietService>)
      let text = try await command.output(pool, clock: FixedWallClock(createTime))
      #expect(text == "sample sends no events.\n")
    }
  }

  @Test("is named in the help of the program")
  func help() {
    let text = ServiceCommand<SampleService>.helpMessage()
    #expect(text.contains("  outbox "))
    let outbox = ServiceCommand<SampleService>.helpMessage(for: OutboxCommand<SampleService>.self)
    for name in ["status (default)", "list", "redrive", "discard"] {
      #expect(outbox.contains("  \(name) "))
    }
  }

  @Test(
    "shows an age in its largest unit of which there are two",
    arguments: [
      (0, "0 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"), (7_200, "2 h"),
      (172_799, "47 h"), (172_800, "2 d"),
    ] as [(Int64, String)])
  func age(seconds: Int64, text: String) { #expect(OutboxReport.age(seconds: seconds) == text) }
}
