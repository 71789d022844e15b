internal import Synchronization

/// What has calls, a state and a trace: a channel or a subchannel.
package protocol ChannelzCaller: Sendable {
  var activity: ChannelzActivity { get }
}

extension ChannelzCaller {
  /// A call was started.
  package func callStarted() { activity.callStarted() }

  /// A call has ended; `ok` says whether with the status OK.
  package func callEnded(ok: Bool) { activity.callEnded(ok: ok) }

  /// Whether it can be used has changed.
  package func setState(_ state: ChannelzState) { activity.set(state) }

  /// Adds an event; the newest 32 are kept.
  package func addTrace(_ description: String, severity: ChannelzSeverity = .info) {
    activity.add(description, severity, nil)
  }
}

/// A client, as channelz shows it: its target and below it one subchannel for each address.
package final class ChannelzChannel: ChannelzCaller {
  /// Unique in the process, over all kinds.
  package let id: Int64
  /// What calls are made to, for example `dns:///localhost:8080`.
  package let target: String
  package let activity: ChannelzActivity

  private let registry: ChannelzRegistry
  private let children = Mutex<[Int64: ChannelzSubchannel]>([:])

  init(id: Int64, target: String, registry: ChannelzRegistry) {
    self.id = id
    self.target = target
    self.registry = registry
    activity = ChannelzActivity(clock: registry.clock)
  }

  /// Shows an address that calls may go to, until ``ChannelzSubchannel/close()``.
  package func registerSubchannel(_ address: String) -> ChannelzSubchannel {
    let subchannel = registry.registerSubchannel(address) { [weak self] subchannel in
      self?.closed(subchannel)
    }
    children.withLock { $0[subchannel.id] = subchannel }
    activity.add("subchannel added", .info, .subchannel(subchannel.id, name: address))
    return subchannel
  }

  /// The channel is shown no longer; close its subchannels before.
  package func close() { registry.remove(channel: id) }

  private func closed(_ subchannel: ChannelzSubchannel) {
    let isKnown = children.withLock { $0.removeValue(forKey: subchannel.id) != nil }
    guard isKnown else { return }
    activity.add(
      "subchannel removed", .info, .subchannel(subchannel.id, name: subchannel.address))
  }

  /// In the order of their ids.
  var subchannels: [ChannelzSubchannel] {
    children.withLock { $0.values.sorted { $0.id < $1.id } }
  }
}

/// One address of a client, as channelz shows it.
package final class ChannelzSubchannel: ChannelzCaller {
  /// Unique in the process, over all kinds.
  package let id: Int64
  /// The address, for example `127.0.0.1:8080`.
  package let address: String
  package let activity: ChannelzActivity

  private let registry: ChannelzRegistry
  private let onClose: @Sendable (ChannelzSubchannel) -> Void
  private let connections = Mutex<[Int64: ChannelzSocket]>([:])

  init(
    id: Int64, address: String, registry: ChannelzRegistry,
    onClose: @escaping @Sendable (ChannelzSubchannel) -> Void
  ) {
    self.id = id
    self.address = address
    self.registry = registry
    self.onClose = onClose
    activity = ChannelzActivity(clock: registry.clock)
  }

  /// Shows a connection, until ``ChannelzSocket/close()``.
  package func registerSocket(
    local: ChannelzAddress?, remote: ChannelzAddress?, security: ChannelzSecurity = .none
  ) -> ChannelzSocket {
    let socket = registry.registerSocket(.client, local, remote, security) { [weak self] socket in
      _ = self?.connections.withLock { $0.removeValue(forKey: socket.id) }
    }
    connections.withLock { $0[socket.id] = socket }
    return socket
  }

  /// The subchannel is shown no longer; close its connections before.
  package func close() {
    registry.remove(subchannel: id)
    onClose(self)
  }

  /// In the order of their ids.
  var sockets: [ChannelzSocket] {
    connections.withLock { $0.values.sorted { $0.id < $1.id } }
  }
}
