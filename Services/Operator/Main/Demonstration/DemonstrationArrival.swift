internal import Messages
internal import RPC

/// Looks whether what must follow from released evaluations has reached the other services.
struct DemonstrationArrival {
  /// What followed so far.
  struct Arrived {
    /// Those that the evaluations led to.
    var assignments: [LearningV1.Assignment]
    var appointments: [CoachingV1.Appointment]
    var isComplete: Bool
  }

  private let suite: SuiteClient
  /// The ids of all evaluations.
  private let all: Set<String>
  /// The ids of those that earn points.
  private let scored: Set<String>
  /// The ids of those that need a coaching.
  private let fatal: Set<String>
  /// The people with an evaluation that needs learning.
  private let weakPeople: Set<String>

  /// Learning assigns modules for scores below this, in basis points.
  private static var passingBasisPoints: Int32 { 6_000 }

  init(suite: SuiteClient, evaluations: [QualityV1.Evaluation]) {
    self.suite = suite
    let released = evaluations.filter { $0.state == .released }
    all = Set(released.map(\.evaluationID))
    scored = Set(
      released.filter { $0.score?.totalBasisPoints != nil }.map { "evaluation:\($0.evaluationID)" })
    fatal = Set(released.filter { $0.score?.fatal == true }.map(\.evaluationID))
    weakPeople = Set(
      released.filter {
        ($0.score?.totalBasisPoints ?? Self.passingBasisPoints) < Self.passingBasisPoints
      }.map(\.agentID))
  }

  /// Asks until everything is there or the time is over.
  ///
  /// The completion of the assignments in `completing` must have earned points by then.
  func wait(limit: Duration, completing: Set<String> = []) async throws -> Arrived {
    var previous: Int?
    return try await Waiting.until(
      limit: limit,
      { arrived in
        // A module that somebody has open is not assigned again, so the number of assignments is
        // not known before: it must have stopped to grow.
        let isSteady = previous == arrived.assignments.count
        previous = arrived.assignments.count
        return arrived.isComplete && isSteady
      },
      { try await look(completing) })
  }

  private func look(_ completing: Set<String>) async throws -> Arrived {
    let assignments = try await suite.allAssignments().filter {
      $0.reason.map { all.contains($0.evaluationID) } ?? false
    }
    let appointments = try await suite.allAppointments().filter {
      $0.evaluation.map { all.contains($0.evaluationID) } ?? false
    }
    let scoreSources = try await suite.allLedgerEntries(metricID: "quality_score").map(\.source)
    let completions = try await suite.allLedgerEntries(metricID: "learning_completions")
      .map(\.source)
    let isComplete =
      scored.isSubset(of: scoreSources)
      && fatal.isSubset(of: appointments.compactMap { $0.evaluation?.evaluationID })
      && weakPeople.isSubset(of: assignments.map(\.personID))
      && Set(completing.map { "assignment:\($0)" }).isSubset(of: completions)
    return Arrived(
      assignments: assignments, appointments: appointments, isComplete: isComplete)
  }
}
