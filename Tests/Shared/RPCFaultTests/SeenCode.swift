import Synchronization

/// With what code a client has left, as the server saw it.
final class SeenCode: Sendable {
  private let state = Mutex<RawErrorCode?>(nil)

  var code: RawErrorCode? { state.withLock { $0 } }

  func set(_ code: RawErrorCode?) { state.withLock { $0 = code } }
}
