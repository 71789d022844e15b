package import Kernel

/// What boards may show of the people of an organisation.
///
/// Source: domain.md row G64.
package struct BoardPrivacy: Hashable, Sendable {
  package enum Mode: String, Hashable, Sendable, CaseIterable {
    case names
    /// A number instead of the name, for whoever may not see everybody on the board.
    case pseudonyms
    /// No place on a board of people; the points count for the team.
    case teamsOnly = "teams_only"
    /// No place, and the team has none either.
    case hidden

    /// Whether there are places on boards of people.
    package var ranksPeople: Bool { self == .names || self == .pseudonyms }
  }

  /// What holds for everybody else.
  package let mode: Mode
  package let divisions: [DivisionID: Mode]
  /// Counts the changes; 0 before the first.
  package let version: Int64
  /// `nil` before the first change.
  package let updateTime: Timestamp?

  /// How many divisions may be named.
  package static var divisionsMax: Int { 200 }

  /// What holds before anybody has set anything.
  package static var standard: BoardPrivacy {
    BoardPrivacy(mode: .names, divisions: [:], version: 0, updateTime: nil)
  }

  package init(
    mode: Mode, divisions: [DivisionID: Mode], version: Int64, updateTime: Timestamp?
  ) {
    self.mode = mode
    self.divisions = divisions
    self.version = version
    self.updateTime = updateTime
  }

  package var etag: ETag { ETag(version: version) }

  /// Whether everybody is named.
  package var namesEverybody: Bool {
    mode == .names && divisions.values.allSatisfy { $0 == .names }
  }

  /// What holds for the people of a division.
  package func mode(of division: DivisionID?) -> Mode {
    division.flatMap { divisions[$0] } ?? mode
  }

  /// The same with other modes; `self` when nothing is other.
  ///
  /// - Throws: ``GamificationError/etagMismatch(current:)`` when `etag` is given and another one.
  package func changing(
    to mode: Mode, _ divisions: [DivisionID: Mode], etag: String, at now: Timestamp
  ) throws(GamificationError) -> BoardPrivacy {
    try self.etag.check(etag)
    guard mode != self.mode || divisions != self.divisions else { return self }
    return BoardPrivacy(
      mode: mode, divisions: divisions, version: version + 1,
      // Who has waited for another change has an older time.
      updateTime: max(now, updateTime ?? now))
  }
}
