import DirectoryDomain
import Kernel
import Messages
import Testing

@testable import DirectoryHandlers

@Suite("ChangeService.follow", .timeLimit(.minutes(2)))
struct ChangeStreamTests {
  @Test("ends well when the server drains")
  func drained() async throws {
    let service = service(ChangeService.Pace(pollInterval: .milliseconds(1)))
    var responseCount = 0
    try await service.follow(after: 0) { _ in
      responseCount += 1
      service.serverWillDrain()
    }
    #expect(responseCount == 1)
  }

  @Test("ends well at its age, although there is more to tell")
  func aged() async throws {
    let service = service(ChangeService.Pace(streamMax: .zero), changeCount: 5)
    var responseCount = 0
    try await service.follow(after: 0) { _ in responseCount += 1 }
    #expect(responseCount == 0)
  }

  @Test("shows that it lives when nothing happens")
  func silent() async throws {
    let service = service(
      ChangeService.Pace(pollInterval: .milliseconds(1), silenceMax: .milliseconds(3)))
    var responses: [DirectoryV1.WatchChangesResponse] = []
    try await service.follow(after: 7) { response in
      responses.append(response)
      if responses.count == 4 { service.serverWillDrain() }
    }
    #expect(responses == Array(repeating: DirectoryV1.WatchChangesResponse(), count: 4))
  }

  @Test("tells a long log in responses of the largest size")
  func batches() async throws {
    let service = service(
      ChangeService.Pace(pollInterval: .milliseconds(1), changesMax: 2), changeCount: 5)
    var sequences: [[Int64]] = []
    try await service.follow(after: 0) { response in
      sequences.append(response.changes.map(\.sequence))
      if sequences.count == 3 { service.serverWillDrain() }
    }
    #expect(sequences == [[1, 2], [3, 4], [5]])
  }

  private func service(_ pace: ChangeService.Pace, changeCount: Int64 = 0) -> ChangeService {
    ChangeService(
      changes: FixedChanges(changeCount: changeCount),
      clock: FixedWallClock(Timestamp(microseconds: 0)), pace: pace)
  }
}

/// A log with a number of changes, from sequence 1.
private struct FixedChanges: ChangeRepository {
  var changeCount: Int64

  func changes(after sequence: Int64, limit: Int) async throws -> ChangeBatch {
    let changes = (1...max(1, changeCount)).filter { $0 > sequence && $0 <= changeCount }
      .prefix(limit).map { sequence in
        DirectoryChange(
          sequence: sequence, organization: OrganizationID(stored: "acme"),
          subject: .deletedGrant(GrantID(uuid: UUIDBits(high: 0, low: 1))))
      }
    return ChangeBatch(changes: changes, lastSequence: changes.last?.sequence ?? sequence)
  }

  func publishRoles(version: Int64, now: Timestamp) async throws {}
}
