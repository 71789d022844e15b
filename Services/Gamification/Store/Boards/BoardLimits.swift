/// How fresh boards are, and how much memory they take.
package struct BoardLimits: Hashable, Sendable {
  /// How old a board may be when it is read; an older one is brought up to date before.
  package var ageMax: Duration
  /// How many entries all boards have in memory; those that were not read for longest go first.
  ///
  /// An entry takes about a hundred bytes.
  package var entriesMax: Int
  /// After which time without a reader a board goes.
  package var idleMax: Duration

  package init(
    ageMax: Duration = .seconds(1), entriesMax: Int = 2_000_000, idleMax: Duration = .seconds(900)
  ) {
    self.ageMax = ageMax
    self.entriesMax = entriesMax
    self.idleMax = idleMax
  }
}
