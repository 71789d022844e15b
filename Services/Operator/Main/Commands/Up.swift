internal import ArgumentParser
internal import Kernel
internal import Messages
internal import OperatorDomain

/// Starts the suite on this machine.
struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start the whole suite on this machine and fill it.",
    discussion: """
      Makes what is missing and starts what does not run: keys and passwords, a private \
      PostgreSQL, the schemas, the five services. Then it brings in a month of \
      calls and shows what follows from it. Safe to run again at any time; data stays.
      """)

  @Option(
    help: """
      A call file to add, plain or gzip (default: a month that is made up, unless there are calls).
      """)
  var acd: String?

  @Option(help: "The folder of the suite.")
  var directory = ".laurel"

  @Option(
    help: """
      The services listen on the five ports after this one, all on 127.0.0.1 (default: what the \
      suite had before, else 7400). A new PostgreSQL gets the 99th port after it, or the next one \
      that is free, and keeps it.
      """)
  var portBase: Int?

  @Option(
    help: """
      The organization that is filled, and that later commands are about (default: what the suite \
      had before, else laurel-demo).
      """)
  var organization: String?

  @Option(help: "The IANA time zone of a new organization and of the call file's clocks.")
  var timeZone = "Asia/Jerusalem"

  @Flag(name: .customLong("no-data"), help: "Start only; bring nothing in.")
  var isEmpty = false

  func validate() throws {
    if let portBase, !(1_024...65_400).contains(portBase) {
      throw ArgumentParser.ValidationError("--port-base must be from 1024 to 65400")
    }
    if acd != nil, isEmpty {
      throw ArgumentParser.ValidationError("--acd and --no-data exclude each other")
    }
    try UserInput.check {
      _ = try OrganizationTimeZone(parsing: timeZone, field: "--time-zone")
      if let organization {
        _ = try OrganizationID(parsing: organization, field: "--organization")
      }
    }
  }

  func run() async throws {
    try await CommandFailure.explaining {
      let zone = try OrganizationTimeZone(parsing: timeZone, field: "--time-zone")
      // Before anything is made: a file that cannot be read is the most likely failure.
      let file: CallFileSource? =
        if let acd { try await CallFileSource.open(acd) } else { nil }
      let folder = SuiteFolder(directory)
      let settings = try await start(folder)
      let environment = try await SuiteEnvironment(
        folder: folder, organization: settings.organization.rawValue)
      let example = try await SuiteClient.with(environment) { suite in
        guard !isEmpty else {
          try await UpReport.writeMissingData(suite)
          return UpReport.Example()
        }
        let imported = try await SuiteData(suite: suite, timeZone: zone).fill(from: file)
        return try await UpReport.write(suite, imported: imported)
      }
      UpReport.writeHints(settings, directory: directory, example)
    }
  }

  /// Makes and starts everything that is missing.
  private func start(_ folder: SuiteFolder) async throws -> SuiteSettings {
    try LocalSuite.requirePrograms()
    let before = try await SuiteSettings.read(folder)
    var settings = before ?? SuiteSettings.initial
    if let organization {
      settings.organization = try OrganizationID(parsing: organization, field: "--organization")
    }
    if let portBase { settings.portBase = portBase }
    Console.line("Laurel in \(folder.path)")
    try folder.create()
    let secrets = SecretsFolder(path: folder.secrets)
    guard !Cluster.exists(in: folder) || Files.contents(secrets.superuserPasswordFile) != nil else {
      throw CommandFailure(
        "\(secrets.superuserPasswordFile) is missing, without which the data in "
          + "\(folder.postgres) cannot be opened. Restore \(folder.secrets), or remove "
          + "\(folder.path) to begin anew.")
    }
    let newSecrets = try await secrets.create()
    Console.step("secrets", newSecrets == 0 ? "kept" : "\(newSecrets) made")
    settings.databasePort = try await LocalSuite.startDatabase(
      folder, secrets: secrets, portBase: settings.portBase)
    // Services that run with other addresses must be started with the new ones.
    if let before, before.peers != settings.peers || before.databasePort != settings.databasePort {
      try await LocalSuite.stopServices(folder)
    }
    try settings.write(folder)
    let suite = try LocalSuite(folder: folder, settings: settings)
    try await suite.prepareSchemas()
    try await suite.startServices()
    return settings
  }
}
