import Foundation

/// The result of `body` on a thread with a stack of so many KiB.
func onThread<Result: Sendable>(
  withStack kibibytes: Int, _ body: @escaping @Sendable () -> Result
) async -> Result {
  await withCheckedContinuation { continuation in
    let thread = Thread { continuation.resume(returning: body()) }
    thread.stackSize = kibibytes * 1024
    thread.start()
  }
}

/// The results of `body` on so many such threads at once; it is told which of them it is on.
func onThreads<Result: Sendable>(
  _ count: Int, withStack kibibytes: Int, _ body: @escaping @Sendable (Int) -> Result
) async -> [Result] {
  await withTaskGroup(of: Result.self) { group in
    for index in 0..<count {
      group.addTask { await onThread(withStack: kibibytes) { body(index) } }
    }
    var results: [Result] = []
    for await result in group { results.append(result) }
    return results
  }
}
