internal import Kernel
internal import WellKnownMessages

/// `grpc.channelz.v1.Channelz`: shows the channels, servers and sockets of the process.
///
/// The answers hold addresses and certificates of callers, so who may ask is the server's choice.
package struct ChannelzService: RPCService {
  /// The most that one page holds.
  package static let resultsMax = 100

  private let registry: ChannelzRegistry
  private let policy: MethodPolicy

  package init(registry: ChannelzRegistry, policy: MethodPolicy) {
    self.registry = registry
    self.policy = policy
  }

  package var methods: [RPCMethod] {
    [
      .unary(descriptor("GetTopChannels"), policy: policy, handler: getTopChannels),
      .unary(descriptor("GetServers"), policy: policy, handler: getServers),
      .unary(descriptor("GetServer"), policy: policy, handler: getServer),
      .unary(descriptor("GetServerSockets"), policy: policy, handler: getServerSockets),
      .unary(descriptor("GetChannel"), policy: policy, handler: getChannel),
      .unary(descriptor("GetSubchannel"), policy: policy, handler: getSubchannel),
      .unary(descriptor("GetSocket"), policy: policy, handler: getSocket),
    ]
  }

  private func descriptor(_ name: String) -> MethodDescriptor {
    MethodDescriptor(
      service: "grpc.channelz.v1.Channelz", name: name, kind: .unary,
      idempotency: .noSideEffects)
  }

  private func getTopChannels(
    _ request: GRPCChannelzV1.GetTopChannelsRequest, _ call: CallContext
  ) async throws -> GRPCChannelzV1.GetTopChannelsResponse {
    let page = try Page(
      registry.channels, from: request.startChannelID, field: "start_channel_id",
      max: request.maxResults)
    return .init(channel: page.items.map(ChannelzMessages.channel), end: page.isLast)
  }

  private func getServers(
    _ request: GRPCChannelzV1.GetServersRequest, _ call: CallContext
  ) async throws -> GRPCChannelzV1.GetServersResponse {
    let page = try Page(
      registry.servers, from: request.startServerID, field: "start_server_id",
      max: request.maxResults)
    return .init(server: page.items.map(ChannelzMessages.server), end: page.isLast)
  }

  private func getServer(
    _ request: GRPCChannelzV1.GetServerRequest, _ call: CallContext
  ) async throws -> GRPCChannelzV1.GetServerResponse {
    .init(server: ChannelzMessages.server(try found(registry.server(request.serverID))))
  }

  private func getServerSockets(
    _ request: GRPCChannelzV1.GetServerSocketsRequest, _ call: CallContext
  ) async throws -> GRPCChannelzV1.GetServerSocketsResponse {
    let server = try found(registry.server(request.serverID))
    let page = try Page(
      server.sockets, from: request.startSocketID, field: "start_socket_id",
      max: request.maxResults)
    return .init(socketRef: page.items.map(ChannelzMessages.reference), end: page.isLast)
  }

  private func getChannel(
    _ request: GRPCChannelzV1.GetChannelRequest, _ call: CallContext
  ) async throws -> GRPCChannelzV1.GetChannelResponse {
    .init(channel: ChannelzMessages.channel(try found(registry.channel(request.channelID))))
  }

  private func getSubchannel(
    _ request: GRPCChannelzV1.GetSubchannelRequest, _ call: CallContext
  ) async throws -> GRPCChannelzV1.GetSubchannelResponse {
    .init(
      subchannel: ChannelzMessages.subchannel(
        try found(registry.subchannel(request.subchannelID))))
  }

  private func getSocket(
    _ request: GRPCChannelzV1.GetSocketRequest, _ call: CallContext
  ) async throws -> GRPCChannelzV1.GetSocketResponse {
    if let listener = registry.listenSocket(request.socketID) {
      return .init(socket: ChannelzMessages.socket(listener))
    }
    return .init(socket: ChannelzMessages.socket(try found(registry.socket(request.socketID))))
  }

  private func found<Entity>(_ entity: Entity?) throws -> Entity {
    guard let entity else {
      throw RPCStatus(
        code: .notFound, message: "The process does not have this id, or no longer.",
        reason: "ID_NOT_FOUND")
    }
    return entity
  }

  /// Some of the entities, in the order of their ids.
  private struct Page<Entity> {
    let items: [Entity]
    let isLast: Bool

    init(
      _ entities: [Int64: Entity], from start: Int64, field: String, max count: Int64
    ) throws(ValidationError) {
      guard start >= 0 else { throw ValidationError(field: field, reason: "must not be negative") }
      guard count >= 0 else {
        throw ValidationError(field: "max_results", reason: "must not be negative")
      }
      let limit = Int64(ChannelzService.resultsMax)
      let wanted = Int(count == 0 ? limit : min(count, limit))
      let ids = entities.keys.filter { $0 >= start }.sorted()
      items = ids.prefix(wanted).compactMap { entities[$0] }
      isLast = ids.count <= wanted
    }
  }
}
