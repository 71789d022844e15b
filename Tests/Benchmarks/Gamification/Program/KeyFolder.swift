import ArgumentParser
import Auth
import Foundation
import Kernel
import Logging
import Postgres

/// The keys of a private service, each in a file of its own.
struct KeyFolder {
  static let operatorKey = "service:operator"
  static let serviceKey = "service:gamification"
  static let peopleKey = "person"

  let path: String

  /// Makes a key for people, the operator and the service, the set of those that are trusted, and
  /// the key of page tokens.
  func create() async throws {
    var keys: [TrustedKeys.Key] = []
    for subject in [Self.operatorKey, Self.serviceKey, Self.peopleKey] {
      try write(TokenSigner.makePrivateKeyPEM(), to: "\(subject).pem")
      keys.append(try await signer(subject).trustedKey(subject: subject, organization: "*"))
    }
    try write(
      String(decoding: try TrustedKeys(keys: keys).json(), as: UTF8.self), to: "trusted-keys.json")
    let digits = PageTokenSealer.makeKeyBytes().map { byte in
      let text = String(byte, radix: 16)
      return text.utf8.count == 1 ? "0\(text)" : text
    }
    try write(digits.joined(), to: "page-token.key")
  }

  /// Signs tokens for whom the key is.
  func signer(_ subject: String) async throws -> TokenSigner {
    let pem = try String(contentsOfFile: "\(path)/\(subject).pem", encoding: .utf8)
    return try await TokenSigner(keyID: subject, pem: pem, clock: SystemWallClock())
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
  }
}

/// Makes what a service needs before it can migrate and serve.
struct Prepare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make keys in a folder, and the schema and the roles of the service in a database.")

  @Option(help: "The folder for the keys.")
  var folder: String

  @Option(help: "The database as a superuser, a postgresql URL whose path is `postgres`.")
  var url: String

  func run() async throws {
    try await KeyFolder(path: folder).create()
    let roles = try ServiceRoles(
      schema: "gamification", ownerPassword: "not-asked-for", applicationPassword: "not-asked-for")
    try await Bootstrap(database: "postgres", services: [roles]).createServices(
      try DatabaseURL(parsing: url, field: "url"), logger: Logger(label: "gamification-bench"))
  }
}
