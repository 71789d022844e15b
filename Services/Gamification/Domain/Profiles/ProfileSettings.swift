package import Kernel

/// What a performance profile is besides its metrics and members.
///
/// Source: domain.md rows G03, G35 and G40.
package struct ProfileSettings: Hashable, Sendable {
  /// 1 to ``displayNameCharactersMax`` characters.
  package let displayName: String
  /// At most ``descriptionCharactersMax`` characters.
  package let description: String
  /// The division that the profile belongs to; `nil` for the whole organisation.
  package let division: DivisionID?
  /// At most ``intervalsMax``.
  package let reportingIntervals: [ReportingInterval]
  /// How many ranks of a leaderboard its members see: 1 to ``ranksMax``.
  package let visibleRanksMax: Int32

  package static var displayNameCharactersMax: Int { 100 }
  package static var descriptionCharactersMax: Int { 1_000 }
  package static var intervalsMax: Int { 2 }
  /// How many ranks members see unless somebody says so.
  package static var ranksDefault: Int32 { 10 }
  /// As many as a leaderboard has for supervisors: domain.md 1.3.
  package static var ranksMax: Int32 { 300 }

  /// Checks settings.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    displayName: String, description: String, division: DivisionID?,
    reportingIntervals: [ReportingInterval], visibleRanksMax: Int32, field: String
  ) throws(ValidationError) {
    try CheckedText.check(
      displayName, characters: 1...Self.displayNameCharactersMax, field: "\(field).display_name")
    try CheckedText.check(
      description, characters: 0...Self.descriptionCharactersMax, field: "\(field).description")
    guard reportingIntervals.count <= Self.intervalsMax else {
      throw ValidationError(
        field: "\(field).reporting_intervals",
        reason: "must have at most \(Self.intervalsMax) intervals")
    }
    guard Set(reportingIntervals).count == reportingIntervals.count else {
      throw ValidationError(
        field: "\(field).reporting_intervals", reason: "must not have an interval twice")
    }
    guard (1...Self.ranksMax).contains(visibleRanksMax) else {
      throw ValidationError(
        field: "\(field).visible_ranks_max", reason: "must be from 1 to \(Self.ranksMax)")
    }
    self.init(
      stored: displayName, description: description, division: division,
      reportingIntervals: reportingIntervals, visibleRanksMax: visibleRanksMax)
  }

  /// Adopts settings that were checked when they were stored.
  package init(
    stored displayName: String, description: String, division: DivisionID?,
    reportingIntervals: [ReportingInterval], visibleRanksMax: Int32
  ) {
    self.displayName = displayName
    self.description = description
    self.division = division
    self.reportingIntervals = reportingIntervals
    self.visibleRanksMax = visibleRanksMax
  }
}

/// How much an organisation may set up.
///
/// Source: domain.md 1.3.
package enum ProfileLimits {
  package static var metricsPerProfileMax: Int { 50 }
  package static var membersPerProfileMax: Int { 2_000 }
  /// Besides the default profile.
  package static var customProfilesMax: Int { 200 }
  package static var externalMetricsMax: Int { 50 }

  /// Checks how many people are in a profile.
  ///
  /// - Throws: ``GamificationError/tooManyMembers(count:limit:)``.
  package static func check(memberCount: Int) throws(GamificationError) {
    guard memberCount <= membersPerProfileMax else {
      throw .tooManyMembers(count: memberCount, limit: membersPerProfileMax)
    }
  }
}
