internal import Kernel

/// The statements that wait for a lane, and what each lane does; without any IO.
///
/// Statements without a ``ConflictKey`` are taken by whichever lane is free, those with one by the
/// lane that the key belongs to.
struct LaneQueue {
  /// What is to be done after a change.
  struct Step {
    var refusals: [(submission: Submission, error: PostgresError)] = []
    var wakes: [WakeSignal] = []
    /// A lane to start a thread for.
    var start: Int?
    /// Those who wait for the end of all lanes.
    var ended: [CheckedContinuation<Void, Never>] = []
  }

  /// What a lane does next that has a connection.
  enum Work {
    case batch([Submission])
    case wait
    case stop
  }

  /// What a lane does next that has no connection.
  enum Need {
    case connect
    case pause(Duration)
    case wait
    case stop
  }

  private enum Activity {
    /// No thread was needed so far.
    case absent
    case waiting
    case busy
    case ended
  }

  private struct Lane {
    var activity = Activity.absent
    var isOpen = false
    var signal: WakeSignal?
    var queue: [Submission] = []
  }

  /// The most statements in one batch: more would make the first wait for the last.
  static var batchMax: Int { 64 }

  private let limits: PostgresLimits
  private var lanes: [Lane]
  private var common: [Submission] = []
  /// Whether a lane is about to take what is in `common`.
  private var isComing = false
  private var backoff = ReconnectBackoff()
  private(set) var isShutDown = false
  private var endContinuations: [CheckedContinuation<Void, Never>] = []

  init(limits: PostgresLimits) {
    self.limits = limits
    lanes = Array(repeating: Lane(), count: limits.lanesMax)
  }

  var counts: PoolMeters.Counts {
    let open = lanes.filter(\.isOpen)
    let idle = open.count { $0.activity == .waiting }
    return PoolMeters.Counts(idle: idle, used: open.count - idle, pending: queuedCount)
  }

  private var queuedCount: Int {
    var count = common.count
    for index in lanes.indices { count += lanes[index].queue.count }
    return count
  }

  /// Adds a statement, or refuses it at once.
  mutating func add(
    _ submission: Submission, key: ConflictKey?, now: @autoclosure () -> MonotonicTime
  ) -> Step {
    var step = Step()
    if isShutDown {
      step.refusals = [(submission, refusal(.shutDown))]
    } else if !lanes.contains(where: \.isOpen), let remaining = backoff.remaining(now: now()) {
      step.refusals = [
        (submission, .unavailable(retryAfter: remaining, reason: .cannotConnect))
      ]
    } else if queuedCount >= limits.statementsMax {
      step.refusals = [(submission, refusal(.tooManyWaiters))]
    } else if let key {
      let lane = Int(UInt(bitPattern: key.number) % UInt(lanes.count))
      lanes[lane].queue.append(submission)
      rouse(lane, &step)
    } else {
      common.append(submission)
      callLane(&step)
    }
    return step
  }

  /// Takes what a lane is to send next.
  mutating func take(_ index: Int, now: MonotonicTime) -> (work: Work, step: Step) {
    var step = expire(now: now)
    isComing = false
    while hasWork(index) {
      // Half of it is for statements without a key, so that others do not keep them waiting.
      let keyedMax = common.isEmpty ? Self.batchMax : Self.batchMax / 2
      var batch = Self.removeFirst(keyedMax, of: &lanes[index].queue)
      let others = Self.removeFirst(Self.batchMax - batch.count, of: &common)
      batch = batch.isEmpty ? others : batch + others
      // A statement whose caller is gone is not sent.
      if batch.contains(where: { $0.reply.isCancelled }) {
        batch.removeAll { $0.reply.isCancelled }
      }
      if batch.isEmpty { continue }
      lanes[index].activity = .busy
      if !common.isEmpty { callLane(&step) }
      return (.batch(batch), step)
    }
    lanes[index].activity = .waiting
    return (isShutDown ? .stop : .wait, step)
  }

  /// Decides what a lane without a connection does.
  mutating func need(_ index: Int, now: MonotonicTime) -> (need: Need, step: Step) {
    if isShutDown {
      // What was sent on a connection that was lost is not sent again.
      var step = Step()
      let rest = Self.removeFirst(.max, of: &lanes[index].queue)
      step.refusals = rest.map { ($0, refusal(.shutDown)) }
      return (.stop, step)
    }
    guard hasWork(index) else {
      lanes[index].activity = .waiting
      return (.wait, Step())
    }
    lanes[index].activity = .busy
    return (backoff.remaining(now: now).map { .pause($0) } ?? .connect, Step())
  }

  private func hasWork(_ index: Int) -> Bool { !lanes[index].queue.isEmpty || !common.isEmpty }

  /// Puts statements back to the front that were sent on a connection that was lost.
  mutating func putBack(_ submissions: [Submission], lane index: Int) {
    lanes[index].queue.insert(contentsOf: submissions, at: 0)
  }

