internal import CNGHTTP2

/// Where the streams of a session are kept.
extension SessionCore {
  func takeSlot(number: Int32) -> Int {
    if let slot = freeSlots.popLast() {
      slots[slot].number = number
      return slot
    }
    slots.append(StreamSlot(number: number))
    return slots.count - 1
  }

  /// Takes back a slot that was never used.
  func returnSlot(_ slot: Int) {
    freeSlots.append(slot)
  }

  /// Reports the end of a stream and frees its slot, once the owner has seen the event.
  func close(_ slot: Int, _ code: HTTP2ErrorCode) {
    events.append(.closed(streamID(slot), code))
    if headerSlot == slot { endHeaders() }
    memory.shared.giveBack(outbox: &slots[slot].outbox)
    slots[slot] = StreamSlot()
    closedSlots.append(slot)
  }

  /// No header list is arriving any more.
  func endHeaders() {
    headerSlot = nil
    arrivingHeaders.removeAll()
    refusedListBytes = nil
  }

  func streamID(_ slot: Int) -> HTTP2StreamID {
    HTTP2StreamID(number: slots[slot].number, slot: slot)
  }

  func isOpen(_ stream: HTTP2StreamID) -> Bool {
    slots.indices.contains(stream.slot) && slots[stream.slot].number == stream.number
  }

  func slot(ofStream number: Int32) -> Int? {
    if number > 0, slots.indices.contains(lastSlot), slots[lastSlot].number == number {
      return lastSlot
    }
    guard let data = unsafe nghttp2_session_get_stream_user_data(session, number) else {
      return nil
    }
    lastSlot = Int(bitPattern: data) - 1
    return lastSlot
  }
}
