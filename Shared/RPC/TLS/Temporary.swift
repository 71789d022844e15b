internal import Logging
internal import NIOCore
package struct RPCServerTLS: Hashable, Sendable {}
package struct PeerIdentity: Hashable, Sendable {}
struct ProxiedAddress { var description: String }
struct TLSPeerEstablished { var identity: PeerIdentity? }
struct TLSContextSource {
  init(server: RPCServerTLS) throws {}
  func addServerHandlers(to: ChannelPipeline.SynchronousOperations, logger: Logger) throws {}
}
final class ProxyProtocolHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  init(logger: Logger) {}
}
