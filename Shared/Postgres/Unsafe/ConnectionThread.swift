internal import CPostgreSQL
internal import Glibc

/// Starts the threads that own connections.
enum ConnectionThread {
  /// The name of the threads, as `top -H` shows it.
  private static var name: String { "laurel-pg" }

  /// Runs a closure on a new thread of the operating system.
  ///
  /// - Returns: `false` when the system has no thread left; the closure then does not run.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let context = unsafe Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        let box = unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
        unsafe pthread_setname_np(pthread_self(), ConnectionThread.name)
        box.body()
        return nil
      }, context.toOpaque())
    guard status == 0 else {
      unsafe context.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
