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
      The file is text in UTF-8 with tabs between columns. Its first line names the columns, in \
      any order; these are needed, as in the published call data of a bank in Israel, and others \
      are passed over:

      vru+line, call_id: what a call is known by, together unique within a month. customer_id: a \
      number, which is not kept. priority: 0 to 2. type: the kind of call, which becomes its \
      queue. date: YYMMDD. vru_entry, vru_exit, vru_time: the time in the voice menu. q_start, \
      q_exit, q_time: in the queue. ser_start, ser_exit, ser_time: with the agent. Of these, times \
      of day are H:MM:SS, 0:00:00 for a part that did not happen, and each _time is in seconds. \
      outcome: AGENT (served), HANG (hung up) or PHANTOM (to be ignored). server: the id of the \
      agent, or NO_SERVER. `laurel sample FILE` writes an example.

      Calls are added to those that are there, and the same file again changes nothing. A file has \
      whole days: what an agent did on a day is taken from the last file with that day. In an \
      organization that has not decided about points, calls of all days earn points from then on. \
      To start over with a local suite: laurel down; remove its folder and, if postgres in it is a \
      link, the folder that it leads to; laurel up.

      Lines that cannot be used are told on standard error with their number and the reason, the \
      others are loaded, and the exit status is 1. Of a compressed file that does not decompress \
      to its end nothing is loaded. A missing organization is created.
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

  func validate() throws {
    try UserInput.check {
      _ = try SuiteData.division(id: division, name: divisionName)
      if let timeZone { _ = try OrganizationTimeZone(parsing: timeZone, field: "--time-zone") }
    }
  }

  func run() async throws {
    try await CommandFailure.explaining {
      let source = try await CallFileSource.open(file)
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
        return try await importer.run(source)
      }
      Console.write(ImportReport.text(outcome))
      if outcome.hasRefusals { throw ExitCode(1) }
    }
  }
}
