internal import Kernel
package import Logging
package import Messages
package import Postgres
internal import RPC
internal import ServiceLifecycle
internal import Synchronization

/// Keeps the service's copy of the directory up to date.
///
/// It asks for all changes after the last one that was applied and stays on the stream; when the
/// stream ends it asks again. The service works on with what it has while directory is away.
package struct DirectoryFollower: Service {
  /// How long a stream may be silent; directory gives a sign of life at least every 15 seconds.
  package static var silenceMax: Duration { .seconds(40) }
  /// The longest pause before the stream is asked for again.
  package static var backoffMax: Duration { .seconds(5) }

  private let client: DirectoryV1.ChangeServiceClient
  private let replica: DirectoryReplica
  private let credentials: ServiceCredentials
  private let silenceMax: Duration
  private let logger: Logger

  package init(
    client: DirectoryV1.ChangeServiceClient, replica: DirectoryReplica,
    credentials: ServiceCredentials, silenceMax: Duration = Self.silenceMax, logger: Logger
  ) {
    self.client = client
    self.replica = replica
    self.credentials = credentials
    self.silenceMax = silenceMax
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      var pause = Duration.milliseconds(100)
      while !Task.isCancelled {
        do {
          try await follow()
          pause = .milliseconds(100)
        } catch {
          if !Task.isCancelled {
            let code = (error as? RPCStatus).map { "\($0.code)" } ?? "\(type(of: error))"
            logger.notice("directory not followed", metadata: ["error": "\(code)"])
          }
          pause = min(Self.backoffMax, pause * 2)
        }
        try? await Task.sleep(for: pause * Double.random(in: 0.8...1.2))
      }
    }
  }

  /// Follows one stream; a silent one is given up, since its other end may be gone unnoticed.
  private func follow() async throws {
    let sign = SignOfLife()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await follow(sign) }
      group.addTask {
        while sign.age < silenceMax {
          try await Task.sleep(for: silenceMax / 4)
        }
        throw RPCStatus(code: .unavailable, message: "The directory is silent.")
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func follow(_ sign: SignOfLife) async throws {
    let cursor = try await replica.cursor()
    let options = try await credentials.options(for: .every, timeout: nil)
    try await client.watchChanges(
      DirectoryV1.WatchChangesRequest(afterSequence: cursor), options: options
    ) { responses in
      for try await response in responses {
        sign.renew()
        guard let last = response.changes.last else { continue }
        let changes = try response.changes.compactMap { change throws(ValidationError) in
          try ReplicaChange(change)
        }
        try await replica.apply(changes, cursor: last.sequence)
      }
    }
  }
}

/// When something was last heard on a stream.
private final class SignOfLife: Sendable {
  private let instant = Mutex(ContinuousClock.now)

  var age: Duration { instant.withLock { $0.duration(to: .now) } }

  func renew() { instant.withLock { $0 = .now } }
}
