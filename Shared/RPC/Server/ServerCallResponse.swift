internal import Compression
internal import HTTP2

/// What a handler has set for its answer, beside the messages.
struct ServerCallResponse {
  var initialMetadata = RPCMetadata()
  var trailingMetadata = RPCMetadata()
  /// What the handler asked for; used if the caller accepts it.
  var wantedEncoding: CompressionAlgorithm?

  /// What messages are compressed with.
  func encoding(acceptedEncodings: AcceptedEncodings) -> CompressionAlgorithm? {
    wantedEncoding.flatMap { acceptedEncodings.contains(AcceptedEncodings($0)) ? $0 : nil }
  }

  /// The header list that precedes the messages.
  func head(acceptedEncodings: AcceptedEncodings) -> HTTP2Headers {
    let encoding = encoding(acceptedEncodings: acceptedEncodings)
    guard encoding != nil || !initialMetadata.headers.isEmpty else { return ResponseHead.start }
    var headers = ResponseHead.start
    if let encoding { headers.append("grpc-encoding", encoding.name) }
    headers.append(contentsOf: initialMetadata.headers)
    return headers
  }

  /// The whole of an answer without messages; the status `nil` is success.
  func trailersOnly(_ status: RPCStatus?, errorDomain: String) -> HTTP2Headers {
    var headers = ResponseHead.trailersOnly(status, errorDomain: errorDomain)
    headers.append(contentsOf: initialMetadata.headers)
    headers.append(contentsOf: trailingMetadata.headers)
    return headers
  }

  /// The header list that follows the messages; the status `nil` is success.
  func trailers(_ status: RPCStatus?, errorDomain: String) -> HTTP2Headers {
    var headers = ResponseHead.trailers(status, errorDomain: errorDomain)
    headers.append(contentsOf: trailingMetadata.headers)
    return headers
  }
}
