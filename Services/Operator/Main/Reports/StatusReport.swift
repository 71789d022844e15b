internal import Kernel
internal import OperatorDomain
internal import RPC
internal import ServiceHost
internal import Settings

/// What runs and how much there is.
struct StatusReport: Codable, Sendable {
  struct Service: Codable, Sendable {
    var name: String
    var address: String
    var serving: Bool
    /// The process of a local suite; absent when it is elsewhere or does not run.
    var process: Int32?
    /// How long a health check takes; absent when it fails.
    var latencyMilliseconds: Double?
  }

  struct Database: Codable, Sendable {
    var address: String
    var answering: Bool
  }

  var organization: String
  var services: [Service]
  /// Absent when the suite is elsewhere: only its services know the database.
  var database: Database?
  /// Absent when the services cannot tell.
  var counts: SuiteCounts?

  var isServing: Bool { services.allSatisfy(\.serving) }

  static func load(_ environment: SuiteEnvironment) async throws -> StatusReport {
    let local = try await SuiteSettings.read(environment.folder)
    var report = StatusReport(
      organization: environment.organization.rawValue, services: [], database: nil, counts: nil)
    for service in SuiteService.allCases {
      report.services.append(
        try await check(service, isLocal: local != nil, environment))
    }
    if let local {
      let suite = try LocalSuite(folder: environment.folder, settings: local)
      let isAnswering = (try? await suite.schemas.ping()) != nil
      report.database = Database(
        address: "127.0.0.1:\(local.databasePort)", answering: isAnswering)
    }
    if report.isServing {
      report.counts = try await SuiteClient.with(environment) { suite in
        try await Organizations.find(suite) == nil
          ? nil : try await SuiteCounts.load(suite)
      }
    }
    return report
  }

  private static func check(
    _ service: SuiteService, isLocal: Bool, _ environment: SuiteEnvironment
  ) async throws -> Service {
    let endpoint = try environment.endpoint(of: service)
    let client = try environment.client(of: service)
    var result = Service(
      name: service.name, address: endpoint.description, serving: false, process: nil,
      latencyMilliseconds: nil)
    // The first check makes the connection; the second one is what a call takes.
    if (try? await HealthCheck.isServing(client, timeout: .seconds(2))) == true {
      let start = ContinuousClock.now
      result.serving = (try? await HealthCheck.isServing(client, timeout: .seconds(2))) == true
      result.latencyMilliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    }
    await client.close()
    if isLocal {
      result.process =
        ServiceProcess(
          service: service, folder: environment.folder, program: "", port: endpoint.port
        ).processID
    }
    return result
  }

  /// Writes tables.
  func write() {
    var table = TextTable(columns: [
      TextTable.Column("Service"), TextTable.Column("Address"), TextTable.Column("State"),
      TextTable.Column("Process", .right), TextTable.Column("Latency", .right),
    ])
    for service in services {
      table.append([
        service.name, service.address, service.serving ? "serving" : "not serving",
        service.process.map { String($0) } ?? "-",
        service.latencyMilliseconds.map { NumberText.decimal($0, fractionDigits: 2) + " ms" }
          ?? "-",
      ])
    }
    if let database {
      table.append([
        "PostgreSQL", database.address, database.answering ? "answering" : "not answering", "-",
        "-",
      ])
    }
    Console.write(table.rendered())
    Console.line()
    guard let counts else {
      Console.line(
        isServing
          ? "Organization \(organization) does not exist; `laurel import acd FILE` creates it."
          : "Not every service serves; `laurel up` starts what is missing.")
      return
    }
    let people = NumberText.counted(counts.people, "person", "people")
    Console.line("Organization \(organization): \(people)")
    Console.line(counts.interactionsText)
    Console.line(counts.followUpText)
  }
}
