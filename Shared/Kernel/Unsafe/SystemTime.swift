internal import Glibc

/// Reads the clocks of the operating system.
enum SystemTime {
  static func now() -> Timestamp {
    var time = timespec()
    let status = unsafe clock_gettime(CLOCK_REALTIME, &time)
    precondition(status == 0, "CLOCK_REALTIME exists on every Linux")
    return Timestamp(
      microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  static func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    let status = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    precondition(status == 0, "CLOCK_MONOTONIC exists on every Linux")
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
