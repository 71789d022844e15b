internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC
internal import WellKnownMessages

/// What became of the parts of a call file.
struct ImportOutcome: Sendable {
  /// What the services did with one kind of entry.
  struct Tally: Sendable {
    var created: Int64 = 0
    var updated: Int64 = 0
    var unchanged: Int64 = 0
    var refused: Int64 = 0
  }

  /// What was read.
  let summary: ImportSummary
  /// The first and the last day of the calls; `nil` when there is none.
  let days: (first: Workday, last: Workday)?
  let directoryEntries: Tally
  let interactions: Tally
  let facts: Tally
  /// From the first byte to the last answer.
  let duration: Duration

  /// Whether something of the file is not in the suite.
  var hasRefusals: Bool {
    summary.errors > 0 || directoryEntries.refused > 0 || interactions.refused > 0
      || facts.refused > 0
  }
}

/// Brings a call file into the suite: interactions while it is read, then people, then facts.
///
/// Everything may be brought in again; what is there stays as it is.
struct CallFileImporter {
  private let suite: SuiteClient
  private let division: ImportedDivision
  private let timeZone: OrganizationTimeZone
  private var interactions = ImportOutcome.Tally()
  private var lastReport = ContinuousClock.now

  /// The most messages of one call, so that a call ends in good time.
  private static var messagesPerCallMax: Int { 100 }
  /// How long a call that carries a part of the file may take.
  private static var callTimeout: Duration { .seconds(120) }
  /// How often progress is shown.
  private static var reportInterval: Duration { .seconds(1) }

  /// Makes an import; everybody in the file belongs to the division, and its clocks show the zone.
  init(suite: SuiteClient, division: ImportedDivision, timeZone: OrganizationTimeZone) {
    self.suite = suite
    self.division = division
    self.timeZone = timeZone
  }

  /// Brings a file in.
  ///
  /// Lines that cannot be used are told on standard error; the others are loaded.
  mutating func run(_ source: CallFileSource) async throws -> ImportOutcome {
    let start = ContinuousClock.now
    lastReport = start
    let content = try await source.read { bytes in
      var reader = CallFileReader(
        bytes, into: CallImport(division: division, timeZone: timeZone),
        refuse: { Console.note("\(source.name): \($0)") })
      try await sendInteractions(&reader)
      return reader.content
    }
    let directoryEntries = try await sendDirectory(content)
    let facts = try await sendFacts(content.facts)
    return ImportOutcome(
      summary: content.summary, days: content.dateBounds, directoryEntries: directoryEntries,
      interactions: interactions, facts: facts, duration: ContinuousClock.now - start)
  }

  private mutating func sendInteractions(_ reader: inout CallFileReader) async throws {
    // The first batch alone, because only a batch can be sent again while a new organization makes
    // its way to the service.
    guard let first = try await reader.nextBatch() else { return }
    count(
      try await Waiting.forOrganization {
        try await suite.interactions.importInteractions(
          options: suite.options(timeout: Self.callTimeout)
        ) { try await $0.write(Self.request(first)) }
      })
    var next = try await reader.nextBatch()
    while let batch = next {
      var current: [ImportedInteraction]? = batch
      var messages = 0
      let response = try await suite.interactions.importInteractions(
        options: suite.options(timeout: Self.callTimeout)
      ) { writer in
        while let batch = current {
          try await writer.write(Self.request(batch))
          messages += 1
          report(rows: reader.content.summary.rows)
          current = messages < Self.messagesPerCallMax ? try await reader.nextBatch() : nil
        }
      }
      count(response)
      next = messages < Self.messagesPerCallMax ? nil : try await reader.nextBatch()
    }
  }

  private static func request(
    _ batch: [ImportedInteraction]
  ) -> QualityV1.ImportInteractionsRequest {
    QualityV1.ImportInteractionsRequest(interactions: batch.map(QualityV1.Interaction.init))
  }

