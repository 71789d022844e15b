internal import Logging
internal import NIOCore

/// Tells the handlers behind who is at the other end of the balancer.
struct ProxiedAddress: Hashable, Sendable {
  /// `address:port` or `unix:path`.
  let description: String
}

/// Takes the balancer's header from the beginning of a connection, and then itself out of the
/// pipeline.
///
/// Fires ``ProxiedAddress`` when the header names a source. A connection that begins with anything
/// else is closed. How long it may take to send the header is not limited here: the connection
/// counts it among its handshake.
final class ProxyProtocolHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private enum State {
    case reading
    case passing
    case refused
  }

  private let logger: Logger
  private var state = State.reading
  private var received = ByteBuffer()

  init(logger: Logger) { self.logger = logger }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch state {
    case .passing: return context.fireChannelRead(data)
    case .refused: return
    case .reading: break
    }
    received.writeImmutableBuffer(unwrapInboundIn(data))
    switch ProxyProtocolHeader.read(received) {
    case .incomplete: break
    case .header(let header, let byteCount):
      received.moveReaderIndex(forwardBy: byteCount)
      pass(header, context)
    case .invalid(let error):
      state = .refused
      received = ByteBuffer()
      logger.info("connection refused", metadata: ["reason": "\(error.reason)"])
      context.close(promise: nil)
    }
  }

  private func pass(_ header: ProxyProtocolHeader, _ context: ChannelHandlerContext) {
    state = .passing
    let rest = received
    received = ByteBuffer()
    if let source = header.source {
      context.fireUserInboundEventTriggered(ProxiedAddress(description: source))
    }
    if rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
    context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
  }
}
