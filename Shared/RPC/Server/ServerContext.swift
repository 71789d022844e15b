internal import HTTP2
internal import Logging

/// What the connections of a server have in common.
final class ServerContext: Sendable {
  let routes: RouteTable
  let authorizer: Authorizer
  let interceptors: [any ServerInterceptor]
  let logger: Logger
  let configuration: RPCServerConfiguration
  let http2: HTTP2Configuration
  /// Where connections are shown.
  let shown: ChannelzServer?

  init(
    routes: RouteTable, authorizer: @escaping Authorizer, interceptors: [any ServerInterceptor],
    logger: Logger, configuration: RPCServerConfiguration, shown: ChannelzServer? = nil
  ) {
    self.routes = routes
    self.authorizer = authorizer
    self.interceptors = interceptors
    self.logger = logger
    self.configuration = configuration
    http2 = configuration.http2
    self.shown = shown
  }
}
