internal import Compression
internal import HTTP2

/// What the header list of a request says.
struct RequestHead {
  let route: Route
  let timeout: Duration?
  /// What the caller compresses its messages with.
  let encoding: CompressionAlgorithm?
  /// What the caller can decompress.
  let acceptedEncodings: AcceptedEncodings

  /// Why a request does not become a call.
  struct Refusal: Error {
    let httpStatus: String
    let status: RPCStatus
    var isUnsupportedEncoding = false

    init(_ httpStatus: String, _ code: RPCCode, _ message: String) {
      self.httpStatus = httpStatus
      status = RPCStatus(code: code, message: message)
    }
  }

  /// What is found while the fields are looked at.
  private struct Findings {
    var route: Route?
    var timeout: Duration?
    var encoding: CompressionAlgorithm?
    var acceptedEncodings: AcceptedEncodings = []
    var isPost = false
    var isGRPC = false
    var isTimeoutValid = true
    var areBytesValid = true
    var isEncodingSupported = true
    var authorityCount = 0
    var hostCount = 0
  }

  /// Checks the header list of a request.
  init(_ headers: HTTP2Headers, routes: RouteTable) throws(Refusal) {
    var findings = Findings()
    for place in headers.places { RequestHead.look(at: headers, place, routes, &findings) }
    guard findings.isPost else {
      throw Refusal("405", .internalError, "The HTTP method of a gRPC call is POST.")
    }
    guard findings.isGRPC else {
      throw Refusal("415", .unknown, "The content type of a gRPC call is application/grpc.")
    }
    guard findings.authorityCount <= 1, findings.hostCount <= 1 else {
      throw Refusal("400", .internalError, "The call names more than one authority.")
    }
    guard findings.isTimeoutValid else {
      throw Refusal("400", .internalError, "The header grpc-timeout is malformed.")
    }
    guard findings.areBytesValid else {
      throw Refusal("400", .internalError, "A value of binary metadata is not base64.")
    }
    guard let route = findings.route else {
      throw Refusal("200", .unimplemented, "The server does not know this method.")
    }
    guard findings.isEncodingSupported else {
      var refusal = Refusal(
        "200", .unimplemented, "The server does not support this message encoding.")
      refusal.isUnsupportedEncoding = true
      throw refusal
    }
    self.route = route
    timeout = findings.timeout
    encoding = findings.encoding
    acceptedEncodings = findings.acceptedEncodings
  }

  private static func look(
    at headers: HTTP2Headers, _ place: HTTP2Headers.Place, _ routes: RouteTable,
    _ findings: inout Findings
  ) {
    // The lengths of the names tell most of them apart.
    switch place.nameCount {
    case 4: if headers.isName(HeaderName.host, at: place) { findings.hostCount += 1 }
    case 5:
      if headers.isName(HeaderName.path, at: place) {
        findings.route = routes.route(for: headers.valueBytes(at: place))
      }
    case 7:
      if headers.isName(HeaderName.method, at: place) {
        findings.isPost = headers.isValue(HeaderValue.post, at: place)
      }
    case 10: if headers.isName(HeaderName.authority, at: place) { findings.authorityCount += 1 }
    case 12:
      if headers.isName(HeaderName.contentType, at: place) {
        findings.isGRPC = isGRPCContentType(headers.valueBytes(at: place))
      } else if headers.isName(HeaderName.timeout, at: place) {
        findings.timeout = TimeoutHeader.parse(headers.valueBytes(at: place))
        if findings.timeout == nil { findings.isTimeoutValid = false }
      }
    case 13:
      if headers.isName(HeaderName.encoding, at: place) {
        let name = headers.valueBytes(at: place)
        findings.encoding = CompressionAlgorithm(wireName: name)
        if findings.encoding == nil && !name.elementsEqual(HeaderValue.identity) {
          findings.isEncodingSupported = false
        }
      }
    case 20:
      if headers.isName(HeaderName.acceptEncoding, at: place) {
        findings.acceptedEncodings.formUnion(
          AcceptedEncodings(wireNames: headers.valueBytes(at: place)))
      }
    default: break
    }
    if headers.isNameOfBytes(at: place) {
      let values = headers.valueBytes(at: place).split(separator: UInt8(ascii: ","))
      if values.contains(where: { Base64.decode($0) == nil }) { findings.areBytesValid = false }
    }
  }

  /// Whether a content type is `application/grpc`, alone or with a suffix or parameters.
  static func isGRPCContentType(_ value: ArraySlice<UInt8>) -> Bool {
    let name = HeaderValue.grpc
    let prefix = name.span
    let value = value.span
    guard value.hasPrefix(prefix) else { return false }
    guard value.count > prefix.count else { return true }
    let next = value[prefix.count]
    return next == UInt8(ascii: "+") || next == UInt8(ascii: ";")
  }
}
