import Glibc

/// What this process has used so far.
struct ProcessUsage {
  /// User and system time.
  let processorSeconds: Double
  /// The most memory it had at a time.
  let memoryKibibytes: Int

  static var now: ProcessUsage {
    var usage = rusage()
    // It cannot fail for the process itself.
    _ = unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return ProcessUsage(
      processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      memoryKibibytes: usage.ru_maxrss)
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
  }
}
