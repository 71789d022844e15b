import Foundation
import Kernel
import Postgres
import TestSupport
import Testing

/// What a pool leaves behind in its process, which has nothing else to do.
@Suite("PostgresPool leaks", .timeLimit(.minutes(5)))
struct LeakTests {
  /// What the system says about this process.
  private struct Usage: Equatable {
    var threads = 0
    var connectionThreads = 0
    var files = 0

    static func now() throws -> Usage {
      let manager = FileManager.default
      let tasks = try manager.contentsOfDirectory(atPath: "/proc/self/task")
      // A thread may end while they are counted.
      let names = tasks.compactMap { task in
        try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)
      }
      return Usage(
        threads: tasks.count, connectionThreads: names.count { $0.hasPrefix("laurel-pg") },
        files: try manager.contentsOfDirectory(atPath: "/proc/self/fd").count)
    }

    /// Waits until there is no more than before: a thread ends a moment after its connection.
    static func wait(for expected: Usage) async throws -> Usage {
      for _ in 0..<1_000 {
        if try now() == expected { break }
        try await Task.sleep(for: .milliseconds(10))
      }
      return try now()
    }
  }

  @Test("ten thousand calls leave no thread and no file descriptor behind")
  func manyCalls() async {
    await #expect(processExitsWith: .success) {
      let scope = TransactionScope.organization(Fixture.organization)
      let database = try await Fixture.makeDatabase()
      var limits = TestDatabase.limits
      limits.connectionsMax = 2
      limits.lanesMax = 2
      limits.waitersMax = 10_000
      limits.statementsMax = 10_000
      limits.leaseTimeout = .seconds(120)
      // The threads of the concurrency library are started by the first round, and stay.
      var before = Usage()
      for round in 0..<3 {
        let pool = database.makePool(limits: limits)
        try await pool.run(InsertItem(item: "\(round)"), in: scope)
        try await withThrowingTaskGroup(of: Void.self) { group in
          for call in 0..<10_000 {
            group.addTask {
              if call.isMultiple(of: 2) {
                try await pool.run(AddAmount(item: "\(round)", amount: 1), in: scope)
              } else {
                try await pool.leased(AddAmount(item: "\(round)", amount: 1), in: scope)
              }
            }
          }
          try await group.waitForAll()
        }
        #expect(try Usage.now().connectionThreads == 4)
        await pool.shutdown()
        if round == 0 {
          for _ in 0..<1_000 where try Usage.now().connectionThreads > 0 {
            try await Task.sleep(for: .milliseconds(10))
          }
          before = try Usage.now()
          #expect(before.connectionThreads == 0)
        } else {
          #expect(try await Usage.wait(for: before) == before)
        }
      }
    }
  }
}
