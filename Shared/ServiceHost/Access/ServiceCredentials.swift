package import Auth
package import Kernel
package import RPC
internal import Synchronization

/// Gives the service's own calls an access token; each token is used until shortly before its end.
package final class ServiceCredentials: Sendable {
  private struct Token {
    var text: String
    var renewTime: Timestamp
  }

  private let name: String
  private let signer: TokenSigner
  private let clock: any WallClock
  private let tokens = Mutex<[OrganizationID: Token]>([:])

  /// Organisations whose tokens are remembered; beyond that all are forgotten.
  private static var tokensMax: Int { 10_000 }

  package init(name: String, signer: TokenSigner, clock: any WallClock) {
    self.name = name
    self.signer = signer
    self.clock = clock
  }

  /// The options of a call about an organisation.
  ///
  /// - Parameters:
  ///   - organization: What organisation the call is about.
  ///   - timeout: How long the call may take; `nil`: as long as the enclosing call.
  /// - Returns: The options with the access token.
  /// - Throws: What the JWT library throws when it cannot sign.
  package func options(
    for organization: OrganizationID, timeout: Duration?
  ) async throws -> CallOptions {
    let token = try await token(for: organization)
    return CallOptions(
      metadata: RPCMetadata([(name: "authorization", value: "Bearer \(token)")]),
      timeout: timeout)
  }

  private func token(for organization: OrganizationID) async throws -> String {
    let now = clock.now()
    if let token = tokens.withLock({ $0[organization] }), now < token.renewTime {
      return token.text
    }
    let lifetime = TokenSigner.serviceTokenLifetime
    let text = try await signer.sign(
      .service(name), organization: organization, lifetime: lifetime)
    tokens.withLock { tokens in
      if tokens.count >= Self.tokensMax { tokens.removeAll() }
      tokens[organization] = Token(text: text, renewTime: now.adding(lifetime / 2))
    }
    return text
  }
}
