import Kernel
import Messages
import RPC
import TestSupport
import Testing

@Suite("ExternalDataService.ImportExternalData")
struct ImportExternalDataTests {
  private typealias Request = GamificationV1.ImportExternalDataRequest

  /// Imports a file that is cut into chunks.
  private func load(
    _ text: String, _ fixture: GamificationFixture,
    _ format: GamificationV1.ImportExternalDataRequest.Format = .csv, chunk: Int = 50_000,
    orphans: GamificationV1.OrphanHandling = .unspecified, requestID: String = ""
  ) async throws -> GamificationV1.ExternalDataSummary {
    let response = try await fixture.externalData.importExternalData(
      options: try await fixture.service.asOperator()
    ) { writer in
      try await writer.write(
        Request(format: format, orphans: orphans, requestID: requestID))
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        try await writer.write(Request(chunk: Array(rest.prefix(chunk))))
        rest = rest.dropFirst(chunk)
      }
    }
    return try #require(response.summary)
  }

  @Test("takes a CSV file, names line and column of what is refused, and stores the rest")
  func csv() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let file = """
        \u{feff}workday,person_id,external_metric_id,mode,value,count\r
        2026-05-04,ada,\(metric),TOTAL,12.5,2\r
        2026-05-32,ada,\(metric),TOTAL,1,\r
        2026-05-05,"bob",\(metric),TOTAL,1,\r
        2026-05-05,ada,\(metric)\r

        2026-05-05,ada,"\(metric)",TOTAL,7,\r

        """
      for chunk in [1, 7, 50_000] {
        let summary = try await load(file, fixture, chunk: chunk)
        #expect(summary.changedCount + summary.unchangedCount == 2)
        #expect(summary.failures.map(\.itemIndex) == [1, 2, 3])
        #expect(summary.failures.map(\.field) == ["workday", "person_id", ""])
        #expect(
          summary.failures.map(\.reason) == [.invalidField, .personNotFound, .invalidField])
        #expect(summary.failures.map(\.line) == [3, 4, 5])
        #expect(summary.failures.map(\.column) == [1, 12, 1])
      }
      #expect(try await fixture.stored(metric) == [12.5, 2])
      #expect(try await fixture.stored(metric, on: 5) == [7, 1])
    }
  }

  @Test("takes a JSON array, and JSON objects one a line")
  func json() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      func object(_ day: Int, _ more: String) -> String {
        """
        {"externalMetricId": "\(metric)", "personId": "ada",
          "workday": {"year": 2026, "month": 5, "day": \(day)}, \(more)}
        """
      }
      let objects = [
        object(4, #""value": 3, "mode": "MODE_TOTAL""#), object(5, #""value": "x""#),
        object(6, #""value": 1, "mode": "MODE_TOTAL", "note": """#),
        object(5, #""value": 2, "count": "4", "mode": "MODE_TOTAL""#),
      ]
      let array = try await load(
        "[\n" + objects.joined(separator: ",\n") + "]", fixture, .json, chunk: 5)
      #expect(array.changedCount == 2)
      #expect(array.failures.map(\.itemIndex) == [1, 2])
      #expect(array.failures.map(\.field) == ["value", ""])
      #expect(array.failures.map(\.line) == [5, 7])
      #expect(try await fixture.stored(metric, on: 5) == [2, 4])
      let lines = try await load(objects.joined(separator: "\n"), fixture, .json)
      #expect(lines.unchangedCount == 2)
      #expect(lines.failures.map(\.line) == [4, 6])
    }
  }

  @Test("a file that is sent again with its id adds nothing, and goes on where it broke off")
  func repetition() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let header = "external_metric_id,person_id,workday,value,mode\n"
      let line = "\(metric),ada,2026-05-04,1,CUMULATIVE\n"
      let good = String(repeating: line, count: 1_500)
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "chunk") {
        try await load(header + good + "\"", fixture, requestID: uuid(1))
      }
      #expect(try await fixture.stored(metric) == [1_000, 1])
      let whole = try await load(header + good, fixture, requestID: uuid(1))
      #expect(whole.changedCount == 1_500)
      #expect(try await load(header + good, fixture, chunk: 777, requestID: uuid(1)) == whole)
      #expect(try await fixture.stored(metric) == [1_500, 1])
      await expectFailure(.invalidArgument, "REQUEST_ID_REUSED") {
        try await load(header + line, fixture, requestID: uuid(1))
      }
      await expectFailure(.invalidArgument, "INVALID_FIELD", field: "request_id") {
        try await load(header + line, fixture)
      }
    }
  }

  @Test("keeps orphans when it is asked to")
  func orphans() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let summary = try await load(
        "external_metric_id,person_id,workday,value,mode\n\(metric),bob,2026-05-04,1,TOTAL",
        fixture,
        orphans: .quarantine, requestID: uuid(1))
      #expect(summary.quarantinedCount == 1)
      #expect(try await fixture.externalOrphans().map(\.item?.personID) == ["bob"])
    }
  }

  @Test("refuses a file as a whole that has a wrong header or is not of the format")
  func refused() async throws {
    try await GamificationFixture.withExternalMetric { fixture, metric in
      let line = "\(metric),ada,2026-05-04,1,TOTAL\n"
      for (text, format) in [
        ("", .csv), ("external_metric_id,person_id,workday,value\n" + line, .csv),
        ("external_metric_id,person_id,workday,value,kind\n" + line, .csv), (line, .csv),
        ("{} x", .json), ("[{}", .json),
      ] as [(String, GamificationV1.ImportExternalDataRequest.Format)] {
        let error = await #expect(throws: RPCStatus.self) {
          try await load(text, fixture, format)
        }
        #expect(error?.fieldViolations.map(\.field) == ["chunk"])
        #expect(error?.fieldViolations.first?.description.contains("line 1, column ") == true)
      }
      #expect(try await fixture.stored(metric) == nil)
      let options = try await fixture.service.asOperator()
      let large = [UInt8](repeating: 0x61, count: 1_048_577)
      for (field, requests) in [
        ("format", [Request(chunk: [0x61])]), ("format", []),
        ("format", [Request(format: .csv), Request(format: .json)]),
        ("chunk", [Request(format: .csv, chunk: large)]),
      ] as [(String, [GamificationV1.ImportExternalDataRequest])] {
        await expectFailure(.invalidArgument, "INVALID_FIELD", field: field) {
          try await fixture.externalData.importExternalData(options: options) { writer in
            for request in requests { try await writer.write(request) }
          }
        }
      }
      await expectFailure(.permissionDenied, "PERMISSION_DENIED") {
        try await fixture.externalData.importExternalData(
          options: try await fixture.service.asPerson("ada")
        ) { try await $0.write(Request(format: .csv)) }
      }
    }
  }
}
