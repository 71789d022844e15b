/// Names a connection between a balancer and what drives it; never used twice by a balancer.
struct SubchannelID: Hashable {
  /// The place of the endpoint in a balancer of several; 0 in one that has just one.
  let child: Int
  let number: Int
}

/// What a balancer wants done, in this order.
enum BalancerAction: Hashable {
  /// A new subchannel, IDLE, for an address.
  case create(SubchannelID, SocketEndpoint)
  /// Leave IDLE.
  case connect(SubchannelID)
  /// Forget the subchannel: its calls may end, then the connection closes. It reports no more.
  case shutDown(SubchannelID)
  /// From now on this is the state of the client, and calls are sent by this picker.
  case update(ConnectivityState, Picker)
  /// The addresses may be out of date.
  case resolveAgain
}

/// Decides which connections are made and which of them calls use, without IO and clocks.
///
/// Every input returns what is to be done; after each, `wakeUpAt` may have changed. What happens to
/// subchannels while actions are carried out is told after the last of them.
protocol Balancer {
  var state: ConnectivityState { get }
  /// When ``wakeUp(now:)`` is due; `nil` for no time.
  var wakeUpAt: MonotonicInstant? { get }

  /// The name has been resolved.
  mutating func update(_ endpoints: [ResolvedEndpoint], now: MonotonicInstant)
    -> [BalancerAction]

  /// A subchannel has another state; `failure` says why in TRANSIENT_FAILURE.
  mutating func subchannelChanged(
    _ id: SubchannelID, to state: ConnectivityState, failure: String?,
    now: MonotonicInstant
  ) -> [BalancerAction]

  /// A READY subchannel can be used for the service whose health is watched, or not.
  mutating func healthChanged(
    _ id: SubchannelID, to health: SubchannelHealth, now: MonotonicInstant
  ) -> [BalancerAction]

  mutating func wakeUp(now: MonotonicInstant) -> [BalancerAction]

  /// A call waits, or somebody asks for a connection, while the balancer is IDLE.
  mutating func exitIdle(now: MonotonicInstant) -> [BalancerAction]

  mutating func shutDown() -> [BalancerAction]
}

extension Balancer {
  /// Does nothing: unless a balancer says otherwise, health does not count.
  mutating func healthChanged(
    _ id: SubchannelID, to health: SubchannelHealth, now: MonotonicInstant
  ) -> [BalancerAction] { [] }
}

/// Where calls go.
struct Picker: Hashable {
  enum Choice: Hashable {
    /// Wait for the next picker.
    case queue
    /// Fail with this status, unless the call waits for readiness: then wait.
    case fail(RPCStatus)
    /// One of these, in rotation; not empty.
    case ready([SubchannelID])
  }

  let choice: Choice
  /// The place in the rotation of the first call.
  let start: Int

  init(_ choice: Choice, start: Int = 0) {
    self.choice = choice
    self.start = start
  }

  static let queue = Picker(.queue)
  static let closed = Picker(.fail(StatusMapping.closed))
  static let noAddresses = Picker(
    .fail(RPCStatus(code: .unavailable, message: "The target has no addresses.")))

  static func fail(_ failure: String) -> Picker {
    Picker(
      .fail(
        RPCStatus(code: .unavailable, message: "The server cannot be reached: \(failure)")))
  }
}
