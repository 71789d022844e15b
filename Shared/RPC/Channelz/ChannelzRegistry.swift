package import Kernel
internal import Synchronization

/// The servers, channels and sockets of a process, for channelz.
///
/// Make one in a process and hand it to every server and client. What is registered is shown until
/// it is closed, so the registry holds no more than what exists. Ids start at 1, are unique over
/// all kinds and grow with time.
package final class ChannelzRegistry: Sendable {
  private struct State {
    var lastID: Int64 = 0
    var servers: [Int64: ChannelzServer] = [:]
    var channels: [Int64: ChannelzChannel] = [:]
    var subchannels: [Int64: ChannelzSubchannel] = [:]
    var sockets: [Int64: ChannelzSocket] = [:]
    var listenSockets: [Int64: ChannelzListenSocket] = [:]

    mutating func nextID() -> Int64 {
      lastID += 1
      return lastID
    }
  }

  let clock: any WallClock
  private let state = Mutex(State())

  package init(clock: any WallClock) { self.clock = clock }

  /// Shows a server, until ``ChannelzServer/close()``.
  package func registerServer(_ name: String) -> ChannelzServer {
    state.withLock { state in
      let server = ChannelzServer(id: state.nextID(), name: name, registry: self)
      state.servers[server.id] = server
      return server
    }
  }

  /// Shows a client, until ``ChannelzChannel/close()``.
  package func registerChannel(_ target: String) -> ChannelzChannel {
    state.withLock { state in
      let channel = ChannelzChannel(id: state.nextID(), target: target, registry: self)
      state.channels[channel.id] = channel
      return channel
    }
  }

  // MARK: - For what is registered

  func registerSubchannel(
    _ address: String, onClose: @escaping @Sendable (ChannelzSubchannel) -> Void
  ) -> ChannelzSubchannel {
    state.withLock { state in
      let subchannel = ChannelzSubchannel(
        id: state.nextID(), address: address, registry: self, onClose: onClose)
      state.subchannels[subchannel.id] = subchannel
      return subchannel
    }
  }

  func registerListenSocket(
    _ local: ChannelzAddress?, _ security: ChannelzSecurity
  ) -> ChannelzListenSocket {
    state.withLock { state in
      let socket = ChannelzListenSocket(id: state.nextID(), local: local, security: security)
      state.listenSockets[socket.id] = socket
      return socket
    }
  }

  func registerSocket(
    _ side: ChannelzSocket.Side, _ local: ChannelzAddress?, _ remote: ChannelzAddress?,
    _ security: ChannelzSecurity, onClose: @escaping @Sendable (ChannelzSocket) -> Void
  ) -> ChannelzSocket {
    state.withLock { state in
      let socket = ChannelzSocket(
        id: state.nextID(), side: side, local: local, remote: remote, security: security,
        clock: clock
      ) { [weak self] socket in
        _ = self?.state.withLock { $0.sockets.removeValue(forKey: socket.id) }
        onClose(socket)
      }
      state.sockets[socket.id] = socket
      return socket
    }
  }

  func remove(server id: Int64, listenSockets: [Int64]) {
    state.withLock { state in
      state.servers[id] = nil
      for id in listenSockets { state.listenSockets[id] = nil }
    }
  }

  func remove(channel id: Int64) { state.withLock { $0.channels[id] = nil } }

  func remove(subchannel id: Int64) { state.withLock { $0.subchannels[id] = nil } }

  // MARK: - For the service

  func server(_ id: Int64) -> ChannelzServer? { state.withLock { $0.servers[id] } }

  func channel(_ id: Int64) -> ChannelzChannel? { state.withLock { $0.channels[id] } }

  func subchannel(_ id: Int64) -> ChannelzSubchannel? { state.withLock { $0.subchannels[id] } }

  func socket(_ id: Int64) -> ChannelzSocket? { state.withLock { $0.sockets[id] } }

  func listenSocket(_ id: Int64) -> ChannelzListenSocket? {
    state.withLock { $0.listenSockets[id] }
  }

  var servers: [Int64: ChannelzServer] { state.withLock { $0.servers } }

  var channels: [Int64: ChannelzChannel] { state.withLock { $0.channels } }
}
