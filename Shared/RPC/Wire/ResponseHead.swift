internal import HTTP2

/// The header lists of an answer, as a server writes them.
enum ResponseHead {
  /// Precedes the first message.
  static let start =
    ([":status": "200", "content-type": "application/grpc"] as HTTP2Headers).preparedForGood()

  /// Follows the last message of a call that went well.
  private static let success = (["grpc-status": "0"] as HTTP2Headers).preparedForGood()

  /// A whole answer without messages; the status `nil` is success.
  static func trailersOnly(
    httpStatus: String = "200", _ status: RPCStatus?, errorDomain: String
  ) -> HTTP2Headers {
    var headers: HTTP2Headers = [":status": httpStatus, "content-type": "application/grpc"]
    headers.append(contentsOf: trailers(status, errorDomain: errorDomain))
    return headers
  }

  /// The end of an answer; the status `nil` is success.
  static func trailers(_ status: RPCStatus?, errorDomain: String) -> HTTP2Headers {
    guard let status else { return success }
    var headers = HTTP2Headers()
    headers.append("grpc-status", String(status.code.rawValue))
    if !status.message.isEmpty {
      headers.append("grpc-message", PercentEncoding.encode(status.message), isUnindexed: true)
    }
    if let details = StatusDetails.encode(status, errorDomain: errorDomain) {
      headers.append("grpc-status-details-bin", Base64.encode(details), isUnindexed: true)
    }
    return headers
  }
}
