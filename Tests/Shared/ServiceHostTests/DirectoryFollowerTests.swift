import Kernel
import Messages
import Postgres
import RPC
import Synchronization
import TestSupport
import Testing

@testable import ServiceHost

/// A directory that sends one change on its first stream and is silent from then on, without ending
/// the stream; it tells from where each stream was asked for.
private struct SilentDirectory: DirectoryV1.ChangeService {
  static let watchChangesPolicy = MethodPolicy(
    access: .servicesForEveryOrganization([SampleService.name]), deadlineMax: .seconds(60))

  let streams: AsyncStream<Int64>
  private let continuation: AsyncStream<Int64>.Continuation

  init() { (streams, continuation) = AsyncStream.makeStream(of: Int64.self) }

  func watchChanges(
    _ request: DirectoryV1.WatchChangesRequest,
    _ responses: RPCResponseWriter<DirectoryV1.WatchChangesResponse>, _ call: CallContext
  ) async throws {
    continuation.yield(request.afterSequence)
    if request.afterSequence == 0 {
      let organization = DirectoryV1.Organization(displayName: "Acme", timeZone: "Asia/Jerusalem")
      try await responses.write(
        DirectoryV1.WatchChangesResponse(changes: [
          DirectoryV1.Change(
            sequence: 7, organizationID: "acme", change: .organization(organization))
        ]))
    }
    // Never yields; ends when the caller cancels.
    for await _ in AsyncStream.makeStream(of: Void.self).stream {}
  }
}

@Suite("DirectoryFollower.run")
struct DirectoryFollowerTests {
  @Test("gives a silent stream up and asks again after the last change that was applied")
  func silence() async throws {
    let directory = SilentDirectory()
    try await PeerFixture.with([directory]) { fixture in
      let follower = DirectoryFollower(
        client: DirectoryV1.ChangeServiceClient(fixture.client),
        replica: DirectoryReplica(pool: fixture.pool), credentials: fixture.credentials,
        silenceMax: .milliseconds(400), logger: PeerFixture.silent)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await follower.run() }
        var positions: [Int64] = []
        for await position in directory.streams {
          positions.append(position)
          if position > 0 { break }
        }
        // A slow machine may lose the first stream before its change was applied.
        #expect(positions.allSatisfy { $0 == 0 || $0 == 7 })
        #expect(positions.first == 0)
        #expect(positions.last == 7)
        group.cancelAll()
        try await group.waitForAll()
      }
    }
  }
}
