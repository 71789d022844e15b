internal import HTTP2

/// What travels beside the messages of a call: an ordered list of names and values.
///
/// Names are lower-case; a name may occur more than once. The values of names that end in `-bin`
/// are bytes, written in base64.
package struct RPCMetadata: Sendable {
  var headers: HTTP2Headers

  package init() { headers = HTTP2Headers() }

  /// Metadata from pairs, in their order.
  package init(_ pairs: [(name: String, value: String)]) {
    self.init()
    for pair in pairs { add(pair.value, for: pair.name) }
  }

  /// Metadata of received headers; the names that HTTP/2 and gRPC use themselves are not seen.
  init(received headers: HTTP2Headers) { self.headers = headers }

  /// The first value of a name.
  package subscript(name: String) -> String? {
    guard !RPCMetadata.isReserved(name) else { return nil }
    return headers[name]
  }

  /// All values of a name, in their order.
  package func values(of name: String) -> [String] {
    guard !RPCMetadata.isReserved(name) else { return [] }
    return headers.values(of: Array(name.utf8))
  }

  /// Appends a value.
  ///
  /// Names are lower-cased. Characters that a header cannot carry (anything but printable ASCII)
  /// are dropped, as gRPC asks.
  package mutating func add(_ value: String, for name: String) {
    let lowered = name.lowercased()
    guard RPCMetadata.isValidName(lowered), !RPCMetadata.isReserved(lowered) else { return }
    let isPlain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    headers.append(
      lowered,
      isPlain
        ? value
        : String(decoding: value.utf8.filter { (0x20...0x7E).contains($0) }, as: UTF8.self))
  }

  /// Appends what other metadata has.
  package mutating func add(contentsOf other: RPCMetadata) {
    for pair in other.pairs { add(pair.value, for: pair.name) }
  }

  /// Appends bytes to a name that ends in `-bin`.
  package mutating func add(bytes: [UInt8], for name: String) {
    precondition(name.hasSuffix("-bin"), "the names of binary metadata end in -bin")
    add(Base64.encode(bytes), for: name)
  }

  /// The first bytes of a name that ends in `-bin`; `nil` when absent or not base64.
  package func binary(_ name: String) -> [UInt8]? {
    guard let value = self[name] else { return nil }
    let first = value.utf8.prefix { $0 != UInt8(ascii: ",") }
    return Base64.decode(first)
  }

  /// The names and values that are not reserved, in their order.
  package var pairs: [(name: String, value: String)] {
    headers.places.compactMap { place in
      let name = headers.name(at: place)
      return RPCMetadata.isReserved(name) ? nil : (name, headers.value(at: place))
    }
  }

  /// Whether HTTP/2 or gRPC uses the name itself.
  static func isReserved(_ name: String) -> Bool {
    switch name {
    case "content-type", "te", "user-agent", "grpc-timeout", "grpc-encoding",
      "grpc-accept-encoding", "grpc-message-type", "grpc-status", "grpc-message",
      "grpc-status-details-bin", "connection", "transfer-encoding", "host":
      true
    default: name.utf8.first == UInt8(ascii: ":")
    }
  }

  private static func isValidName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
