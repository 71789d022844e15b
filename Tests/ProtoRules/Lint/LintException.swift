/// A place where Laurel's protos break a rule on purpose.
struct LintException: Sendable {
  let rule: String
  /// The full name of the declaration.
  let name: String
  let reason: String

  /// All there are; one that excuses nothing is an error.
  static let all: [LintException] = [
    LintException(
      rule: "RPC_NO_CLIENT_STREAMING", name: "laurel.directory.v1.ImportService.ImportDirectory",
      reason: "An organization may have more people than fit into one message."),
    LintException(
      rule: "RPC_NO_CLIENT_STREAMING", name: "laurel.gamification.v1.FactService.RecordFacts",
      reason: "A day of a large contact center has more facts than fit into one message."),
    LintException(
      rule: "RPC_NO_CLIENT_STREAMING",
      name: "laurel.gamification.v1.ExternalDataService.StreamExternalData",
      reason: "A day of a large contact center has more items than fit into one message."),
    LintException(
      rule: "RPC_NO_CLIENT_STREAMING",
      name: "laurel.gamification.v1.ExternalDataService.ImportExternalData",
      reason: "Files have any length."),
    LintException(
      rule: "RPC_NO_CLIENT_STREAMING",
      name: "laurel.quality.v1.InteractionService.ImportInteractions",
      reason: "A day has more interactions than fit into one message."),
    LintException(
      rule: "RPC_NO_SERVER_STREAMING",
      name: "laurel.coaching.v1.AppointmentService.ExportAppointments",
      reason: "Reports cover more appointments than fit into a page."),
    LintException(
      rule: "RPC_NO_SERVER_STREAMING",
      name: "laurel.learning.v1.AssignmentService.ExportAssignments",
      reason: "Reports cover more assignments than fit into a page."),
    LintException(
      rule: "RPC_NO_SERVER_STREAMING", name: "laurel.directory.v1.ChangeService.WatchChanges",
      reason: "Copies of the directory follow its changes at once, without asking again."),
    LintException(
      rule: "RPC_NO_SERVER_STREAMING",
      name: "laurel.gamification.v1.LeaderboardService.WatchLeaderboard",
      reason: "Boards on a wall show changes at once, without asking for all places again."),
    LintException(
      rule: "RPC_NO_SERVER_STREAMING",
      name: "laurel.gamification.v1.ScorecardService.WatchScorecard",
      reason: "People see what their work earns at once, without asking again."),
    LintException(
      rule: "RPC_NO_SERVER_STREAMING",
      name: "laurel.gamification.v1.ExportService.ExportPoints",
      reason: "Reporting tools take the results of years, which neither side can hold."),
    LintException(
      rule: "RPC_NO_SERVER_STREAMING",
      name: "laurel.gamification.v1.SimulationService.DryRunPoints",
      reason: "A month of a large organization takes a while, and has more people than a page."),
    LintException(
      rule: "RPC_NO_SERVER_STREAMING",
      name: "laurel.gamification.v1.SimulationService.PreviewObjective",
      reason: "A month of a large organization takes a while: progress is told."),
  ]

  func excuses(_ violation: Violation) -> Bool {
    violation.rule == rule && violation.place.name == name
  }
}
