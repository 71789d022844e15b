/// The names of header fields, as the bytes that received ones are compared with.
enum HeaderName {
  static let path = Array(":path".utf8)
  static let method = Array(":method".utf8)
  static let authority = Array(":authority".utf8)
  static let httpStatus = Array(":status".utf8)
  static let host = Array("host".utf8)
  static let contentType = Array("content-type".utf8)
  static let timeout = Array("grpc-timeout".utf8)
  static let encoding = Array("grpc-encoding".utf8)
  static let acceptEncoding = Array("grpc-accept-encoding".utf8)
  static let status = Array("grpc-status".utf8)
  static let message = Array("grpc-message".utf8)
  static let statusDetails = Array("grpc-status-details-bin".utf8)
  static let retryPushback = Array("grpc-retry-pushback-ms".utf8)
}

/// The values of header fields, as the bytes that received ones are compared with.
enum HeaderValue {
  static let post = Array("POST".utf8)
  static let grpc = Array("application/grpc".utf8)
  static let identity = Array("identity".utf8)
  /// The HTTP status of every answer of a gRPC server.
  static let ok = Array("200".utf8)
  /// The gRPC status of a call that succeeds.
  static let success = Array("0".utf8)
}
