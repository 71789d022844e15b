import Testing

@testable import HTTP2

@Suite("Outbox") struct OutboxTests {
  @Test("gives out what was put in, in the order and whatever the sizes")
  func order() {
    var outbox = Outbox()
    var waiting: [UInt8] = []
    for round in 0..<2000 {
      // Mostly less is taken than is put in, so that up to 120 KB wait, and sometimes all.
      let added = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: round * 7919 % 3000)
      outbox.append(added)
      waiting += added
      #expect(outbox.count == waiting.count)
      let wanted = round % 397 == 0 ? waiting.count : round * 104_729 % 2400
      let taken = outbox.take(wanted)
      #expect(taken == Array(waiting.prefix(wanted)))
      waiting.removeFirst(taken.count)
    }
    #expect(outbox.take(waiting.count + 1) == waiting)
    #expect(outbox.count == 0)
  }

  @Test("takes less than there was room for, nothing, and what was taken back")
  func lessThanRoom() {
    var outbox = Outbox()
    outbox.append([1])
    outbox.append(byteCountMax: 1000) { $0.append(2) }
    outbox.append(byteCountMax: 1000) { _ in }
    outbox.append(byteCountMax: 1000) { output in
      output.append(3)
      output.removeAll()
    }
    outbox.append(byteCountMax: 0) { _ in }
    #expect(outbox.take(10) == [1, 2])
  }
}
