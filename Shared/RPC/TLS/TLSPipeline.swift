internal import Logging
internal import NIOCore
internal import NIOSSL

extension ChannelPipeline.SynchronousOperations {
  /// Appends what speaks TLS as a server; HTTP/2 is appended next.
  ///
  /// On the loop of the channel, before it is active. Fires ``TLSPeerEstablished``, or a
  /// ``TLSConnectionError`` that is logged already, and then the connection closes.
  func addTLSServerHandlers(_ source: TLSContextSource, logger: Logger) throws {
    let tls = NIOSSLServerHandler(context: source.context)
    let gate = TLSHandshakeGate(
      tls, side: .server(asksForCertificates: source.asksForClientCertificates, logger),
      clock: source.clock)
    try addHandlers([tls, gate])
  }

  /// Appends what speaks TLS as a client; HTTP/2 is appended next.
  ///
  /// `serverHostname` is the host of the endpoint, unless the source overrides it: the certificate
  /// must carry it. When it is an IP address, the certificate must carry the address that is
  /// connected to. Fires ``TLSPeerEstablished``, or a ``TLSConnectionError``, and then the
  /// connection closes.
  ///
  /// - Throws: `TLSConnectionError.wrongServerName` for a name that no certificate can carry.
  func addTLSClientHandlers(_ source: TLSContextSource, serverHostname: String) throws {
    let name = source.serverNameOverride ?? serverHostname
    let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil
    let tls: NIOSSLClientHandler
    do {
      tls = try NIOSSLClientHandler(
        context: source.context, serverHostname: isAddress ? nil : name)
    } catch {
      throw TLSConnectionError.wrongServerName
    }
    try addHandlers([tls, TLSHandshakeGate(tls, side: .client, clock: source.clock)])
  }
}
