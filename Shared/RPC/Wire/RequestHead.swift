internal import HTTP2

/// What the header list of a request says.
enum RequestHead {
  case accepted(Route, timeout: Duration?)
  case refused(httpStatus: String, RPCStatus, unsupportedEncoding: Bool)

  /// Checks the header list of a request.
  static func check(_ headers: HTTP2Headers, routes: RouteTable) -> RequestHead {
    var route: Route?
    var isPost = false
    var isGRPC = false
    var timeout: Duration?
    var isTimeoutValid = true
    var isEncodingSupported = true
    for index in headers.indices {
      // The lengths of the names tell most of them apart.
      switch headers.nameCount(at: index) {
      case 5:
        if headers.isName(":path", at: index) {
          route = routes.route(for: headers.valueBytes(at: index))
        }
      case 7:
        if headers.isName(":method", at: index) { isPost = headers.isValue("POST", at: index) }
      case 12:
        if headers.isName("content-type", at: index) {
          isGRPC = isGRPCContentType(headers.valueBytes(at: index))
        } else if headers.isName("grpc-timeout", at: index) {
          timeout = TimeoutHeader.parse(headers.valueBytes(at: index))
          isTimeoutValid = timeout != nil
        }
      case 13:
        if headers.isName("grpc-encoding", at: index) {
          isEncodingSupported = headers.isValue("identity", at: index)
        }
      default: break
      }
    }
    guard isPost else {
      return refusal("405", .internalError, "The HTTP method of a gRPC call is POST.")
    }
    guard isGRPC else {
      return refusal("415", .unknown, "The content type of a gRPC call is application/grpc.")
    }
    guard isTimeoutValid else {
      return refusal("400", .internalError, "The header grpc-timeout is malformed.")
    }
    guard let route else {
      return refusal("200", .unimplemented, "The server does not know this method.")
    }
    guard isEncodingSupported else {
      return refusal(
        "200", .unimplemented, "The server does not support this message encoding.",
        unsupportedEncoding: true)
    }
    return .accepted(route, timeout: timeout)
  }

  /// Whether a content type is `application/grpc`, alone or with a suffix or parameters.
  static func isGRPCContentType(_ value: ArraySlice<UInt8>) -> Bool {
    let prefix = "application/grpc"
    guard value.starts(with: prefix.utf8) else { return false }
    guard let next = value.dropFirst(prefix.utf8.count).first else { return true }
    return next == UInt8(ascii: "+") || next == UInt8(ascii: ";")
  }

  private static func refusal(
    _ httpStatus: String, _ code: RPCCode, _ message: String, unsupportedEncoding: Bool = false
  ) -> RequestHead {
    .refused(
      httpStatus: httpStatus, RPCStatus(code: code, message: message),
      unsupportedEncoding: unsupportedEncoding)
  }
}
