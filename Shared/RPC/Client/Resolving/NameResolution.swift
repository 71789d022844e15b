internal import NIOCore

/// Keeps the addresses of a client's target up to date; lives on the client's event loop.
final class NameResolution {
  typealias Outcome = Result<ResolvedTarget, NameResolutionError>

  private let resolver: any NameResolver
  private let executor: LoopExecutor
  private var schedule: ResolutionSchedule
  private var timer: Scheduled<Void>?
  private var task: Task<Void, Never>?
  /// Told every answer.
  var onResult: (Outcome) -> Void = { _ in }

  init(_ resolver: any NameResolver, backoff: ConnectionBackoff.Settings, executor: LoopExecutor) {
    self.resolver = resolver
    self.executor = executor
    schedule = ResolutionSchedule(backoff: ConnectionBackoff(backoff))
  }

  /// Somebody needs an answer, for the first time or once more.
  func request() {
    guard resolver.canChange || task == nil else { return }
    schedule.request(now: .now)
    wakeUp()
  }

  /// Nobody needs answers any more, for now.
  func cancel() {
    timer?.cancel()
    timer = nil
    task?.cancel()
    task = nil
    schedule.restart()
  }

  private func wakeUp() {
    let now = MonotonicInstant.now
    if schedule.wakeUp(now: now) {
      start()
    } else if let time = schedule.wakeUpAt, timer == nil {
      timer = executor.eventLoop.assumeIsolated().scheduleTask(
        in: TimeAmount(max(.zero, now.duration(to: time)))
      ) { [weak self] in
        self?.timer = nil
        self?.wakeUp()
      }
    }
  }

  private func start() {
    let owner = NIOLoopBound(WeakReference(self), eventLoop: executor.eventLoop)
    task = Task.immediate(executorPreference: executor) { [resolver, executor] in
      let outcome: Outcome
      do throws(NameResolutionError) {
        outcome = .success(try await resolver.resolve())
      } catch {
        outcome = .failure(error)
      }
      guard !Task.isCancelled else { return }
      executor.eventLoop.execute { owner.value.object?.finished(outcome) }
    }
  }

  private func finished(_ outcome: Outcome) {
    switch outcome {
    case .success: schedule.succeed(now: .now)
    case .failure:
      var generator = SystemRandomNumberGenerator()
      schedule.fail(now: .now, using: &generator)
    }
    wakeUp()
    onResult(outcome)
  }
}

/// Keeps nothing alive.
private final class WeakReference<Object: AnyObject> {
  weak var object: Object?

  init(_ object: Object) { self.object = object }
}
