package import Compression

/// What a caller adds to one call.
public struct CallOptions: Sendable {
  /// Sent along with the request.
  package var metadata: RPCMetadata
  /// How long to wait for the end of the call; `nil` means as long as the enclosing call may take.
  package var timeout: Duration?
  /// Whether the call waits while the server cannot be reached, instead of failing at once with
  /// `UNAVAILABLE`; `nil` leaves it to the service config, and without one means no.
  package var waitForReady: Bool?
  /// What the requests are compressed with; `nil` sends them as they are.
  package var compression: CompressionAlgorithm?
  /// Is told what comes beside the responses.
  package var report: CallReport?

  /// Adds nothing.
  public init() { self.init(metadata: RPCMetadata()) }

  package init(
    metadata: RPCMetadata = RPCMetadata(), timeout: Duration? = nil, waitForReady: Bool? = nil,
    compression: CompressionAlgorithm? = nil, report: CallReport? = nil
  ) {
    self.metadata = metadata
    self.timeout = timeout
    self.waitForReady = waitForReady
    self.compression = compression
    self.report = report
  }
}