  private mutating func count(_ response: QualityV1.ImportInteractionsResponse) {
    for failure in response.failures {
      Console.note(
        "interaction \(failure.interactionIndex) of a call: \(failure.field) \(failure.reason)")
    }
    interactions.created += response.createdCount
    interactions.unchanged += response.unchangedCount
    interactions.refused += response.failedCount
  }

  private func sendDirectory(
    _ content: CallImport
  ) async throws -> ImportOutcome.Tally {
    let entries =
      content.divisions.map(DirectoryV1.DirectoryEntry.init)
      + content.queues.map(DirectoryV1.DirectoryEntry.init)
      + content.people.map(DirectoryV1.DirectoryEntry.init)
    var tally = ImportOutcome.Tally()
    for part in entries.batches(of: CallFileReader.batchMax * Self.messagesPerCallMax) {
      let response = try await suite.directoryImports.importDirectory(
        options: suite.options(timeout: Self.callTimeout)
      ) { writer in
        for batch in part.batches(of: CallFileReader.batchMax) {
          try await writer.write(DirectoryV1.ImportDirectoryRequest(entries: Array(batch)))
        }
      }
      for failure in response.failures {
        Console.note(
          "directory entry \(part.startIndex + Int(failure.entryIndex)): \(failure.field) "
            + failure.reason)
      }
      tally.created += response.createdCount
      tally.updated += response.updatedCount
      tally.unchanged += response.unchangedCount
      tally.refused += response.failedCount
    }
    return tally
  }

  private func sendFacts(_ facts: [WorkdayFact]) async throws -> ImportOutcome.Tally {
    var tally = ImportOutcome.Tally()
    guard !facts.isEmpty else { return tally }
    try await activateGamification()
    for part in facts.batches(of: CallFileReader.batchMax * Self.messagesPerCallMax) {
      let response = try await Waiting.forOrganization {
        try await suite.facts.recordFacts(options: suite.options(timeout: Self.callTimeout)) {
          writer in
          for batch in part.batches(of: CallFileReader.batchMax) {
            try await writer.write(
              GamificationV1.RecordFactsRequest(
                facts: batch.map(GamificationV1.Fact.init), backfill: true))
          }
        }
      }
      for failure in response.failures {
        Console.note(
          "fact \(part.startIndex + Int(failure.factIndex)): \(failure.field) \(failure.reason)")
      }
      tally.created += response.createdCount
      tally.updated += response.updatedCount
      tally.unchanged += response.unchangedCount
      tally.refused += response.failedCount
    }
    return tally
  }

  /// Lets the calls of all days earn points, in an organization that has not decided about points.
  private func activateGamification() async throws {
    try await Waiting.forOrganization {
      let decided = try await suite.gamificationSettings.listGamificationSettingsVersions(
        GamificationV1.ListGamificationSettingsVersionsRequest(pageSize: 1),
        options: suite.options())
      guard decided.gamificationSettings.isEmpty else { return }
      let undecided = try await suite.gamificationSettings.getGamificationSettings(
        GamificationV1.GetGamificationSettingsRequest(), options: suite.options())
      // Whoever decides meanwhile has made another etag.
      _ = try await suite.gamificationSettings.updateGamificationSettings(
        GamificationV1.UpdateGamificationSettingsRequest(
          gamificationSettings: GamificationV1.GamificationSettings(
            active: true, etag: undecided.gamificationSettings?.etag ?? ""),
          startWorkday: GoogleType.Date(Workday(daysSinceEpoch: 0))),
        options: suite.options())
    }
  }

  private mutating func report(rows: Int) {
    let now = ContinuousClock.now
    guard now - lastReport >= Self.reportInterval else { return }
    lastReport = now
    Console.note("  \(NumberText.whole(Int64(rows))) rows…")
  }
}

extension RandomAccessCollection where Index == Int, SubSequence: RandomAccessCollection {
  /// The elements in order, in parts of at most `size`, which keep their places.
  fileprivate func batches(of size: Int) -> [SubSequence] {
    stride(from: startIndex, to: endIndex, by: size).map {
      self[$0..<Swift.min($0 + size, endIndex)]
    }
  }
}
