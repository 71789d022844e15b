internal import Kernel
internal import Synchronization

/// What goes over a channel or a subchannel; any thread may add to it.
package final class ChannelzActivity: Sendable {
  /// Calls by their outcome.
  struct Calls: Sendable {
    var started: Int64 = 0
    var succeeded: Int64 = 0
    var failed: Int64 = 0
    /// When the newest was started; `nil` before the first.
    var lastStarted: Timestamp?
  }

  private let started = Atomic<Int64>(0)
  private let succeeded = Atomic<Int64>(0)
  private let failed = Atomic<Int64>(0)
  private let lastStarted = Atomic<Int64>(0)
  private let protected: Mutex<(state: ChannelzState, trace: ChannelzTrace)>
  private let clock: any WallClock

  init(clock: any WallClock) {
    self.clock = clock
    protected = Mutex((.idle, ChannelzTrace(creation: clock.now())))
  }

  var calls: Calls {
    let count = started.load(ordering: .relaxed)
    return Calls(
      started: count, succeeded: succeeded.load(ordering: .relaxed),
      failed: failed.load(ordering: .relaxed),
      lastStarted: count == 0
        ? nil : Timestamp(microseconds: lastStarted.load(ordering: .relaxed)))
  }

  var state: ChannelzState { protected.withLock { $0.state } }

  var trace: ChannelzTrace { protected.withLock { $0.trace } }

  func callStarted() {
    lastStarted.store(clock.now().microseconds, ordering: .relaxed)
    started.wrappingAdd(1, ordering: .relaxed)
  }

  func callEnded(ok: Bool) {
    if ok {
      succeeded.wrappingAdd(1, ordering: .relaxed)
    } else {
      failed.wrappingAdd(1, ordering: .relaxed)
    }
  }

  func set(_ state: ChannelzState) {
    let now = clock.now()
    protected.withLock { protected in
      guard protected.state != state else { return }
      protected.state = state
      protected.trace.add(
        ChannelzTrace.Event(
          description: "is \(state.rawValue)",
          severity: state == .transientFailure ? .warning : .info, time: now))
    }
  }

  func add(_ description: String, _ severity: ChannelzSeverity, _ child: ChannelzTrace.Child?) {
    let event = ChannelzTrace.Event(
      description: description, severity: severity, time: clock.now(), child: child)
    protected.withLock { $0.trace.add(event) }
  }
}

/// Whether a channel can be used.
package enum ChannelzState: String, Hashable, Sendable {
  case idle
  case connecting
  case ready
  case transientFailure = "failing"
  case shutdown = "shut down"
}
