import Kernel
import Testing

@testable import Postgres

/// Who takes which statement, without threads and servers.
@Suite("LaneQueue")
struct LaneQueueTests {
  private let now = MonotonicTime.now

  private func queue(lanesMax: Int = 2, statementsMax: Int = 100) -> LaneQueue {
    LaneQueue(
      limits: PostgresLimits(
        connectionsMax: 1, waitersMax: 0, lanesMax: lanesMax, statementsMax: statementsMax,
        leaseTimeout: .seconds(1), connectTimeout: .seconds(1), statementTimeout: .seconds(1),
        idleInTransactionTimeout: .seconds(1)))
  }

  private func submission(late: Bool = false) -> Submission {
    Submission(
      statement: BoundStatement(name: "S", sql: "SELECT 1"), scope: .allOrganizations,
      deadline: late ? now : now + .seconds(1))
  }

  /// A queue whose lanes all have a connection and nothing to do.
  private func openQueue(lanesMax: Int = 2) throws -> (queue: LaneQueue, signals: [WakeSignal]) {
    var queue = queue(lanesMax: lanesMax)
    var signals: [WakeSignal] = []
    for lane in 0..<lanesMax {
      signals.append(try #require(WakeSignal()))
      queue.noteStart(lane, signals[lane])
      queue.noteOpen(lane)
      _ = queue.take(lane, now: now)
    }
    return (queue, signals)
  }

  private func batchCount(_ queue: inout LaneQueue, _ lane: Int) -> Int? {
    guard case .batch(let batch) = queue.take(lane, now: now).work else { return nil }
    return batch.count
  }

  @Test("the first statement starts a lane, and what comes meanwhile starts the others")
  func starts() {
    var queue = queue()
    #expect(queue.add(submission(), key: nil, now: now).start == 0)
    #expect(queue.add(submission(), key: nil, now: now).start == 1)
    #expect(queue.add(submission(), key: nil, now: now).start == nil)
  }

  @Test("one lane is woken for all that comes before it looks")
  func wakesOnce() throws {
    var (queue, signals) = try openQueue()
    let wakes = (0..<10).map { _ in queue.add(submission(), key: nil, now: now).wakes }
    #expect(wakes.map(\.count) == [1] + Array(repeating: 0, count: 9))
    #expect(wakes[0].first === signals[0])
    #expect(batchCount(&queue, 0) == 10)
    #expect(batchCount(&queue, 1) == nil)
  }

  @Test("what is more than a batch is for the next lane")
  func large() throws {
    var (queue, signals) = try openQueue()
    for _ in 0..<(LaneQueue.batchMax + 5) { _ = queue.add(submission(), key: nil, now: now) }
    let (work, step) = queue.take(0, now: now)
    guard case .batch(let batch) = work else {
      Issue.record("expected a batch")
      return
    }
    #expect(batch.count == LaneQueue.batchMax)
    #expect(step.wakes.first === signals[1])
    #expect(batchCount(&queue, 1) == 5)
  }

  @Test("a lane that loses its connection leaves what it was called for to another")
  func lost() throws {
    var (queue, signals) = try openQueue()
    _ = queue.add(submission(), key: nil, now: now)
    #expect(queue.noteLost(0).wakes.first === signals[1])
    #expect(batchCount(&queue, 1) == 1)
  }

  @Test("statements with one key are for one lane")
  func keys() throws {
    var (queue, _) = try openQueue(lanesMax: 3)
    let key = ConflictKey("organisation", 7)
    for _ in 0..<5 { _ = queue.add(submission(), key: key, now: now) }
    let counts = (0..<3).compactMap { batchCount(&queue, $0) }
    #expect(counts == [5])
  }

  @Test("statements with a key do not keep the others waiting")
  func fairness() throws {
    var (queue, _) = try openQueue(lanesMax: 1)
    for _ in 0..<(LaneQueue.batchMax / 2 + 10) {
      _ = queue.add(submission(), key: ConflictKey(1), now: now)
    }
    for _ in 0..<3 { _ = queue.add(submission(), key: nil, now: now) }
    #expect(batchCount(&queue, 0) == LaneQueue.batchMax / 2 + 3)
    #expect(batchCount(&queue, 0) == 10)
  }

  @Test("what has waited too long, or is too much, is refused")
  func refusals() throws {
    var queue = queue(statementsMax: 2)
    _ = queue.add(submission(late: true), key: nil, now: now)
    _ = queue.add(submission(), key: ConflictKey(1), now: now)
    let refused = queue.add(submission(), key: nil, now: now).refusals
    guard case .unavailable(_, .tooManyWaiters)? = refused.first?.error else {
      Issue.record("expected a refusal")
      return
    }
    let expired = queue.expire(now: now).refusals
    guard case .unavailable(_, .leaseTimeout)? = expired.first?.error else {
      Issue.record("expected a refusal")
      return
    }
    #expect(expired.count == 1)
  }

  @Test("while no lane can connect all is refused at once, then it is tried again")
  func cannotConnect() {
    var queue = queue()
    _ = queue.add(submission(), key: nil, now: now)
    #expect(queue.noteFailure(0, now: now, random: 1).refusals.count == 1)
    #expect(queue.add(submission(), key: nil, now: now).refusals.count == 1)
    let later = now + .seconds(1)
    #expect(queue.add(submission(), key: nil, now: later).refusals.isEmpty)
  }

  @Test("a lane without a connection stops at the end, whatever was put back to it")
  func endsWithoutConnection() throws {
    var (queue, _) = try openQueue(lanesMax: 1)
    _ = queue.add(submission(), key: nil, now: now)
    guard case .batch(let batch) = queue.take(0, now: now).work else {
      Issue.record("expected a batch")
      return
    }
    _ = queue.shutDown()
    queue.putBack(batch, lane: 0)
    _ = queue.noteLost(0)
    let (need, step) = queue.need(0, now: now)
    guard case .stop = need else {
      Issue.record("expected the end")
      return
    }
    #expect(step.refusals.count == 1)
  }
}
