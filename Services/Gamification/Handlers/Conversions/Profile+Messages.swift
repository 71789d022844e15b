internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension ProfileSettings {
  /// Reads the settings of a new profile.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  init(_ message: GamificationV1.Profile?, field: String) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    try self.init(
      displayName: message.displayName, description: message.description,
      division: try DivisionID.optional(message.divisionID, field: "\(field).division_id"),
      reportingIntervals: try [ReportingInterval](message.reportingIntervals, field: field),
      visibleRanksMax: message.visibleRanksMax == 0
        ? Self.ranksDefault : message.visibleRanksMax, field: field)
  }

  /// The settings with what a mask names taken from a message.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  func merging(
    _ message: GamificationV1.Profile, _ mask: UpdateMask<ProfilePath>, field: String
  ) throws(ValidationError) -> ProfileSettings {
    var merged = GamificationV1.Profile(self)
    if mask.names(.displayName, isSet: !message.displayName.isEmpty) {
      merged.displayName = message.displayName
    }
    if mask.names(.description, isSet: !message.description.isEmpty) {
      merged.description = message.description
    }
    if mask.names(.divisionID, isSet: !message.divisionID.isEmpty) {
      merged.divisionID = message.divisionID
    }
    if mask.names(.reportingIntervals, isSet: !message.reportingIntervals.isEmpty) {
      merged.reportingIntervals = message.reportingIntervals
    }
    if mask.names(.visibleRanksMax, isSet: message.visibleRanksMax != 0) {
      merged.visibleRanksMax = message.visibleRanksMax
    }
    return try ProfileSettings(merged, field: field)
  }
}

/// What an update of a profile may change.
enum ProfilePath: String, UpdatePath {
  case displayName = "display_name"
  case description
  case divisionID = "division_id"
  case reportingIntervals = "reporting_intervals"
  case visibleRanksMax = "visible_ranks_max"

  static var outputOnly: Set<String> {
    [
      "profile_id", "state", "organization_default", "member_count", "version", "etag",
      "create_time", "update_time",
    ]
  }
}

extension [ReportingInterval] {
  fileprivate init(
    _ messages: [GamificationV1.ReportingInterval], field: String
  ) throws(ValidationError) {
    self = []
    // Before they are read, so that nobody makes the service read many.
    guard messages.count <= ProfileSettings.intervalsMax else {
      throw ValidationError(
        field: "\(field).reporting_intervals",
        reason: "must have at most \(ProfileSettings.intervalsMax) intervals")
    }
    for (index, message) in messages.enumerated() {
      let path = "\(field).reporting_intervals[\(index)]"
      guard let granularity = ReportingInterval.Granularity(message.granularity) else {
        throw ValidationError(
          field: "\(path).granularity", reason: "must be a day, a week or a month")
      }
      append(
        try ReportingInterval(granularity: granularity, value: message.value, field: path))
    }
  }
}

extension ReportingInterval.Granularity {
  fileprivate init?(_ granularity: GamificationV1.ReportingInterval.Granularity) {
    switch granularity {
    case .day: self = .day
    case .week: self = .week
    case .month: self = .month
    case .unspecified, .unrecognized: return nil
    }
  }
}

extension GamificationV1.ReportingInterval {
  fileprivate init(_ interval: ReportingInterval) {
    let granularity: Granularity =
      switch interval.granularity {
      case .day: .day
      case .week: .week
      case .month: .month
      }
    self.init(granularity: granularity, value: interval.value)
  }
}

extension PerformanceProfile.State {
  /// Reads a state that a list is filtered by; `nil` when it is not set.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  static func filter(
    _ state: GamificationV1.Profile.State, field: String
  ) throws(ValidationError) -> PerformanceProfile.State? {
    switch state {
    case .unspecified: nil
    case .active: .active
    case .inactive: .inactive
    case .unrecognized: throw ValidationError(field: field, reason: "is not a known state")
    }
  }
}

extension GamificationV1.Profile {
  init(_ profile: PerformanceProfile) {
    self.init(profile.settings)
    profileID = profile.id.description
    state =
      switch profile.state {
      case .active: .active
      case .inactive: .inactive
      }
    organizationDefault = profile.isDefault
    memberCount = Int32(clamping: profile.memberCount)
    version = profile.version
    etag = profile.etag.text
    createTime = GoogleProtobuf.Timestamp(profile.createTime)
    updateTime = GoogleProtobuf.Timestamp(profile.updateTime)
  }

  fileprivate init(_ settings: ProfileSettings) {
    self.init(
      displayName: settings.displayName, description: settings.description,
      divisionID: settings.division?.rawValue ?? "",
      reportingIntervals: settings.reportingIntervals.map {
        GamificationV1.ReportingInterval($0)
      }, visibleRanksMax: settings.visibleRanksMax)
  }
}

extension GamificationV1.ProfileVersion {
  init(_ version: ProfileVersion) {
    var profile = GamificationV1.Profile(version.profile)
    profile.memberCount = 0
    profile.etag = ""
    self.init(profile: profile, caller: version.caller)
  }
}
