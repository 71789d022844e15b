/// Memory that the sessions of one event loop share.
///
/// Every stream takes and gives back the same few small blocks; they are kept for the next one,
/// whichever connection it is on, so that they are still in the processor's cache. Larger blocks,
/// and more than are usual at a time, come from the system as always.
///
/// On the event loop only, but the last reference may be let go of anywhere.
@safe
package final class HTTP2Memory {
  /// Outboxes that are kept at most.
  private static let outboxesMax = 256
  /// Of these, outboxes that have held many messages; a busy stream soon needs one again.
  private static let largeOutboxesMax = 16
  /// Lists of events that are kept at most.
  private static let eventListsMax = 16
  /// The longest list of events that is kept.
  private static let eventsMax = 4096

  let blocks: UnsafeMutablePointer<KeptBlocks>
  private var outboxes: [Outbox] = []
  private var largeOutboxCount = 0
  private var eventLists: [[HTTP2Event]] = []

  package init() {
    unsafe blocks = .allocate(capacity: 1)
    unsafe blocks.initialize(to: KeptBlocks())
  }

  deinit {
    unsafe blocks.pointee.removeAll()
    unsafe blocks.deallocate()
  }

  /// An empty outbox, with the memory of one that is no longer used.
  func takeOutbox() -> Outbox {
    guard let outbox = outboxes.popLast() else { return Outbox() }
    if outbox.isLarge { largeOutboxCount -= 1 }
    return outbox
  }

  func giveBack(outbox: inout Outbox) {
    outbox.removeAll(keepingMuch: largeOutboxCount < HTTP2Memory.largeOutboxesMax)
    if outboxes.count < HTTP2Memory.outboxesMax, outbox.keepsMemory {
      if outbox.isLarge { largeOutboxCount += 1 }
      outboxes.append(outbox)
    }
    outbox = Outbox()
  }

  /// An empty list, with the memory of one that is no longer used.
  func takeEvents() -> [HTTP2Event] { eventLists.popLast() ?? [] }

  /// Takes a list back whose events have been handled.
  func giveBack(events: inout [HTTP2Event]) {
    var emptied: [HTTP2Event] = []
    swap(&emptied, &events)
    guard eventLists.count < HTTP2Memory.eventListsMax, emptied.capacity > 0,
      emptied.capacity <= HTTP2Memory.eventsMax
    else { return }
    emptied.removeAll(keepingCapacity: true)
    eventLists.append(emptied)
  }
}
