import GamificationDomain
import GamificationStore
import Kernel
import Messages
import RPC
import TestSupport
import Testing

extension GamificationFixture {
  /// Uploads items with quarantine through the store, at another time than that of the service.
  fileprivate func keep(_ count: Int, metric: String, days: Double) async throws {
    let clock = FixedWallClock(noon.adding(.seconds(days * 86_400)))
    let data = PostgresExternalDataRepository(
      pool: service.pool, books: RuleBooks(), ids: UUIDv7Generator(clock: clock))
    let item = ExternalDataItem(
      metric: try ExternalMetricID(parsing: metric, field: "metric"),
      person: PersonID(stored: "bob"), workday: try Workday(may(4), field: "workday"),
      report: .total(1, count: nil))
    _ = try await data.upload(
      in: ServiceFixture.acme,
      ExternalUpload(Array(repeating: .success(item), count: count), keepsOrphans: true),
      audit: AuditContext(
        caller: "service:test", id: UUIDv7Generator(clock: clock).makeUUID()),
      at: clock.now(), request: IdempotentRequest(key: nil) { _ in [] })
  }

  fileprivate func attach(
    _ ids: [String], metric: String = "", person: String = "", requestID: String = ""
  ) async throws -> GamificationV1.ExternalDataSummary {
    let response = try await externalData.attachExternalOrphans(
      GamificationV1.AttachExternalOrphansRequest(
        externalOrphanIDs: ids, externalMetricID: metric, personID: person, requestID: requestID),
      options: try await service.asOperator())
    return try #require(response.summary)
  }
}

@Suite("ExternalDataService.ListExternalOrphans")
struct ListExternalOrphansTests {
  @Test("lists what was kept, with who sent it and why, page by page")
  func pages() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let rejected = try await fixture.upload([external(metric, of: "bob", 1)], orphans: .reject)
      #expect(rejected.failedCount == 1)
      let kept = try await fixture.upload(
        [
          external(metric, of: "bob", 1.5, count: 3, .cumulative), external(uuid(7), nil),
          external("x", 1), external(metric, 1),
        ], orphans: .quarantine)
      #expect(kept.quarantinedCount == 2)
      #expect(kept.failedCount == 1)
      #expect(kept.changedCount == 1)
      let options = try await fixture.service.asOperator()
      let first = try await fixture.externalData.listExternalOrphans(
        GamificationV1.ListExternalOrphansRequest(pageSize: 1), options: options)
      let second = try await fixture.externalData.listExternalOrphans(
        GamificationV1.ListExternalOrphansRequest(pageSize: 1, pageToken: first.nextPageToken),
        options: options)
      #expect(second.nextPageToken.isEmpty)
      let orphans = first.externalOrphans + second.externalOrphans
      #expect(Set(orphans.map(\.reason)) == [.personNotFound, .externalMetricNotFound])
      let unknown = try #require(orphans.first { $0.reason == .personNotFound })
      #expect(unknown.item == external(metric, of: "bob", 1.5, count: 3, .cumulative))
      #expect(unknown.caller == "service:operator")
      #expect(unknown.createTime != nil)
      let deletion = try #require(orphans.first { $0.reason == .externalMetricNotFound })
      #expect(deletion.item == external(uuid(7), nil))
      let other = try await fixture.externalData.listExternalOrphans(
        GamificationV1.ListExternalOrphansRequest(),
        options: try await fixture.service.asOperator(in: ServiceFixture.globex))
      #expect(other.externalOrphans.isEmpty)
      try await fixture.service.addMember("eve", grants: [(externalDataView, .all)])
      try await fixture.service.addMember("mallory", grants: [(externalDataView, .own)])
      let seen = try await fixture.externalData.listExternalOrphans(
        GamificationV1.ListExternalOrphansRequest(),
        options: try await fixture.service.asPerson("eve"))
      #expect(seen.externalOrphans.count == 2)
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.externalData.listExternalOrphans(
          GamificationV1.ListExternalOrphansRequest(),
          options: try await fixture.service.asPerson("mallory"))
      }
    }
  }

  @Test("keeps at most 10,000, and those of the last 90 days")
  func limits() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      try await fixture.keep(9_000, metric: metric, days: -200)
      #expect(try await fixture.externalOrphans().isEmpty)
      try await fixture.keep(9_999, metric: metric, days: -89)
      await expectFailure(.resourceExhausted, "TOO_MANY_EXTERNAL_ORPHANS") {
        try await fixture.upload(
          [
            external(metric, 1), external(metric, of: "bob", 1), external(metric, of: "bob", 2),
          ], orphans: .quarantine)
      }
      #expect(try await fixture.stored(metric) == nil)
      let last = try await fixture.upload([external(metric, of: "bob", 1)], orphans: .quarantine)
      #expect(last.quarantinedCount == 1)
    }
  }
}

