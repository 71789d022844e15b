/// How far a connection, or all connections of a client together, have got
/// (grpc/doc/connectivity-semantics-and-api.md).
package enum ConnectivityState: Hashable, Sendable, CaseIterable {
  /// Nobody is trying to connect.
  case idle
  case connecting
  /// The server's settings have arrived.
  case ready
  /// The last attempt has failed; calls fail unless they wait for readiness.
  case transientFailure
  /// Closed for good.
  case shutdown

  /// The name in gRPC's documents, for example `TRANSIENT_FAILURE`.
  package var name: String {
    switch self {
    case .idle: "IDLE"
    case .connecting: "CONNECTING"
    case .ready: "READY"
    case .transientFailure: "TRANSIENT_FAILURE"
    case .shutdown: "SHUTDOWN"
    }
  }
}
