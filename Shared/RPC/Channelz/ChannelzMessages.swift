internal import Kernel
internal import WellKnownMessages

/// What channelz shows, in its messages.
enum ChannelzMessages {
  typealias Wire = GRPCChannelzV1

  static func server(_ server: ChannelzServer) -> Wire.Server {
    let calls = server.calls
    return Wire.Server(
      ref: Wire.ServerRef(serverID: server.id, name: server.name),
      data: Wire.ServerData(
        trace: trace(server.trace), callsStarted: calls.started, callsSucceeded: calls.succeeded,
        callsFailed: calls.failed,
        lastCallStartedTimestamp: calls.lastStarted.map { GoogleProtobuf.Timestamp($0) }),
      listenSocket: server.listenSockets.map { reference($0.id, $0.local) })
  }

  static func channel(_ channel: ChannelzChannel) -> Wire.Channel {
    Wire.Channel(
      ref: Wire.ChannelRef(channelID: channel.id, name: channel.target),
      data: data(channel.activity, target: channel.target),
      subchannelRef: channel.subchannels.map { reference($0.id, $0.address) })
  }

  static func subchannel(_ subchannel: ChannelzSubchannel) -> Wire.Subchannel {
    Wire.Subchannel(
      ref: reference(subchannel.id, subchannel.address),
      data: data(subchannel.activity, target: subchannel.address),
      socketRef: subchannel.sockets.map(reference))
  }

  static func socket(_ socket: ChannelzListenSocket) -> Wire.Socket {
    Wire.Socket(
      ref: reference(socket.id, socket.local), local: socket.local.map(address),
      security: security(socket.security))
  }

  static func socket(_ socket: ChannelzSocket) -> Wire.Socket {
    Wire.Socket(
      ref: reference(socket), data: data(socket), local: socket.local.map(address),
      remote: socket.remote.map(address), security: security(socket.security))
  }

  static func reference(_ socket: ChannelzSocket) -> Wire.SocketRef {
    reference(socket.id, socket.remote)
  }

  private static func reference(_ id: Int64, _ address: ChannelzAddress?) -> Wire.SocketRef {
    Wire.SocketRef(socketID: id, name: address.map(text) ?? "")
  }

  private static func reference(_ id: Int64, _ name: String) -> Wire.SubchannelRef {
    Wire.SubchannelRef(subchannelID: id, name: name)
  }

  // MARK: - Data

  private static func data(_ activity: ChannelzActivity, target: String) -> Wire.ChannelData {
    let calls = activity.calls
    let state: Wire.ChannelConnectivityState.State =
      switch activity.state {
      case .idle: .idle
      case .connecting: .connecting
      case .ready: .ready
      case .transientFailure: .transientFailure
      case .shutdown: .shutdown
      }
    return Wire.ChannelData(
      state: Wire.ChannelConnectivityState(state: state), target: target,
      trace: trace(activity.trace), callsStarted: calls.started,
      callsSucceeded: calls.succeeded, callsFailed: calls.failed,
      lastCallStartedTimestamp: calls.lastStarted.map { GoogleProtobuf.Timestamp($0) })
  }

  private static func data(_ socket: ChannelzSocket) -> Wire.SocketData {
    let started = time(socket.lastStreamStarted.value)
    return Wire.SocketData(
      streamsStarted: socket.streamsStarted.value,
      streamsSucceeded: socket.streamsSucceeded.value,
      streamsFailed: socket.streamsFailed.value,
      messagesSent: socket.messagesSentCount.value,
      messagesReceived: socket.messagesReceivedCount.value,
      keepAlivesSent: socket.keepAlivesSent.value,
      lastLocalStreamCreatedTimestamp: socket.side == .client ? started : nil,
      lastRemoteStreamCreatedTimestamp: socket.side == .server ? started : nil,
      lastMessageSentTimestamp: time(socket.lastMessageSent.value),
      lastMessageReceivedTimestamp: time(socket.lastMessageReceived.value),
      localFlowControlWindow: window(socket.localWindow.value),
      remoteFlowControlWindow: window(socket.remoteWindow.value),
      receivedGoawayError: socket.goAwayError.value < 0
        ? nil : .init(value: UInt32(truncatingIfNeeded: socket.goAwayError.value)),
      peerMaxConcurrentStreams: UInt32(truncatingIfNeeded: socket.peerStreamsMax.value))
  }

  /// 0 stands for never.
  private static func time(_ microseconds: Int64) -> GoogleProtobuf.Timestamp? {
    microseconds == 0 ? nil : .init(Timestamp(microseconds: microseconds))
  }

  private static func window(_ bytes: Int64) -> GoogleProtobuf.Int64Value? {
    bytes < 0 ? nil : .init(value: bytes)
  }

  private static func trace(_ trace: ChannelzTrace) -> Wire.ChannelTrace {
    Wire.ChannelTrace(
      numEventsLogged: trace.eventCount,
      creationTimestamp: .init(trace.creation),
      events: trace.events.map { event in
        let severity: Wire.ChannelTraceEvent.Severity =
          switch event.severity {
          case .info: .ctInfo
          case .warning: .ctWarning
          case .error: .ctError
          }
        let child: Wire.ChannelTraceEvent.ChildRef? =
          switch event.child {
          case .subchannel(let id, let name): .subchannelRef(reference(id, name))
          case nil: nil
          }
        return Wire.ChannelTraceEvent(
          description: event.description, severity: severity, timestamp: .init(event.time),
          childRef: child)
      })
  }

  // MARK: - Addresses and protection

  private static func address(_ address: ChannelzAddress) -> Wire.Address {
    switch address {
    case .internet(let bytes, let port):
      Wire.Address(address: .tcpipAddress(.init(ipAddress: bytes, port: Int32(port))))
    case .unix(let path): Wire.Address(address: .udsAddress(.init(filename: path)))
    case .other(let name): Wire.Address(address: .otherAddress(.init(name: name)))
    }
  }

  /// For people: `127.0.0.1:80`, `[0:0:0:0:0:0:0:1]:80`, `unix:path`.
  private static func text(_ address: ChannelzAddress) -> String {
    switch address {
    case .internet(let bytes, let port) where bytes.count == 16:
      let groups = stride(from: 0, to: 16, by: 2).map {
        String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16)
      }
      return "[" + groups.joined(separator: ":") + "]:\(port)"
    case .internet(let bytes, let port):
      return bytes.map(String.init).joined(separator: ".") + ":\(port)"
    case .unix(let path): return "unix:" + path
    case .other(let name): return name
    }
  }

  private static func security(_ security: ChannelzSecurity) -> Wire.Security? {
    guard case .tls(let suite, let local, let remote) = security else { return nil }
    return Wire.Security(
      model: .tls(
        .init(
          cipherSuite: suite.isEmpty ? nil : .standardName(suite), localCertificate: local,
          remoteCertificate: remote)))
  }
}
