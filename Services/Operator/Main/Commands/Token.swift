internal import ArgumentParser
internal import Auth
internal import Kernel

/// Makes an access token for other clients.
struct Token: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print an access token for development, for example for grpcurl.",
    discussion: """
      Send it as metadata: authorization: Bearer TOKEN. A real installation gets the tokens of \
      people from its identity provider, whose keys it adds to trusted-keys.json.
      """)

  @OptionGroup var suite: SuiteOptions

  @Option(help: "The person that the token speaks for.")
  var person: String?

  @Option(help: "The service that the token speaks for: operator, directory, quality and so on.")
  var service: String?

  @Flag(help: "Make it for all organizations: only for services, and only for calls that allow it.")
  var allOrganizations = false

  @Option(help: "How long the token is valid, 1 to 1440.")
  var minutes = 60

  func validate() throws {
    guard (person == nil) != (service == nil) else {
      throw ArgumentParser.ValidationError("Name either --person or --service")
    }
    guard !allOrganizations || service != nil else {
      throw ArgumentParser.ValidationError("--all-organizations needs --service")
    }
    guard (1...1_440).contains(minutes) else {
      throw ArgumentParser.ValidationError("--minutes must be from 1 to 1440")
    }
    let names = [SecretsFolder.operatorName] + SuiteService.allCases.map(\.name)
    if let service, !names.contains(service) {
      throw ArgumentParser.ValidationError(
        "There is no service \(service); there are \(names.joined(separator: ", ")).")
    }
    try UserInput.check {
      if let person { _ = try PersonID(parsing: person, field: "--person") }
    }
  }

  func run() async throws {
    try await CommandFailure.explaining {
      let environment = try await suite.environment()
      let signer = try await environment.secrets.signer(service, clock: SystemWallClock())
      let identity: Caller.Identity =
        if let person {
          .person(try PersonID(parsing: person, field: "--person"))
        } else {
          .service(service ?? "")
        }
      let token = try await signer.sign(
        identity, organization: allOrganizations ? .every : environment.organization,
        lifetime: .seconds(60 * minutes))
      Console.note("For development only: whoever has this token may do what it names.")
      Console.line(token)
    }
  }
}
