package import Kernel

/// What became of the interactions of a stream.
package struct ImportTally: Hashable, Sendable {
  /// An interaction that was refused.
  package struct Failure: Hashable, Sendable {
    /// The number of the interaction in the whole stream, from 0.
    package let index: Int64
    package let error: ValidationError
  }

  /// The number of refused interactions that are reported one by one.
  package static var failuresMax: Int { 100 }
  /// The number of interactions that one stream may bring.
  package static var interactionsMax: Int { 1_000_000 }

  package private(set) var createdCount: Int64 = 0
  package private(set) var unchangedCount: Int64 = 0
  package private(set) var failedCount: Int64 = 0
  /// The first ``failuresMax`` refused interactions.
  package private(set) var failures: [Failure] = []

  package init() {}

  /// The number of interactions counted so far.
  package var count: Int64 { createdCount + unchangedCount + failedCount }

  /// Counts one message of the stream.
  ///
  /// - Parameters:
  ///   - created: How many of the accepted interactions were new.
  ///   - accepted: How many interactions were handed to the store.
  ///   - refused: The positions in the message and the reasons of the others.
  package mutating func count(
    created: Int, of accepted: Int, refused: [(offset: Int, error: ValidationError)]
  ) {
    let start = count
    createdCount += Int64(created)
    unchangedCount += Int64(accepted - created)
    failedCount += Int64(refused.count)
    for (offset, error) in refused.prefix(Self.failuresMax - failures.count) {
      failures.append(Failure(index: start + Int64(offset), error: error))
    }
  }
}
