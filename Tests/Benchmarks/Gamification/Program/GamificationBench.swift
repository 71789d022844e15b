import ArgumentParser
import Auth
import Foundation
import Kernel
import RPC

/// Calls a gamification service as platforms and people do: what `make bench-gamification`
/// measures.
@main
struct GamificationBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gamification-bench",
    abstract: "Prepare a private gamification service, call it, and measure.",
    subcommands: [
      Prepare.self, Activate.self, Facts.self, Upload.self, Read.self, Answer.self, Visible.self,
    ])
}

/// The service that a command calls, and about which organisation.
struct Service: ParsableArguments {
  @Option(help: "The port of 127.0.0.1 that the service listens on.")
  var port: Int

  @Option(help: "The folder with the keys that `prepare` has made.")
  var folder: String

  @Option(help: "The organisation that the calls are about.")
  var organization: String

  func validate() throws {
    guard (1...65_535).contains(port) else {
      throw ArgumentParser.ValidationError("--port is 1 to 65535.")
    }
  }

  /// A client with a connection of its own; the caller closes it.
  func makeClient() -> RPCClient { RPCClient(endpoint: RPCEndpoint(host: "127.0.0.1", port: port)) }

  /// The options of calls by the operator's command, which may do everything.
  func operatorOptions(timeout: Duration) async throws -> CallOptions {
    try await options([.service("operator")], key: KeyFolder.operatorKey, timeout: timeout)[0]
  }

  /// The options of calls by people, each with a token of their own.
  func options(of people: [String], timeout: Duration) async throws -> [CallOptions] {
    try await options(
      people.map { .person(PersonID(stored: $0)) }, key: KeyFolder.peopleKey, timeout: timeout)
  }

  private func options(
    _ identities: [Caller.Identity], key: String, timeout: Duration
  ) async throws -> [CallOptions] {
    let signer = try await KeyFolder(path: folder).signer(key)
    let organization = OrganizationID(stored: organization)
    var options: [CallOptions] = []
    for identity in identities {
      let token = try await signer.sign(
        identity, organization: organization, lifetime: .seconds(3_600))
      options.append(
        CallOptions(
          metadata: RPCMetadata([(name: "authorization", value: "Bearer \(token)")]),
          timeout: timeout))
    }
    return options
  }
}

/// An answer that is not what was to be expected.
struct WrongAnswer: Error, CustomStringConvertible {
  let description: String
}
