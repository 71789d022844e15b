internal import Foundation
internal import InteropMessages
internal import InteropSupport

/// The time that has passed, and how much of it was spent working, since it was made.
struct UsageTimer: Sendable {
  private let start = ContinuousClock.now
  private let usage = ProcessUsage.now()
  private let machine = MachineUsage.now()

  func serverStats() -> GRPCTesting.ServerStats {
    let now = ProcessUsage.now()
    let machineNow = MachineUsage.now()
    return GRPCTesting.ServerStats(
      timeElapsed: start.duration(to: .now) / .seconds(1), timeUser: now.user - usage.user,
      timeSystem: now.system - usage.system, totalCPUTime: machineNow.total &- machine.total,
      idleCPUTime: machineNow.idle &- machine.idle)
  }

  func clientStats() -> GRPCTesting.ClientStats {
    let now = ProcessUsage.now()
    return GRPCTesting.ClientStats(
      timeElapsed: start.duration(to: .now) / .seconds(1), timeUser: now.user - usage.user,
      timeSystem: now.system - usage.system)
  }
}

/// The time of all cores of the machine in ticks of the kernel; zeros where it does not tell.
struct MachineUsage: Sendable {
  let total: UInt64
  let idle: UInt64

  static func now() -> MachineUsage {
    let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
    // The first line: cpu user nice system idle ...
    let ticks = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().compactMap {
      UInt64($0)
    }
    return MachineUsage(
      total: ticks.reduce(0, &+), idle: ticks.count > 3 ? ticks[3] : 0)
  }

  /// The resident bytes of this process; 0 where the kernel does not tell.
  static func residentBytes() -> Int64 {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Int64($0) } ?? 0) * 1024
  }
}
