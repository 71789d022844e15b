package import Kernel

/// What has become of an evaluation, as far as points go.
///
/// Events may come late and out of order; their versions tell which is the newest.
///
/// Source: domain.md 1.2.4, rows X01 and X18.
package struct EvaluationStanding: Hashable, Sendable {
  /// A score on the workday of its release.
  package struct Score: Hashable, Sendable {
    package let workday: Workday
    /// 10000 is 100.00 %.
    package let basisPoints: Int32

    package init(workday: Workday, basisPoints: Int32) {
      self.workday = workday
      self.basisPoints = basisPoints
    }
  }

  /// What happened to the evaluation.
  package enum Change: Hashable, Sendable {
    /// Released, for the first time or again.
    case released(Score)
    /// A rescore was saved and not submitted; the workday is that of the change.
    case reopened(Workday)
    /// Retracted or deleted.
    case withdrawn
  }

  /// What follows from a change.
  package enum Outcome: Hashable, Sendable {
    case changed
    /// A newer version was known.
    case outdated
    /// The rescore came after the window; what was before stands.
    case tooLate
  }

  /// The newest version that was told.
  package private(set) var version: Int64
  /// The score that counts now; `nil` while it is being rescored, or was withdrawn.
  package private(set) var counted: Score?
  /// The score that counts again when a rescore comes too late.
  package private(set) var settled: Score?
  /// The day of the first release, which the window begins with.
  package private(set) var firstWorkday: Workday?

  /// An evaluation of which nothing was told.
  package static var unknown: EvaluationStanding {
    EvaluationStanding(version: 0, counted: nil, settled: nil, firstWorkday: nil)
  }

  private init(version: Int64, counted: Score?, settled: Score?, firstWorkday: Workday?) {
    self.version = version
    self.counted = counted
    self.settled = settled
    self.firstWorkday = firstWorkday
  }

  /// Adopts what was stored.
  package init(
    version: Int64, counted: Score?, settled: Score?, firstWorkdayOfRelease: Workday?
  ) {
    self.init(
      version: version, counted: counted, settled: settled, firstWorkday: firstWorkdayOfRelease)
  }

  /// Applies a change with its version, from 1.
  package mutating func apply(
    _ change: Change, version: Int64, window: AttributionWindow
  ) -> Outcome {
    guard version > self.version else { return .outdated }
    self.version = version
    switch change {
    case .withdrawn:
      counted = nil
      settled = nil
      return .changed
    case .reopened(let workday):
      guard isOpen(on: workday, window) else { return .tooLate }
      counted = nil
      return .changed
    case .released(let score):
      guard isOpen(on: score.workday, window) else {
        counted = settled
        return .tooLate
      }
      firstWorkday = firstWorkday ?? score.workday
      counted = score
      settled = score
      return .changed
    }
  }

  private func isOpen(on workday: Workday, _ window: AttributionWindow) -> Bool {
    firstWorkday.map { window.isOpen(for: $0, on: workday) } ?? true
  }
}
