internal import NIOCore

/// Something that has bytes to write at the end of a tick.
protocol LoopFlushing: AnyObject {
  func flush()
}

/// Runs tasks on an event loop.
///
/// Jobs of one tick run together, and what they have produced is written once, after them.
final class LoopExecutor: TaskExecutor {
  private final class State {
    var jobs: [UnownedJob] = []
    var runningJobs: [UnownedJob] = []
    var unflushed: [any LoopFlushing] = []
    var isTickScheduled = false
    let codec = MessageCodec()
    var frameBuffer: ByteBuffer?
  }

  /// Larger buffers are not kept.
  private static let frameBufferBytesMax = 16 * 1024

  let eventLoop: any EventLoop
  /// On the loop only.
  var codec: MessageCodec { state.value.codec }
  private let state: NIOLoopBoundBox<State>

  init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    state = .makeBoxSendingValue(State(), eventLoop: eventLoop)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if eventLoop.inEventLoop {
      state.value.jobs.append(job)
      scheduleTick()
    } else {
      eventLoop.execute {
        self.state.value.jobs.append(job)
        self.scheduleTick()
      }
    }
  }

  /// Has `connection` flushed at the end of the tick.
  ///
  /// On the loop only; the caller sees to it that it asks once per flush.
  func flushLater(_ connection: any LoopFlushing) {
    state.value.unflushed.append(connection)
    scheduleTick()
  }

  /// An empty buffer for a message; one that was given back, as long as nobody else has it.
  ///
  /// On the loop only.
  func takeFrameBuffer() -> ByteBuffer {
    let state = state.value
    guard var buffer = state.frameBuffer else { return MessageFrame.makeBuffer() }
    state.frameBuffer = nil
    buffer.clear(minimumCapacity: 256)
    return buffer
  }

  /// Keeps a buffer whose content is no longer needed for the next message.
  ///
  /// On the loop only.
  func giveBack(frameBuffer: ByteBuffer) {
    guard frameBuffer.storageCapacity <= LoopExecutor.frameBufferBytesMax else { return }
    state.value.frameBuffer = frameBuffer
  }

  /// Runs the jobs that are ready.
  ///
  /// On the loop only.
  func runJobs() {
    /// Jobs may make further jobs ready; after so many rounds other work of the loop comes first.
    let roundsMax = 16
    let state = state.value
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
    if !state.jobs.isEmpty { scheduleTick() }
  }
}