  /// Refuses what has waited too long; those that came first stand first.
  mutating func expire(now: MonotonicTime) -> Step {
    var step = Step()
    let error = refusal(.leaseTimeout)
    func expire(_ queue: inout [Submission]) {
      guard let first = queue.first, first.deadline <= now else { return }
      let count = queue.firstIndex { $0.deadline > now } ?? queue.count
      step.refusals += Self.removeFirst(count, of: &queue).map { ($0, error) }
    }
    expire(&common)
    for index in lanes.indices { expire(&lanes[index].queue) }
    return step
  }

  /// Notes what wakes a lane whose thread is about to start.
  mutating func noteStart(_ index: Int, _ signal: WakeSignal) { lanes[index].signal = signal }

  mutating func noteOpen(_ index: Int) {
    lanes[index].isOpen = true
    backoff.succeed()
  }

  /// Notes that a lane has lost its connection; another one takes what it was called for.
  mutating func noteLost(_ index: Int) -> Step {
    lanes[index].isOpen = false
    lanes[index].activity = .busy
    isComing = false
    var step = Step()
    if !common.isEmpty { callLane(&step) }
    return step
  }

  /// Notes an attempt to connect that failed, with a number of 0 ..< 1 by chance.
  ///
  /// What only this lane could have sent is refused, and everything when no lane has a connection.
  mutating func noteFailure(
    _ index: Int, now: MonotonicTime, random: Double
  ) -> Step {
    // What fails within the pause after a failure has failed with it.
    if backoff.remaining(now: now) == nil { backoff.fail(now: now, random: random) }
    var step = Step()
    let error = PostgresError.unavailable(
      retryAfter: backoff.remaining(now: now) ?? limits.leaseTimeout / 2, reason: .cannotConnect)
    var refused = Self.removeFirst(.max, of: &lanes[index].queue)
    if !lanes.contains(where: \.isOpen) { refused += Self.removeFirst(.max, of: &common) }
    step.refusals = refused.map { ($0, error) }
    if !common.isEmpty { callLane(&step, mayStart: false) }
    return step
  }

  /// Notes a lane whose thread did not start.
  mutating func noteAbsent(_ index: Int, now: MonotonicTime) -> Step {
    lanes[index].activity = .absent
    guard isShutDown else { return noteFailure(index, now: now, random: 1) }
    return noteEnd(index)
  }

  /// Begins the end: what is queued is refused, what was sent is answered.
  mutating func shutDown() -> Step {
    isShutDown = true
    var step = Step()
    let error = refusal(.shutDown)
    step.refusals = Self.removeFirst(.max, of: &common).map { ($0, error) }
    for index in lanes.indices {
      step.refusals += Self.removeFirst(.max, of: &lanes[index].queue).map { ($0, error) }
      if lanes[index].activity == .absent { lanes[index].activity = .ended }
    }
    step.wakes = lanes.compactMap(\.signal)
    return step
  }

  /// Notes the end of a thread.
  mutating func noteEnd(_ index: Int) -> Step {
    lanes[index].activity = .ended
    lanes[index].isOpen = false
    var step = Step()
    step.ended = takeEndContinuations()
    return step
  }

  mutating func waitForEnd(_ continuation: CheckedContinuation<Void, Never>) -> Step {
    endContinuations.append(continuation)
    var step = Step()
    step.ended = takeEndContinuations()
    return step
  }

  /// Has some lane take what is in `common`, unless one is about to.
  private mutating func callLane(_ step: inout Step, mayStart: Bool = true) {
    guard !isComing else { return }
    let waiting = lanes.firstIndex { $0.activity == .waiting && $0.isOpen }
    let index =
      waiting ?? lanes.firstIndex { $0.activity == .waiting }
      ?? lanes.firstIndex { mayStart && $0.activity == .absent }
    guard let index else { return }
    // One without a connection may come late.
    isComing = lanes[index].isOpen
    rouse(index, &step)
  }

  private mutating func rouse(_ index: Int, _ step: inout Step) {
    switch lanes[index].activity {
    case .absent: step.start = index
    case .waiting: step.wakes += [lanes[index].signal].compactMap(\.self)
    case .busy, .ended: return
    }
    lanes[index].activity = .busy
  }

  /// The advice is half the longest wait, so that a burst spreads.
  private func refusal(_ reason: PostgresError.UnavailableReason) -> PostgresError {
    .unavailable(retryAfter: limits.leaseTimeout / 2, reason: reason)
  }

  private mutating func takeEndContinuations() -> [CheckedContinuation<Void, Never>] {
    guard lanes.allSatisfy({ $0.activity == .ended }) else { return [] }
    defer { endContinuations = [] }
    return endContinuations
  }

  private static func removeFirst(_ count: Int, of queue: inout [Submission]) -> [Submission] {
    guard count < queue.count else {
      defer { queue = [] }
      return queue
    }
    let first = Array(queue.prefix(count))
    queue.removeFirst(count)
    return first
  }
}
