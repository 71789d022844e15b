/// What a caller adds to one call.
package struct CallOptions: Sendable {
  /// Sent along with the request.
  package var metadata: RPCMetadata
  /// How long to wait for the end of the call; `nil` means as long as the enclosing call may take.
  package var timeout: Duration?

  package init(metadata: RPCMetadata = RPCMetadata(), timeout: Duration? = nil) {
    self.metadata = metadata
    self.timeout = timeout
  }
}
