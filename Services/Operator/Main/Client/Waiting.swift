internal import RPC

/// Waits for what reaches a service from another one.
enum Waiting {
  /// How long a service may take to hear of a change of the directory.
  private static var directoryLimit: Duration { .seconds(10) }

  /// Repeats a call while the service has not heard of the organization yet.
  static func forOrganization<Result>(
    _ attempt: () async throws -> Result
  ) async throws -> Result {
    try await repeating(attempt) { $0.reason.hasPrefix("ORGANIZATION_") }
  }

  /// Repeats a call while the service has not heard of the person that a field names yet.
  static func forPerson<Result>(
    in field: String, _ attempt: () async throws -> Result
  ) async throws -> Result {
    try await repeating(attempt) { status in
      status.fieldViolations.contains { $0.field == field }
    }
  }

  private static func repeating<Result>(
    _ attempt: () async throws -> Result, while isEarly: (RPCStatus) -> Bool
  ) async throws -> Result {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: directoryLimit)
    while true {
      do {
        return try await attempt()
      } catch let status as RPCStatus where isEarly(status) && clock.now < end {
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  /// Asks again and again until an answer is good enough or the time is over; answers the last one.
  static func until<Answer>(
    limit: Duration, _ isEnough: (Answer) -> Bool, _ ask: () async throws -> Answer
  ) async throws -> Answer {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: limit)
    while true {
      let answer = try await ask()
      if isEnough(answer) || clock.now >= end { return answer }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
