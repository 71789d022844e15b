#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The processor time that this process has used.
package struct ProcessUsage: Hashable, Sendable {
  /// In the process itself, in seconds.
  package let user: Double
  /// In the kernel for the process, in seconds.
  package let system: Double

  /// `RUSAGE_SELF`, whose Swift type differs between systems.
  private static let ownProcess: Int32 = 0

  /// What has been used until now, by all threads.
  package static func now() -> ProcessUsage {
    var usage = rusage()
    unsafe getrusage(ownProcess, &usage)
    return ProcessUsage(user: seconds(usage.ru_utime), system: seconds(usage.ru_stime))
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
  }
}
