internal import Kernel
internal import Synchronization

/// A server, as channelz shows it.
package final class ChannelzServer: Sendable {
  private struct State {
    var listenSockets: [ChannelzListenSocket] = []
    var sockets: [Int64: ChannelzSocket] = [:]
    /// The calls of connections that are closed.
    var closedCalls = ChannelzActivity.Calls()
    var trace: ChannelzTrace
  }

  /// Unique in the process, over all kinds.
  package let id: Int64
  /// For people.
  package let name: String

  private let registry: ChannelzRegistry
  private let state: Mutex<State>

  init(id: Int64, name: String, registry: ChannelzRegistry) {
    self.id = id
    self.name = name
    self.registry = registry
    state = Mutex(State(trace: ChannelzTrace(creation: registry.clock.now())))
  }

  /// Shows a socket that accepts connections, until the server is closed.
  @discardableResult
  package func registerListenSocket(
    _ local: ChannelzAddress?, security: ChannelzSecurity = .none
  ) -> ChannelzListenSocket {
    let socket = registry.registerListenSocket(local, security)
    state.withLock { $0.listenSockets.append(socket) }
    return socket
  }

  /// Shows a connection, until ``ChannelzSocket/close()``.
  ///
  /// - Parameters:
  ///   - local: The address of this end.
  ///   - remote: The address of the other end.
  ///   - security: How the connection is protected.
  /// - Returns: What takes the connection's events.
  package func registerSocket(
    local: ChannelzAddress?, remote: ChannelzAddress?, security: ChannelzSecurity = .none
  ) -> ChannelzSocket {
    let socket = registry.registerSocket(.server, local, remote, security) { [weak self] socket in
      self?.closed(socket)
    }
    state.withLock { $0.sockets[socket.id] = socket }
    return socket
  }

  /// Adds an event; the newest 32 are kept.
  package func addTrace(_ description: String, severity: ChannelzSeverity = .info) {
    let now = registry.clock.now()
    state.withLock {
      $0.trace.add(
        ChannelzTrace.Event(description: description, severity: severity, time: now))
    }
  }

  /// The server is shown no longer, nor are the sockets it accepts connections from.
  package func close() {
    registry.remove(
      server: id, listenSockets: state.withLock { $0.listenSockets.map(\.id) })
  }

  private func closed(_ socket: ChannelzSocket) {
    state.withLock { state in
      guard state.sockets.removeValue(forKey: socket.id) != nil else { return }
      state.closedCalls.add(socket)
    }
  }

  // MARK: - For the service

  var trace: ChannelzTrace { state.withLock { $0.trace } }

  var listenSockets: [ChannelzListenSocket] { state.withLock { $0.listenSockets } }

  var sockets: [Int64: ChannelzSocket] { state.withLock { $0.sockets } }

  /// The calls of all connections, those that are closed among them.
  var calls: ChannelzActivity.Calls {
    state.withLock { state in
      var calls = state.closedCalls
      for socket in state.sockets.values { calls.add(socket) }
      return calls
    }
  }
}

extension ChannelzActivity.Calls {
  /// Adds the calls of a connection.
  fileprivate mutating func add(_ socket: ChannelzSocket) {
    guard socket.streamsStarted.value > 0 else { return }
    started += socket.streamsStarted.value
    succeeded += socket.callsSucceeded.value
    failed += socket.callsFailed.value
    let newest = Timestamp(microseconds: socket.lastStreamStarted.value)
    lastStarted = lastStarted.map { max($0, newest) } ?? newest
  }
}
