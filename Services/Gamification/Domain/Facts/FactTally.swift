package import Kernel

/// What became of the facts of one stream.
package struct FactTally: Hashable, Sendable {
  /// A fact that was refused.
  package struct Failure: Hashable, Sendable {
    /// The number of the fact in the whole stream, from 0.
    package let index: Int64
    package let error: ValidationError

    package init(index: Int64, error: ValidationError) {
      self.index = index
      self.error = error
    }
  }

  package private(set) var createdCount: Int64
  package private(set) var updatedCount: Int64
  package private(set) var unchangedCount: Int64
  package private(set) var failedCount: Int64
  /// The first refused facts, at most ``failuresMax``.
  package private(set) var failures: [Failure]

  /// How many refused facts are named.
  package static var failuresMax: Int { 100 }

  package init(
    createdCount: Int64 = 0, updatedCount: Int64 = 0, unchangedCount: Int64 = 0,
    failedCount: Int64 = 0, failures: [Failure] = []
  ) {
    self.createdCount = createdCount
    self.updatedCount = updatedCount
    self.unchangedCount = unchangedCount
    self.failedCount = failedCount
    self.failures = failures
  }

  /// Counts a refused fact.
  package mutating func refuse(at index: Int64, _ error: ValidationError) {
    failedCount += 1
    guard failures.count < Self.failuresMax else { return }
    failures.append(Failure(index: index, error: error))
  }

  /// Counts what became of a fact.
  package mutating func count(_ outcome: ChangeOutcome, at index: Int64) {
    switch outcome {
    case .added: createdCount += 1
    case .changed: updatedCount += 1
    case .unchanged: unchangedCount += 1
    case .refused(let error): refuse(at: index, error)
    case .tooLate(let days):
      refuse(
        at: index,
        ValidationError(field: "workday", reason: "must not be more than \(days) days ago"))
    }
  }

  /// Counts the facts of another part of the stream, which begins behind so many facts.
  package mutating func add(_ part: FactTally, behind count: Int64) {
    createdCount += part.createdCount
    updatedCount += part.updatedCount
    unchangedCount += part.unchangedCount
    failedCount += part.failedCount
    for failure in part.failures.prefix(Self.failuresMax - failures.count) {
      failures.append(Failure(index: count + failure.index, error: failure.error))
    }
  }
}
