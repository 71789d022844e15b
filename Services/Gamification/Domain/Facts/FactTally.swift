package import Kernel

/// What became of the facts of one stream.
package struct FactTally: Hashable, Sendable {
  /// A fact that was refused.
  package struct Failure: Hashable, Sendable {
    /// The number of the fact in the whole stream, from 0.
    package let index: Int64
    package let error: ValidationError
  }

  package private(set) var createdCount: Int64 = 0
  package private(set) var updatedCount: Int64 = 0
  package private(set) var unchangedCount: Int64 = 0
  package private(set) var failedCount: Int64 = 0
  /// The first refused facts, at most ``failuresMax``.
  package private(set) var failures: [Failure] = []

  /// How many refused facts are named.
  package static var failuresMax: Int { 100 }

  package init() {}

  /// Makes a tally of one bulk write.
  package init(createdCount: Int64, updatedCount: Int64, unchangedCount: Int64) {
    self.createdCount = createdCount
    self.updatedCount = updatedCount
    self.unchangedCount = unchangedCount
  }

  /// Counts a refused fact.
  package mutating func refuse(at index: Int64, _ error: ValidationError) {
    failedCount += 1
    guard failures.count < Self.failuresMax else { return }
    failures.append(Failure(index: index, error: error))
  }

  /// Counts the facts of a bulk write, which refuses none.
  package mutating func add(_ written: FactTally) {
    createdCount += written.createdCount
    updatedCount += written.updatedCount
    unchangedCount += written.unchangedCount
  }
}
