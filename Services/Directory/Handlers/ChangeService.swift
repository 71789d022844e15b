package import DirectoryDomain
package import Kernel
internal import Messages
internal import RPC

/// Feeds the copies of the directory that the other services keep.
package struct ChangeService: DirectoryV1.ChangeService {
  /// How streams find new changes and show that they live.
  package struct Pace: Hashable, Sendable {
    /// The pause between two looks at the log.
    package var pollInterval: Duration
    /// The longest silence; the contract promises 15 seconds.
    package var silenceMax: Duration
    /// The age at which a stream ends well, before its deadline would end it with an error.
    package var streamMax: Duration
    /// The most changes of one response; the contract promises 1000.
    package var changesMax: Int

    package init(
      pollInterval: Duration = .milliseconds(250), silenceMax: Duration = .seconds(10),
      streamMax: Duration = .seconds(1_800), changesMax: Int = 1_000
    ) {
      precondition((1...1_000).contains(changesMax), "a response holds 1 to 1000 changes")
      self.pollInterval = pollInterval
      self.silenceMax = silenceMax
      self.streamMax = streamMax
      self.changesMax = changesMax
    }
  }

  let changes: any ChangeRepository
  let clock: any WallClock
  let pace: Pace
  private let drain = Drain()

  package init(
    changes: any ChangeRepository, clock: any WallClock, pace: Pace = Pace()
  ) {
    self.changes = changes
    self.clock = clock
    self.pace = pace
  }

  /// Ends the streams, so that the followers go to another instance and the server can stop.
  package func serverWillDrain() { drain.begin() }

  var isDraining: Bool { drain.hasBegun }
}
