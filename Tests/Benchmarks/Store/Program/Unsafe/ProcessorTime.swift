import Glibc

/// User and system time of this process.
enum ProcessorTime {
  /// In seconds.
  static var now: Double {
    var usage = rusage()
    // It cannot fail for the process itself.
    _ = unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
  }
}
