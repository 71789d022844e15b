internal import Auth
internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC
internal import ServiceHost
internal import Settings

/// Calls the services as the operator, about one organization.
struct SuiteClient: Sendable {
  let organization: OrganizationID
  private let credentials: ServiceCredentials
  private let clients: [SuiteService: RPCClient]

  /// How long a call that answers from stored data may take.
  private static var callTimeout: Duration { .seconds(30) }

  /// Opens clients for all services, hands them over, and closes them.
  static func with<Result: Sendable>(
    _ environment: SuiteEnvironment, _ body: (SuiteClient) async throws -> Result
  ) async throws -> Result {
    let client = try await SuiteClient(environment)
    do {
      let result = try await body(client)
      await client.close()
      return result
    } catch {
      await client.close()
      throw error
    }
  }

  private init(_ environment: SuiteEnvironment) async throws {
    organization = environment.organization
    var clients: [SuiteService: RPCClient] = [:]
    for service in SuiteService.allCases {
      clients[service] = try environment.client(of: service, Self.configuration)
    }
    self.clients = clients
    credentials = try await Self.credentials(environment)
  }

  /// How the operator's command connects: people wait for it.
  static var configuration: RPCClientConfiguration {
    var configuration = RPCClientConfiguration()
    configuration.backoffInitial = .milliseconds(100)
    configuration.backoffMax = .seconds(1)
    configuration.connectTimeout = .seconds(5)
    return configuration
  }

  /// What makes the operator's tokens.
  static func credentials(_ environment: SuiteEnvironment) async throws -> ServiceCredentials {
    let clock = SystemWallClock()
    let name = SecretsFolder.operatorName
    return ServiceCredentials(
      name: name, signer: try await environment.secrets.signer(name, clock: clock), clock: clock)
  }

  /// The options of a call: the operator's token for the organization, and a time limit.
  func options(timeout: Duration? = nil) async throws -> CallOptions {
    try await credentials.options(for: organization, timeout: timeout ?? Self.callTimeout)
  }

  /// The connection to a service.
  func connection(_ service: SuiteService) -> RPCClient {
    guard let client = clients[service] else {
      preconditionFailure("there is a client for every service")
    }
    return client
  }

  private func close() async {
    for client in clients.values { await client.close() }
  }
}

extension SuiteClient {
  var organizations: DirectoryV1.OrganizationServiceClient { .init(connection(.directory)) }
  var people: DirectoryV1.PersonServiceClient { .init(connection(.directory)) }
  var structure: DirectoryV1.StructureServiceClient { .init(connection(.directory)) }
  var roles: DirectoryV1.RoleServiceClient { .init(connection(.directory)) }
  var directoryImports: DirectoryV1.ImportServiceClient { .init(connection(.directory)) }
  var interactions: QualityV1.InteractionServiceClient { .init(connection(.quality)) }
  var forms: QualityV1.FormServiceClient { .init(connection(.quality)) }
  var evaluations: QualityV1.EvaluationServiceClient { .init(connection(.quality)) }
  var facts: GamificationV1.FactServiceClient { .init(connection(.gamification)) }
  var metricDefinitions: GamificationV1.MetricDefinitionServiceClient {
    .init(connection(.gamification))
  }
  var gamificationSettings: GamificationV1.GamificationSettingsServiceClient {
    .init(connection(.gamification))
  }
  var scorecards: GamificationV1.ScorecardServiceClient { .init(connection(.gamification)) }
  var leaderboards: GamificationV1.LeaderboardServiceClient { .init(connection(.gamification)) }
  var ledger: GamificationV1.LedgerServiceClient { .init(connection(.gamification)) }
  var exports: GamificationV1.ExportServiceClient { .init(connection(.gamification)) }
  var modules: LearningV1.ModuleServiceClient { .init(connection(.learning)) }
  var assignments: LearningV1.AssignmentServiceClient { .init(connection(.learning)) }
  var appointments: CoachingV1.AppointmentServiceClient { .init(connection(.coaching)) }
}
