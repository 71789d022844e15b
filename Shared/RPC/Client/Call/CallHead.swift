internal import Compression
internal import HTTP2

/// What the header lists of a client's calls have in common.
struct CallHead: Sendable {
  private let pseudoHeaders: HTTP2Headers
  private let fixedHeaders: HTTP2Headers

  init(_ parts: ClientParts, _ configuration: RPCClientConfiguration) {
    let authority =
      configuration.authority ?? parts.tls?.serverNameOverride ?? parts.target.authority
    pseudoHeaders = [
      ":method": "POST", ":scheme": parts.tls == nil ? "http" : "https", ":authority": authority,
    ]
    let prefix = configuration.userAgentPrefix
    fixedHeaders = [
      "te": "trailers", "content-type": "application/grpc",
      "user-agent": (prefix.isEmpty ? "" : prefix + " ") + "grpc-swift-laurel/1.0",
      "grpc-accept-encoding": MessageCodec.acceptedEncodings,
    ]
  }

  /// The header list of a call, without what depends on the attempt.
  func headers(
    _ method: MethodDescriptor, _ metadata: RPCMetadata, _ compression: CompressionAlgorithm?
  ) -> HTTP2Headers {
    var headers = HTTP2Headers()
    headers.reserveUsualCapacity()
    headers.append(contentsOf: pseudoHeaders)
    headers.append(":path", method.path)
    headers.append(contentsOf: fixedHeaders)
    if let compression { headers.append("grpc-encoding", compression.name) }
    headers.append(contentsOf: metadata.headers)
    return headers
  }
}
