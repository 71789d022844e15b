internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

/// What an update of a season may change.
enum SeasonPath: String, UpdatePath {
  case displayName = "display_name"
  case endWorkday = "end_workday"

  static var outputOnly: Set<String> {
    [
      "season_id", "state", "standing_count", "etag", "create_time", "update_time", "close_time",
    ]
  }
}

extension SeasonDraft {
  /// Reads a season that is to be opened.
  ///
  /// - Throws: ``ValidationError`` that names the field that is wrong.
  init(_ message: GamificationV1.Season?, id: SeasonID, field: String) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    try self.init(
      id: id, displayName: message.displayName,
      start: try Workday.optional(message.startWorkday, field: "\(field).start_workday"),
      end: try Workday.optional(message.endWorkday, field: "\(field).end_workday"), field: field)
  }
}

extension Season {
  /// The season with what a mask names taken from a message.
  ///
  /// - Throws: As ``changing(displayName:end:etag:field:at:)``.
  func merging(
    _ message: GamificationV1.Season, _ mask: UpdateMask<SeasonPath>, field: String,
    at now: Timestamp
  ) throws -> Season {
    let start = try Workday.optional(message.startWorkday, field: "\(field).start_workday")
    guard start.map({ $0 == self.start }) ?? true else {
      throw ValidationError(field: "\(field).start_workday", reason: "cannot be changed")
    }
    let end = try Workday.optional(message.endWorkday, field: "\(field).end_workday")
    return try changing(
      displayName: mask.names(.displayName, isSet: !message.displayName.isEmpty)
        ? message.displayName : displayName,
      end: mask.names(.endWorkday, isSet: end != nil) ? end : self.end, etag: message.etag,
      field: field, at: now)
  }
}

extension GamificationV1.Season {
  init(_ season: Season) {
    self.init(
      seasonID: season.id.description, displayName: season.displayName,
      startWorkday: GoogleType.Date(season.start),
      endWorkday: season.end.map { GoogleType.Date($0) }, state: State(season.state),
      standingCount: season.standingCount, etag: season.etag.text,
      createTime: GoogleProtobuf.Timestamp(season.createTime),
      updateTime: GoogleProtobuf.Timestamp(season.updateTime),
      closeTime: season.closeTime.map { GoogleProtobuf.Timestamp($0) })
  }
}

extension GamificationV1.Season.State {
  fileprivate init(_ state: Season.State) {
    self =
      switch state {
      case .open: .open
      case .closed: .closed
      }
  }
}

extension GamificationV1.SeasonStanding {
  init(_ standing: SeasonStanding) {
    self.init(
      rank: standing.rank, personID: standing.person.rawValue, displayName: standing.displayName,
      pointsHundredths: standing.points.hundredths,
      balanceHundredths: standing.balance.hundredths,
      reachTime: standing.reachTime.map { GoogleProtobuf.Timestamp($0) })
  }
}

extension GamificationV1.Balance {
  init(_ balance: Balance, asOf now: Timestamp) {
    let span = balance.span
    self.init(
      personID: balance.person.rawValue, seasonID: span.season?.description ?? "",
      startWorkday: span.start.map { GoogleType.Date($0) },
      endWorkday: GoogleType.Date(span.end), seasonHundredths: balance.season.hundredths,
      seasonEarnedHundredths: balance.seasonEarned.hundredths,
      lifetimeHundredths: balance.lifetime.hundredths,
      nextExpiryWorkday: balance.nextExpiry.map { GoogleType.Date($0.workday) },
      nextExpiryHundredths: balance.nextExpiry?.points.hundredths ?? 0,
      asOfTime: GoogleProtobuf.Timestamp(now))
  }
}

extension GamificationV1.SeasonBalance {
  init(_ balance: SeasonBalance) {
    let season = balance.season
    self.init(
      seasonID: season.id.description, displayName: season.displayName,
      startWorkday: GoogleType.Date(season.start),
      endWorkday: season.end.map { GoogleType.Date($0) },
      state: GamificationV1.Season.State(season.state),
      pointsHundredths: balance.points.hundredths,
      balanceHundredths: balance.balance.hundredths, rank: balance.rank ?? 0)
  }
}
