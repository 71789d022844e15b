internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExportService {
  /// The time is for years of results.
  package static let exportPointsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:points:export")), deadlineMax: .seconds(3_600))

  package func exportPoints(
    _ request: GamificationV1.ExportPointsRequest,
    _ responses: RPCResponseWriter<GamificationV1.ExportPointsResponse>, _ call: CallContext
  ) async throws {
    let organization = call.caller.organization
    let query = try ExportQuery(request, visibility: call.visibility)
    let isCSV = try request.isCSV
    let cursorQuery = call.pageQuery(
      query.range.start.description, query.range.end.description, request.profileID,
      request.metricID, String(isCSV))
    var position = try position(behind: request.cursor, cursorQuery)
    try await exports.begin(in: organization, query, audit: call.audit(ids), at: clock.now())
    var header = isCSV && position == nil ? PointsCSV.header : ""
    while true {
      let part = try await exports.part(
        in: organization, query, behind: position ?? .start(of: query), daysMax: daysMax,
        at: clock.now())
      for batch in part.batches(rowsMin: rowsMin) {
        try await responses.write(
          GamificationV1.ExportPointsResponse(
            content: isCSV ? .csv(batch.csv(header)) : .rows(GamificationV1.PointsRows(batch)),
            cursor: pageTokens.seal(position: batch.end.texts, query: cursorQuery)))
        position = batch.end
        header = ""
      }
      if part.isLast { break }
    }
    guard !header.isEmpty else { return }
    try await responses.write(
      GamificationV1.ExportPointsResponse(content: .csv(Array(header.utf8))))
  }

  private func position(
    behind cursor: String, _ query: [String]
  ) throws(ValidationError) -> ExportPosition? {
    do throws(ValidationError) {
      return try pageTokens.open(cursor, query: query)
        .map { texts throws(ValidationError) in try ExportPosition(texts: texts) }
    } catch {
      throw ValidationError(
        field: "cursor", reason: "does not belong to this export and these arguments")
    }
  }
}

extension ExportQuery {
  fileprivate init(
    _ request: GamificationV1.ExportPointsRequest, visibility: Visibility
  ) throws(ValidationError) {
    self.init(
      range: try WorkdayRange(
        startWorkday: request.startWorkday, endWorkday: request.endWorkday),
      profile: request.profileID.isEmpty
        ? nil : try ProfileID(parsing: request.profileID, field: "profile_id"),
      metric: request.metricID.isEmpty ? nil : request.metricID, visibility: visibility)
  }
}

extension GamificationV1.ExportPointsRequest {
  fileprivate var isCSV: Bool {
    get throws(ValidationError) {
      switch format {
      case .unspecified, .rows: false
      case .csv: true
      case .unrecognized: throw ValidationError(field: "format", reason: "is not a known format")
      }
    }
  }
}
