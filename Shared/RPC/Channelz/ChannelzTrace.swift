internal import Kernel

/// How bad an event is.
package enum ChannelzSeverity: Hashable, Sendable {
  case info
  case warning
  case error
}

/// The newest events of a server, channel or subchannel.
struct ChannelzTrace: Sendable {
  /// What an event happened with.
  enum Child: Hashable, Sendable {
    case subchannel(Int64, name: String)
  }

  struct Event: Hashable, Sendable {
    var description: String
    var severity: ChannelzSeverity
    var time: Timestamp
    var child: Child?
  }

  /// How many events are kept.
  static let eventsMax = 32

  let creation: Timestamp
  /// Oldest first.
  private(set) var events: [Event] = []
  /// With those that are no longer kept.
  private(set) var eventCount: Int64 = 0

  init(creation: Timestamp) { self.creation = creation }

  mutating func add(_ event: Event) {
    if events.count == Self.eventsMax { events.removeFirst() }
    events.append(event)
    eventCount += 1
  }
}
