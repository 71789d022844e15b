internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ScorecardService {
  package static let watchScorecardPolicy = MethodPolicy(
    access: .subject(Permission("gamification:scorecard:view")), deadlineMax: .seconds(3_600))

  package func watchScorecard(
    _ request: GamificationV1.WatchScorecardRequest,
    _ responses: RPCResponseWriter<GamificationV1.WatchScorecardResponse>, _ call: CallContext
  ) async throws {
    let organization = call.caller.organization
    let day = WatchedDay(
      person: try PersonID(parsing: request.personID, field: "person_id"),
      workday: try Workday.optional(request.workday, field: "workday"))
    try await follow(day, in: organization) {
      // Again each time: the person may come into another team meanwhile.
      try call.requireAccess(
        to: try await subjects.subjectOrStranger(day.person, in: organization))
    } tell: { scorecard, now in
      try await responses.write(
        GamificationV1.WatchScorecardResponse(
          scorecard: GamificationV1.Scorecard(scorecard, asOf: now)))
    }
  }

  /// Tells a scorecard and then each one that is different, until the server stops.
  func follow(
    _ day: WatchedDay, in organization: OrganizationID,
    requireAccess: () async throws -> Void,
    tell: (Scorecard, Timestamp) async throws -> Void
  ) async throws {
    let time = ContinuousClock()
    try await requireAccess()
    try await watchedDays.watching(day, in: organization) {
      var seen: DayRevision?
      var told: Scorecard?
      while !isDraining {
        let revision = try await watchedDays.revision(of: day, in: organization)
        if revision != seen {
          try await requireAccess()
          let range = try WorkdayRange(from: revision.workday, through: revision.workday)
          let now = clock.now()
          let scorecard = Scorecard(
            try await results.results(
              in: organization, of: day.person, over: range, withDetails: false, at: now),
            over: range)
          seen = revision
          if scorecard != told { try await tell(scorecard, now) }
          told = scorecard
        }
        try await time.sleep(for: watchInterval)
      }
    }
  }
}
