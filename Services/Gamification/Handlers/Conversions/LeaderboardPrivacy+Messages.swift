internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension BoardPrivacy {
  /// Reads what is to hold.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  static func modes(
    _ message: GamificationV1.LeaderboardPrivacy, field: String
  ) throws(ValidationError) -> (mode: Mode, divisions: [DivisionID: Mode]) {
    guard message.divisionModes.count <= divisionsMax else {
      throw ValidationError(
        field: "\(field).division_modes", reason: "must be at most \(divisionsMax)")
    }
    var divisions: [DivisionID: Mode] = [:]
    for (index, entry) in message.divisionModes.enumerated() {
      let entryField = "\(field).division_modes[\(index)]"
      let division = try DivisionID(
        parsing: entry.divisionID, field: "\(entryField).division_id")
      guard divisions[division] == nil else {
        throw ValidationError(field: "\(entryField).division_id", reason: "is there twice")
      }
      divisions[division] = try Mode(entry.mode, field: "\(entryField).mode")
    }
    return (try Mode(message.mode, field: "\(field).mode"), divisions)
  }
}

extension BoardPrivacy.Mode {
  fileprivate init(
    _ mode: GamificationV1.LeaderboardPrivacy.Mode, field: String
  ) throws(ValidationError) {
    switch mode {
    case .unspecified, .names: self = .names
    case .pseudonyms: self = .pseudonyms
    case .teamsOnly: self = .teamsOnly
    case .hidden: self = .hidden
    case .unrecognized: throw ValidationError(field: field, reason: "is not a known mode")
    }
  }
}

extension GamificationV1.LeaderboardPrivacy.Mode {
  fileprivate init(_ mode: BoardPrivacy.Mode) {
    self =
      switch mode {
      case .names: .names
      case .pseudonyms: .pseudonyms
      case .teamsOnly: .teamsOnly
      case .hidden: .hidden
      }
  }
}

extension GamificationV1.LeaderboardPrivacy {
  init(_ privacy: BoardPrivacy) {
    self.init(
      mode: Mode(privacy.mode),
      divisionModes: privacy.divisions.sorted { $0.key < $1.key }.map {
        DivisionMode(divisionID: $0.key.rawValue, mode: Mode($0.value))
      },
      etag: privacy.etag.text,
      updateTime: privacy.updateTime.map { GoogleProtobuf.Timestamp($0) })
  }
}
