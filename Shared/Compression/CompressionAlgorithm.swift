/// How a message is made smaller.
package enum CompressionAlgorithm: Sendable, CaseIterable {
  /// A gzip file of one member, RFC 1952.
  case gzip
  /// A zlib stream, RFC 1950; what HTTP and gRPC call `deflate`.
  case deflate

  /// The name in `grpc-encoding` and `grpc-accept-encoding`.
  package var name: String {
    switch self {
    case .gzip: "gzip"
    case .deflate: "deflate"
    }
  }

  /// The algorithm of a name in `grpc-encoding`; `nil` for `identity` and unknown ones.
  package init?(name: String) {
    guard let algorithm = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = algorithm
  }
}
