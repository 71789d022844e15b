internal import ArgumentParser

/// The operator's command.
@main
struct Laurel: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "laurel",
    abstract: "Run, fill and look into the Laurel suite.",
    discussion: """
      `laurel up` starts the whole suite on this machine, without anything prepared and without \
      questions, and fills it with a month of calls. The other commands find it by its folder \
      (.laurel), or a suite elsewhere by the settings LAUREL_PEER_DIRECTORY and the like, and the \
      operator's key by LAUREL_SECRETS_DIRECTORY.
      """,
    version: "1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Running",
        subcommands: [
          Up.self, Down.self, Status.self, Events.self, Migrate.self, Setup.self,
        ]),
      CommandGroup(
        name: "Filling", subcommands: [Import.self, Sample.self, Demonstrate.self]),
      CommandGroup(
        name: "Looking",
        subcommands: [
          LeaderboardCommand.self, ScorecardCommand.self, ExportCommand.self, CallCommand.self,
          Token.self,
        ]),
    ])
}
