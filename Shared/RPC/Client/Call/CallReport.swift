internal import HTTP2
internal import Synchronization

/// What a caller learns of a call beside its responses; for one call only.
///
/// It fills while the call runs, and is complete when the call has ended, failed calls included.
package final class CallReport: Sendable {
  private struct State: Sendable {
    var initialMetadata: RPCMetadata?
    var trailingMetadata: RPCMetadata?
    var isResponseCompressed: Bool?
    var attemptCount = 0
    var peerAddress: String?
  }

  private let state = Mutex(State())

  package init() {}

  /// What preceded the responses; `nil` before it has come, and when nothing preceded.
  package var initialMetadata: RPCMetadata? { state.withLock { $0.initialMetadata } }

  /// What followed the responses; `nil` before it has come, and when the server did not end the
  /// call.
  package var trailingMetadata: RPCMetadata? { state.withLock { $0.trailingMetadata } }

  /// Whether the newest response was compressed; `nil` before the first.
  package var isResponseCompressed: Bool? { state.withLock { $0.isResponseCompressed } }

  /// How often the request was sent, or was about to be.
  package var attemptCount: Int { state.withLock { $0.attemptCount } }

  /// The address of the server, for example `127.0.0.1:7401`; `nil` while none has answered.
  package var peerAddress: String? { state.withLock { $0.peerAddress } }

  func attemptStarted() { state.withLock { $0.attemptCount += 1 } }

  func received(initialMetadata headers: HTTP2Headers, from peerAddress: String?) {
    state.withLock {
      $0.initialMetadata = RPCMetadata(received: headers)
      $0.peerAddress = peerAddress
    }
  }

  func received(trailingMetadata headers: HTTP2Headers) {
    state.withLock { $0.trailingMetadata = RPCMetadata(received: headers) }
  }

  func received(isResponseCompressed: Bool) {
    state.withLock { $0.isResponseCompressed = isResponseCompressed }
  }
}
