internal import NIOCore

/// A host and a port as they stand in a target: `host`, `host:port`, `[address]:port`.
struct HostPort: Hashable, CustomStringConvertible {
  /// The port of a target that names none (grpc/doc/naming.md).
  static let defaultPort = 443

  /// A name or a numeric address, without brackets.
  let host: String
  let port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  init(parsing text: Substring) throws(RPCTargetError.Reason) {
    guard !text.isEmpty else { throw .emptyHost }
    let portText: Substring?
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { throw .unclosedBracket }
      let address = text[text.index(after: text.startIndex)..<end]
      guard HostPort.isIPv6(address) else { throw .notAnAddress(String(address)) }
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.first == ":" else { throw .unclosedBracket }
      host = String(address)
      portText = rest.isEmpty ? nil : rest.dropFirst()
    } else if HostPort.isIPv6(text) {
      host = String(text)
      portText = nil
    } else {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      host = String(parts[0])
      portText = parts.count == 2 ? parts[1] : nil
    }
    port = try portText.map(HostPort.port) ?? HostPort.defaultPort
  }

  /// Whether the host is an address rather than a name.
  var isNumeric: Bool { HostPort.isIPv4(host[...]) || HostPort.isIPv6(host[...]) }

  var description: String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  /// Refuses what can be no name in DNS (RFC 1123, 2.1; with `_`, which service names use).
  func checkName() throws(RPCTargetError.Reason) {
    /// Of a whole name, in bytes.
    let bytesMax = 253
    guard !host.isEmpty else { throw .emptyHost }
    guard host.utf8.count <= bytesMax else { throw .tooLong(bytesMax: bytesMax) }
    let isName = host.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isName else { throw .notAName(host) }
  }

  static func isIPv4(_ text: Substring) -> Bool { family(text) == .inet }

  static func isIPv6(_ text: Substring) -> Bool { family(text) == .inet6 }

  private static func family(_ text: Substring) -> NIOBSDSocket.ProtocolFamily? {
    try? SocketAddress(ipAddress: String(text), port: 0).protocol
  }

  private static func port(_ text: Substring) throws(RPCTargetError.Reason) -> Int {
    let digits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard digits, let port = Int(text), (1...65_535).contains(port) else {
      throw .invalidPort(String(text))
    }
    return port
  }
}
