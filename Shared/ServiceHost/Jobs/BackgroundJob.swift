internal import Logging
internal import ServiceLifecycle

/// Work that a service does besides calls, step by step.
///
/// Several instances of a service run the same job at once; its steps share the work by what they
/// lock in the database.
package protocol BackgroundJob: Sendable {
  /// What the job does, for log lines.
  var name: String { get }

  /// Does the next step.
  ///
  /// Answers whether there was something to do; then there may be more.
  func step() async throws -> Bool
}

/// Runs a job for as long as the service runs.
struct JobService: Service {
  /// The pause after a step that had nothing to do, or that failed.
  static var interval: Duration { .seconds(1) }

  let job: any BackgroundJob
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          if try await job.step() { continue }
        } catch {
          if !Task.isCancelled {
            logger.warning(
              "job failed", metadata: ["job": "\(job.name)", "error": "\(type(of: error))"])
          }
        }
        try? await Task.sleep(for: Self.interval)
      }
    }
  }
}
