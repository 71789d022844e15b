internal import Synchronization

/// Where a client shows how far it has got with its connections.
final class ConnectivityBoard: Sendable {
  private struct State {
    var connectivity = ConnectivityState.idle
    var watchers: [Int: AsyncStream<ConnectivityState>.Continuation] = [:]
    var watcherNumber = 0
  }

  private let protected = Mutex(State())

  var state: ConnectivityState { protected.withLock { $0.connectivity } }

  /// - Returns: Whether it was another one before.
  @discardableResult
  func set(_ connectivity: ConnectivityState) -> Bool {
    let watchers = protected.withLock { state in
      guard state.connectivity != connectivity else {
        return nil as [AsyncStream<ConnectivityState>.Continuation]?
      }
      state.connectivity = connectivity
      return Array(state.watchers.values)
    }
    guard let watchers else { return false }
    for watcher in watchers {
      watcher.yield(connectivity)
      if connectivity == .shutdown { watcher.finish() }
    }
    return true
  }

  /// The state now and each that follows; ends after SHUTDOWN.
  func states() -> AsyncStream<ConnectivityState> {
    let (stream, continuation) = AsyncStream<ConnectivityState>.makeStream()
    let number = protected.withLock { state in
      continuation.yield(state.connectivity)
      guard state.connectivity != .shutdown else { return nil as Int? }
      state.watcherNumber += 1
      state.watchers[state.watcherNumber] = continuation
      return state.watcherNumber
    }
    guard let number else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in
      self?.protected.withLock { $0.watchers[number] = nil }
    }
    return stream
  }
}
