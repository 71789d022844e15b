import Testing

@testable import RPC

/// Does what a balancer wants, with subchannels that are just states.
struct BalancerHarness<Kind: Balancer> {
  struct Subchannel {
    let address: SocketEndpoint
    var state = ConnectivityState.idle
  }

  var balancer: Kind
  var now = MonotonicInstant.now
  private(set) var subchannels: [SubchannelID: Subchannel] = [:]
  private(set) var state = ConnectivityState.idle
  private(set) var picker = Picker.queue
  /// The place of the next pick.
  private var place = 0
  private(set) var states: [ConnectivityState] = []
  private(set) var resolutions = 0
  /// In the order in which they were told to connect.
  private(set) var attempts: [String] = []
  private var known: Set<SubchannelID> = []

  init(_ balancer: Kind) { self.balancer = balancer }

  mutating func update(_ endpoints: [[String]]) {
    perform(
      balancer.update(
        endpoints.map { ResolvedEndpoint(addresses: $0.map(SocketEndpoint.init(host:))) }, now: now)
    )
  }

  mutating func exitIdle() { perform(balancer.exitIdle(now: now)) }

  mutating func shutDown() { perform(balancer.shutDown()) }

  /// Lets time pass until the balancer's timer, or for a while if it has none.
  mutating func wakeUp() {
    now = balancer.wakeUpAt ?? now + .seconds(1)
    perform(balancer.wakeUp(now: now))
  }

  /// A subchannel to the host changes its state.
  mutating func change(_ host: String, _ state: ConnectivityState, _ failure: String? = nil) throws
  {
    let id = try #require(subchannels.first { $0.value.address == SocketEndpoint(host: host) }).key
    change(id, state, failure)
  }

  mutating func change(
    _ id: SubchannelID, _ state: ConnectivityState, _ failure: String? = nil
  ) {
    subchannels[id]?.state = state
    perform(balancer.subchannelChanged(id, to: state, failure: failure, now: now))
  }

  /// The server of a subchannel tells whether the watched service can be used.
  mutating func tell(_ host: String, _ health: SubchannelHealth) throws {
    let id = try #require(subchannels.first { $0.value.address == SocketEndpoint(host: host) }).key
    perform(balancer.healthChanged(id, to: health, now: now))
  }

  /// The hosts of the subchannels in a state, sorted.
  func hosts(_ state: ConnectivityState) -> [String] {
    subchannels.values.filter { $0.state == state }.map(\.host).sorted()
  }

  /// The hosts of all subchannels, sorted.
  var hosts: [String] { subchannels.values.map(\.host).sorted() }

  /// The hosts of the next picks.
  mutating func picks(_ count: Int) -> [String] {
    (0..<count).map { _ in
      guard case .ready(let ids) = picker.choice else { return "none" }
      defer { place = (place + 1) % ids.count }
      return subchannels[ids[place]]?.host ?? "gone"
    }
  }

  /// The hosts that calls are sent to.
  var readyChoice: Set<SubchannelID>? {
    guard case .ready(let ids) = picker.choice else { return nil }
    return Set(ids)
  }

  var failure: String? {
    guard case .fail(let status) = picker.choice else { return nil }
    return status.message
  }

  private mutating func perform(_ actions: [BalancerAction]) {
    var connecting: [SubchannelID] = []
    for action in actions {
      switch action {
      case .create(let id, let address):
        #expect(known.insert(id).inserted, "an id is used once")
        subchannels[id] = Subchannel(address: address)
      case .connect(let id):
        #expect(subchannels[id]?.state == .idle, "only IDLE subchannels are told to connect")
        subchannels[id]?.state = .connecting
        attempts.append(subchannels[id]?.host ?? "gone")
        connecting.append(id)
      case .shutDown(let id):
        #expect(subchannels.removeValue(forKey: id) != nil, "a subchannel is shut down once")
      case .update(let state, let picker):
        self.state = state
        self.picker = picker
        place = picker.start
        states.append(state)
      case .resolveAgain: resolutions += 1
      }
    }
    for id in connecting where subchannels[id] != nil { change(id, .connecting) }
  }
}

extension BalancerHarness.Subchannel {
  var host: String {
    guard case .inet(let host, _) = address else { return address.description }
    return host
  }
}

extension SocketEndpoint {
  /// An address that only its host tells from others.
  init(host: String) { self = .inet(host: host, port: 1) }
}
