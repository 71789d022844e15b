internal import ArgumentParser
internal import Messages
internal import OperatorDomain

/// Brings data of the platform into the suite.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring data of the platform into the suite.", subcommands: [ImportACD.self])
}

/// Brings a call file into the suite.
struct ImportACD: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acd",
    abstract: "Bring in a call file: tab-separated, one call a line, plain or gzip.",
    discussion: """
      The columns are those of the published call data of a bank in Israel (see `laurel sample`). \
      Lines that cannot be used are told on standard error with their number and the reason, the \
      others are loaded, and the exit status is 1. The same file again changes nothing. A file has \
      whole days: what an agent did on a day is taken from the last file with that day. A missing \
      organization is created.
      """)

  @Argument(help: "The call file; - for standard input.")
  var file: String

  @OptionGroup var suite: SuiteOptions

  @Option(help: "The id of the division of everybody in the file.")
  var division = "call-center"

  @Option(help: "The name of the division.")
  var divisionName = "Call center"

  @Option(
    help: """
      The IANA time zone of the file's clocks (default: the organization's; for a new \
      organization Asia/Jerusalem).
      """)
  var timeZone: String?

  func run() async throws {
    try await CommandFailure.explaining {
      let imported = try SuiteData.division(id: division, name: divisionName)
      let given = try timeZone.map { try OrganizationTimeZone(parsing: $0, field: "--time-zone") }
      let initial = try given ?? OrganizationTimeZone(parsing: "Asia/Jerusalem", field: "")
      let outcome = try await SuiteClient.with(try await suite.environment()) { client in
        let (organization, isNew) = try await Organizations.findOrCreate(
          client, timeZone: initial)
        if isNew {
          Console.note("Created organization \(organization.organizationID).")
        }
        let zone =
          try given
          ?? OrganizationTimeZone(parsing: organization.timeZone, field: "the organization's zone")
        var importer = CallFileImporter(suite: client, division: imported, timeZone: zone)
        return try await importer.run(CallFileSource(path: file))
      }
      Console.write(ImportReport.text(outcome))
      if outcome.hasRefusals { throw ExitCode(1) }
    }
  }
}
