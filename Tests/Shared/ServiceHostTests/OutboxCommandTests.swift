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

    static func makeServices(_ context: ServiceContext) -> [any RPCService] { [] }
  }

  /// What the program writes with some arguments.
  private func output(
    _ arguments: [String], _ pool: PostgresPool, at time: Timestamp
  ) async throws -> String {
    let parsed = try ServiceCommand<SampleService>.parseAsRoot(["outbox"] + arguments)
    let command = try #require(parsed as? OutboxCommand<SampleService>)
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
            eventID: UUIDBits(high: 1, low: UInt64(version)), organization: organization,
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

  @Test("makes parked deliveries due again and says how many")
  func unpark() async throws {
    try await withBacklog { pool, createTime in
      let first = try await output(["--unpark", "quality"], pool, at: createTime)
      #expect(first == "1 delivery to quality is due again.\n")
      let second = try await output(["--unpark", "quality", "--json"], pool, at: createTime)
      let report = try JSONDecoder().decode(UnparkReport.self, from: Data(second.utf8))
      #expect(report == UnparkReport(service: "sample", destination: "quality", unparked: 0))
      let backlog = try await Outbox(pool: pool).backlog(destination: "quality")
      #expect(backlog.parkedCount == 0)
      #expect(backlog.waitingCount == 2)
    }
  }

  @Test("refuses a destination that the service does not send to, naming those it does")
  func unknownDestination() {
    let error = #expect(throws: (any Error).self) {
      try ServiceCommand<SampleService>.parseAsRoot(["outbox", "--unpark", "coaching"])
    }
    let message = error.map { ServiceCommand<SampleService>.message(for: $0) }
    #expect(message?.contains("must name one of: quality.") == true)
  }

  @Test("says that a service sends no events")
  func quiet() async throws {
    try await withBacklog { pool, createTime in
      let parsed = try ServiceCommand<QuietService>.parseAsRoot(["outbox"])
      let command = try #require(parsed as? OutboxCommand<QuietService>)
      let text = try await command.output(pool, clock: FixedWallClock(createTime))
      #expect(text == "sample sends no events.\n")
    }
  }

  @Test("is named in the help of the program")
  func help() {
    let text = ServiceCommand<SampleService>.helpMessage()
    #expect(text.contains("  outbox "))
    #expect(
      ServiceCommand<SampleService>.helpMessage(for: OutboxCommand<SampleService>.self)
        .contains("--unpark <destination>"))
  }

  @Test(
    "shows an age in its largest unit of which there are two",
    arguments: [
      (0, "0 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"), (7_200, "2 h"),
      (172_799, "47 h"), (172_800, "2 d"),
    ] as [(Int64, String)])
  func age(seconds: Int64, text: String) { #expect(OutboxReport.age(seconds: seconds) == text) }
}
