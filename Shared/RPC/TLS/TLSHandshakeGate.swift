internal import Kernel
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// Tells the handlers behind, before the first byte, that the TLS handshake has succeeded and
/// HTTP/2 was agreed on.
struct TLSPeerEstablished: Hashable, Sendable {
  /// Who the caller is; `nil` when it showed no certificate, and on the side of the client.
  let identity: PeerIdentity?
}

/// Stands behind the TLS handler: closes connections that do not speak HTTP/2, tells who the peer
/// is, and says in plain words why a handshake has failed.
///
/// A failure is fired as ``TLSConnectionError``; the TLS handler or this one closes the connection.
/// How long the handshake may take is limited by the connection.
final class TLSHandshakeGate: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  enum Side {
    /// Failures are logged, because nobody else learns of them.
    case server(asksForCertificates: Bool, Logger)
    case client
  }

  private enum State {
    case handshaking
    case established
    case refused
  }

  private let tls: NIOSSLHandler
  private let side: Side
  private let clock: any WallClock
  private var state = State.handshaking

  init(_ tls: NIOSSLHandler, side: Side, clock: any WallClock) {
    self.tls = tls
    self.side = side
    self.clock = clock
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case .handshakeCompleted(let negotiated) = event as? TLSUserEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    guard negotiated == "h2" else {
      refuse(.wrongProtocol(negotiated), context)
      return
    }
    do {
      let peer = TLSPeerEstablished(identity: try identity())
      state = .established
      context.fireUserInboundEventTriggered(peer)
      context.fireUserInboundEventTriggered(event)
    } catch {
      refuse(.certificateUnreadable, context)
      return
    }
    // A client learns only now and then that the server has refused its certificate: with TLS 1.3
    // its own handshake is over by then.
    if case .server = side {
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if state == .established { context.fireChannelRead(data) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard state != .refused else { return }
    let failure = TLSConnectionError(
      error, certificate: tls.peerCertificate, now: clock.now())
    guard let failure else { return context.fireErrorCaught(error) }
    if state == .handshaking { state = .refused }
    log(failure)
    context.fireErrorCaught(failure)
  }

  private func identity() throws -> PeerIdentity? {
    guard case .server(asksForCertificates: true, _) = side else { return nil }
    return try tls.peerCertificate.map { try PeerIdentity($0) }
  }

  private func refuse(_ error: TLSConnectionError, _ context: ChannelHandlerContext) {
    state = .refused
    log(error)
    context.fireErrorCaught(error)
    context.close(promise: nil)
  }

  private func log(_ error: TLSConnectionError) {
    guard case .server(_, let logger) = side else { return }
    // Balancers that look whether the port is open make this one every few seconds.
    let level: Logger.Level = error == .closedDuringHandshake ? .debug : .info
    logger.log(level: level, "connection refused", metadata: ["reason": "\(error.message)"])
  }
}
