/// Whether a service can be used over a connection, as the server says (gRPC proposal A17).
enum SubchannelHealth: Hashable {
  /// The server has not said yet.
  case unknown
  case serving
  /// It cannot, and why.
  case failing(String)
}
