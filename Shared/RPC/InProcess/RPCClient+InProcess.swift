package import Logging
internal import NIOCore
internal import NIOPosix

extension RPCClient {
  /// A client of a server in the same process, for tests.
  ///
  /// Everything is as between machines, down to the bytes of HTTP/2; only the sockets have no
  /// address. The server must run; it needs no listener.
  package convenience init(
    inProcess server: RPCServer, credentials: Credentials? = nil,
    interceptors: [any ClientInterceptor] = [],
    configuration: RPCClientConfiguration = RPCClientConfiguration(),
    logger: Logger = Logger(label: "laurel.rpc.client")
  ) {
    let target = RPCTarget(inProcess: "server")
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    self.init(
      ClientParts(
        target: target, tls: nil, connector: InProcessConnector(server: server),
        resolver: target.makeResolver(threadPool: .singleton, eventLoop: eventLoop)),
      credentials: credentials, interceptors: interceptors, channelz: nil,
      configuration: configuration, logger: logger, eventLoop: eventLoop)
  }
}
