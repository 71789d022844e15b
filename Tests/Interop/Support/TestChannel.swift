package import RPC

/// How a program reaches the server that it tests or loads.
package struct TestChannel: Sendable {
  package var target: RPCTarget
  /// Whether to speak TLS, and whom to believe.
  package var tls: RPCClientTLS?
  package var configuration = RPCClientConfiguration()

  /// The largest message that a test sends, in bytes.
  private static let messageBytesMax = 64 * 1_048_576

  /// A channel to one server in clear text.
  ///
  /// - Throws: When `target` is no target.
  package init(_ target: String) throws {
    self.target = try RPCTarget(parsing: target)
    configuration.messageBytesMax = Self.messageBytesMax
  }

  /// A client of the server, not connected yet.
  ///
  /// - Throws: When the certificates cannot be read.
  package func makeClient() throws -> RPCClient {
    RPCClient(
      target: target, tls: try tls.map { try TLSContextSource(client: $0) },
      configuration: configuration, logger: Console.logger("channel"))
  }
}
