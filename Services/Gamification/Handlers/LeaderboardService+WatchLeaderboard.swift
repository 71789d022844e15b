internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension LeaderboardService {
  package static let watchLeaderboardPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(3_600))

  package func watchLeaderboard(
    _ request: GamificationV1.WatchLeaderboardRequest,
    _ responses: RPCResponseWriter<GamificationV1.WatchLeaderboardResponse>, _ call: CallContext
  ) async throws {
    guard (0...Int32(LeaderboardAccess.placesMax)).contains(request.entriesMax) else {
      throw ValidationError(
        field: "entries_max", reason: "must be from 0 to \(LeaderboardAccess.placesMax)")
    }
    let count = request.entriesMax == 0 ? 10 : Int(request.entriesMax)
    let query = try LeaderboardQuery(request)
    let ties = try TiePolicy(request.tiePolicy, field: "tie_policy")
    let time = ContinuousClock()
    var watched = WatchedPlaces()
    while !isDraining {
      // Again each time: somebody may come into another profile meanwhile.
      let access = try await access(to: query.scope, call)
      let response = try await boards.read(query, in: call.caller.organization) { view in
        watched.response(to: view, count: count, ties: ties, access)
      }
      if let response { try await responses.write(response) }
      try await time.sleep(for: watchInterval)
    }
  }
}

extension WatchedPlaces {
  /// What to tell of a board; `nil` when it is what was told last.
  fileprivate mutating func response(
    to view: LeaderboardView, count: Int, ties: TiePolicy, _ access: LeaderboardAccess
  ) -> GamificationV1.WatchLeaderboardResponse? {
    let population = view.population
    let indices = access.indices(in: population, from: 0)
    let (start, totalCount) = (indices.lowerBound, access.totalCount(of: population))
    let change = change(
      to: population.places(at: indices.prefix(count), ties: ties), totalCount: totalCount,
      showsPeople: access.showsPeople)
    return change.map { change in
      GamificationV1.WatchLeaderboardResponse(
        complete: change.isComplete,
        changedEntries: access.entries(change.places, from: start),
        removedPersonIDs: change.removed.map(\.rawValue),
        totalCount: Int32(clamping: totalCount),
        asOf: GoogleProtobuf.Timestamp(view.asOf))
    }
  }
}
