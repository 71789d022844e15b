internal import CPostgreSQL
internal import Glibc

/// Wakes a thread that waits in ``SocketPoll``; may be raised from anywhere, any number of times.
final class WakeSignal: Sendable {
  /// An eventfd of Linux.
  let descriptor: Int32

  /// Makes a signal; `nil` when the process has no file descriptor left.
  init?() {
    let descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  func raise() {
    var one: UInt64 = 1
    // It only fails when the counter is full; then the thread is about to wake anyway.
    _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Waits until it is raised, or for some time; blocks.
  func wait(_ timeout: Duration?) {
    _ = SocketPoll(socket: nil, reading: false, writing: false, signal: self, timeout: timeout)
  }

  func clear() {
    var count: UInt64 = 0
    _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}

/// Waits for a socket and a ``WakeSignal`` at once.
struct SocketPoll {
  var isSocketReady = false
  var isRaised = false

  /// Blocks the calling thread, which must not belong to the cooperative pool.
  ///
  /// An error on the socket counts as ready. Without a timeout it waits without end.
  init(
    socket: Int32?, reading: Bool, writing: Bool, signal: WakeSignal, timeout: Duration?
  ) {
    var events: Int16 = 0
    if reading { events |= Int16(POLLIN) }
    if writing { events |= Int16(POLLOUT) }
    // A negative descriptor is passed over.
    var descriptors = [
      pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: socket ?? -1, events: events, revents: 0),
    ]
    let count = unsafe poll(&descriptors, nfds_t(descriptors.count), Self.milliseconds(timeout))
    guard count > 0 else { return }
    isRaised = descriptors[0].revents != 0
    isSocketReady = descriptors[1].revents != 0
    if isRaised { signal.clear() }
  }

  /// Rounds up, so that a thread does not spin before a deadline.
  private static func milliseconds(_ timeout: Duration?) -> Int32 {
    guard let timeout else { return -1 }
    let milliseconds = (timeout / .milliseconds(1)).rounded(.up)
    return Int32(min(max(milliseconds, 0), Double(Int32.max)))
  }
}