@Suite("ExternalDataService.AttachExternalOrphans")
struct AttachExternalOrphansTests {
  @Test("stores what is known by now or is given, once, and leaves the rest")
  func attaches() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      try await fixture.upload(
        [external(metric, of: "bob", 2, .cumulative)], orphans: .quarantine)
      try await fixture.upload([external(uuid(7), 3)], orphans: .quarantine)
      let orphans = try await fixture.externalOrphans()
      let ofPerson = try #require(orphans.first { $0.reason == .personNotFound }).externalOrphanID
      let ofMetric = try #require(orphans.first { $0.reason != .personNotFound }).externalOrphanID
      let early = try await fixture.attach([ofPerson, ofMetric, uuid(9)])
      #expect(early.failures.map(\.itemIndex) == [0, 1, 2])
      #expect(
        early.failures.map(\.reason) == [
          .personNotFound, .externalMetricNotFound, .externalOrphanNotFound,
        ])
      try await fixture.service.addMember("bob")
      let attached = try await fixture.attach([ofPerson, ofMetric], requestID: uuid(1))
      #expect(attached.changedCount == 1)
      #expect(attached.failures.map(\.itemIndex) == [1])
      #expect(
        try await fixture.attach([ofPerson, ofMetric], requestID: uuid(1)) == attached)
      #expect(try await fixture.stored(metric, of: "bob") == [2, 1])
      #expect(try await fixture.externalOrphans().map(\.externalOrphanID) == [ofMetric])
      let moved = try await fixture.attach([ofMetric], metric: metric, person: "bob")
      #expect(moved.changedCount == 1)
      #expect(try await fixture.stored(metric, of: "bob") == [3, 1])
      #expect(try await fixture.externalOrphans().isEmpty)
    }
  }

  @Test("attaches an orphan once when many try at once")
  func concurrency() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      try await fixture.upload(
        [external(metric, of: "bob", 2, count: 1, .cumulative)], orphans: .quarantine)
      let id = try #require(try await fixture.externalOrphans().first).externalOrphanID
      let changedCount = try await withThrowingTaskGroup(of: Int64.self) { group in
        for _ in 0..<8 {
          group.addTask { try await fixture.attach([id], person: "ada").changedCount }
        }
        return try await group.reduce(0, +)
      }
      #expect(changedCount == 1)
      #expect(try await fixture.stored(metric) == [2, 1])
    }
  }

  @Test("refuses ids that are wrong, and who may not edit")
  func refused() async throws {
    try await GamificationFixture.withExternalMetric { fixture, _ in
      for (ids, field) in [
        (["x"], "external_orphan_ids[0]"), ([uuid(1), uuid(1)], "external_orphan_ids[1]"),
        ((1...101).map(uuid), "external_orphan_ids"),
      ] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.attach(ids)
        }
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "external_metric_id") {
        try await fixture.attach([uuid(1)], metric: "x")
      }
      try await fixture.service.addMember("eve", grants: [(externalDataView, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.externalData.attachExternalOrphans(
          GamificationV1.AttachExternalOrphansRequest(externalOrphanIDs: [uuid(1)]),
          options: try await fixture.service.asPerson("eve"))
      }
    }
  }
}

@Suite("ExternalDataService.DeleteExternalOrphans")
struct DeleteExternalOrphansTests {
  @Test("deletes orphans and tells how many there were, once for a repeated request")
  func deletes() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      try await fixture.upload(
        [external(metric, of: "bob", 1), external(metric, of: "cleo", 1)], orphans: .quarantine)
      let ids = try await fixture.externalOrphans().map(\.externalOrphanID)
      let delete = { (ids: [String], requestID: String, caller: String?) async throws in
        let options =
          if let caller { try await fixture.service.asPerson(caller) } else {
            try await fixture.service.asOperator()
          }
        return try await fixture.externalData.deleteExternalOrphans(
          GamificationV1.DeleteExternalOrphansRequest(
            externalOrphanIDs: ids, requestID: requestID), options: options
        ).deletedCount
      }
      #expect(try await delete([ids[0], uuid(9)], uuid(1), nil) == 1)
      #expect(try await delete([ids[0], uuid(9)], uuid(1), nil) == 1)
      #expect(try await delete([ids[0]], "", nil) == 0)
      #expect(try await fixture.externalOrphans().map(\.externalOrphanID) == [ids[1]])
      try await fixture.service.addMember("eve", grants: [(externalDataView, .all)])
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await delete(ids, "", "eve")
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "external_orphan_ids[0]") {
        try await delete(["x"], "", nil)
      }
    }
  }
}
