internal import HTTP2
internal import Logging

/// What the connections of a server have in common.
struct ServerContext: Sendable {
  let routes: RouteTable
  let authorizer: Authorizer
  let interceptors: [any ServerInterceptor]
  let logger: Logger
  let configuration: RPCServerConfiguration
  let http2: HTTP2Configuration
  /// Where connections are shown.
  let shown: ChannelzServer?
}
