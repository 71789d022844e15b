internal import CPostgreSQL
internal import Synchronization

/// A request to the server to stop what a connection does, on its way by a thread of its own:
/// libpq's call blocks, for as long as the network lets it.
final class Cancellation: Sendable {
  private let done = Atomic(false)

  /// Sends the request; the signal is raised when it has arrived, or failed.
  init(_ request: OpaquePointer?, whenDone signal: WakeSignal) {
    guard let request = unsafe request.map({ unsafe Request($0) }),
      ConnectionThread.start({
        request.send()
        self.finish(signal)
      })
    else {
      finish(signal)
      return
    }
  }

  /// Whether the server has taken the request, or never will.
  ///
  /// Before that it could stop whatever the connection does next.
  var isDone: Bool { done.load(ordering: .acquiring) }

  private func finish(_ signal: WakeSignal) {
    done.store(true, ordering: .releasing)
    signal.raise()
  }

  @safe
  private final class Request: @unchecked Sendable {
    private let raw: OpaquePointer

    init(_ raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe PQfreeCancel(raw) }

    func send() {
      var reason = [CChar](repeating: 0, count: 256)
      // When it fails, the statement ends by its time limit.
      _ = unsafe PQcancel(raw, &reason, Int32(reason.count))
    }
  }
}
