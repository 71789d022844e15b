internal import HTTP2
package import NIOCore
internal import Synchronization

/// Something that has bytes to write at the end of a tick.
protocol LoopFlushing: AnyObject {
  func flush()
}

/// Runs tasks on an event loop.
///
/// Jobs of one tick run together, and what they have produced is written once, after them.
package final class LoopExecutor: TaskExecutor {
  private final class State {
    var jobs: [UnownedJob] = []
    var runningJobs: [UnownedJob] = []
    var unflushed: [any LoopFlushing] = []
    var isTickScheduled = false
    var isRunning = false
    let codec = MessageCodec()
    let memory = HTTP2Memory()
    var messageBuffer = SpareBuffer(bytesMax: 16 * 1024)
    var outputBuffer = SpareBuffer(bytesMax: 64 * 1024)
  }

  /// Jobs of other threads on their way to the loop, which is told once for all of them.
  private struct Arrivals {
    var jobs: [UnownedJob] = []
    var isAnnounced = false
  }

  package let eventLoop: any EventLoop
  /// On the loop only.
  var codec: MessageCodec { state.value.codec }
  /// On the loop only.
  var memory: HTTP2Memory { state.value.memory }
  private let state: NIOLoopBoundBox<State>
  private let arrivals = Mutex(Arrivals())

  package init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    state = .makeBoxSendingValue(State(), eventLoop: eventLoop)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if eventLoop.inEventLoop {
      state.value.jobs.append(job)
      scheduleTick()
    } else {
      let isFirst = arrivals.withLock { arrivals in
        arrivals.jobs.append(job)
        defer { arrivals.isAnnounced = true }
        return !arrivals.isAnnounced
      }
      if isFirst { eventLoop.execute { self.takeArrivals() } }
    }
  }

  /// Takes the jobs of other threads and runs them a task of the loop later: behind everything that
  /// those threads had given the loop before them.
  private func takeArrivals() {
    let jobs = arrivals.withLock { arrivals in
      defer { arrivals = Arrivals() }
      return arrivals.jobs
    }
    eventLoop.execute {
      let state = self.state.value
      state.jobs += jobs
      guard !state.isTickScheduled else { return }
      state.isTickScheduled = true
      self.tick()
    }
  }

  /// Has `connection` flushed at the end of the tick.
  ///
  /// On the loop only; the caller sees to it that it asks once per flush.
  func flushLater(_ connection: any LoopFlushing) {
    state.value.unflushed.append(connection)
    scheduleTick()
  }

  /// An empty buffer for a message with its prefix.
  ///
  /// On the loop only.
  func takeFrameBuffer() -> ByteBuffer { state.value.messageBuffer.take(capacity: 256) }

  /// Takes the buffer of a message back that has been copied.
  ///
  /// On the loop only.
  func giveBack(frameBuffer: ByteBuffer) { state.value.messageBuffer.giveBack(frameBuffer) }

  /// An empty buffer for what a connection writes.
  ///
  /// On the loop only.
  func takeOutputBuffer() -> ByteBuffer { state.value.outputBuffer.take(capacity: 4096) }

  /// Takes the buffer of what has been written back.
  ///
  /// On the loop only.
  func giveBack(outputBuffer: ByteBuffer) { state.value.outputBuffer.giveBack(outputBuffer) }

  /// Runs the jobs that are ready.
  ///
  /// Does nothing inside a job: one that writes to a socket that is lost may come here again.
  /// On the loop only.
  func runJobs() {
    /// Jobs may make further jobs ready; after so many rounds other work of the loop comes first.
    let roundsMax = 16
    let state = state.value
    guard !state.isRunning else { return }
    state.isRunning = true
    defer { state.isRunning = false }
    var rounds = 0
    while !state.jobs.isEmpty && rounds < roundsMax {
      swap(&state.jobs, &state.runningJobs)
      for job in state.runningJobs { job.run(on: self) }
      state.runningJobs.removeAll(keepingCapacity: true)
      rounds += 1
    }
  }

  private func scheduleTick() {
    let state = state.value
    guard !state.isTickScheduled else { return }
    state.isTickScheduled = true
    eventLoop.execute { self.tick() }
  }

  private func tick() {
    runJobs()
    let state = state.value
    state.isTickScheduled = false
    let unflushed = state.unflushed
    state.unflushed.removeAll(keepingCapacity: true)
    for connection in unflushed { connection.flush() }
    guard !state.jobs.isEmpty, !state.isTickScheduled else { return }
    state.isTickScheduled = true
    // Only a task in the future has the loop look at its sockets first.
    eventLoop.scheduleTask(in: .microseconds(20)) { self.tick() }
  }
}
