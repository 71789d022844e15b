internal import Synchronization

/// A number that one thread at a time changes and any thread reads.
///
/// The events of a connection come from its event loop only, so a change is a plain load and
/// store instead of a locked addition.
struct ChannelzCounter: ~Copyable, Sendable {
  private let number: Atomic<Int64>

  init(_ number: Int64 = 0) { self.number = Atomic(number) }

  var value: Int64 { number.load(ordering: .relaxed) }

  func set(_ value: Int64) { number.store(value, ordering: .relaxed) }

  func add(_ count: Int = 1) { set(value &+ Int64(count)) }
}
