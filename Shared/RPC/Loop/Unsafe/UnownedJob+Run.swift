extension UnownedJob {
  /// Runs the job once, on the calling thread.
  func run(on executor: LoopExecutor) {
    unsafe runSynchronously(on: executor.asUnownedTaskExecutor())
  }
}
