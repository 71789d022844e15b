internal import JWTKit
package import Kernel

/// Signs access tokens with a private key (ES256).
package struct TokenSigner: Sendable {
  /// How long a token of a service is valid.
  package static var serviceTokenLifetime: Duration { .seconds(300) }

  private let keyID: String
  private let keys: JWTKeyCollection
  private let privateKey: ES256PrivateKey
  private let clock: any WallClock

  /// Makes a signer.
  ///
  /// - Parameters:
  ///   - keyID: The `kid` that verifiers know the key by.
  ///   - pem: The private key as PEM.
  ///   - clock: Says when tokens begin.
  /// - Throws: ``ValidationError`` when `pem` is not a P-256 private key.
  package init(keyID: String, pem: String, clock: any WallClock) async throws(ValidationError) {
    do {
      privateKey = try ES256PrivateKey(pem: pem)
    } catch {
      throw ValidationError(field: keyID, reason: "must be a P-256 private key in PEM form")
    }
    self.keyID = keyID
    self.clock = clock
    keys = JWTKeyCollection()
    await keys.add(ecdsa: privateKey, kid: JWKIdentifier(string: keyID))
  }

  /// Makes a new private key as PEM.
  package static func makePrivateKeyPEM() -> String { ES256PrivateKey().pemRepresentation }

  /// The public half for a key set.
  ///
  /// - Parameters:
  ///   - subject: `person` or `service:NAME`: whom the key may sign for.
  ///   - organization: The organisation it may sign for, or `*`.
  /// - Returns: The key with its remit.
  /// - Throws: ``ValidationError`` when the key has no public half.
  package func trustedKey(
    subject: String, organization: String
  ) throws(ValidationError) -> TrustedKeys.Key {
    guard let parameters = privateKey.parameters else {
      throw ValidationError(field: keyID, reason: "must have a public half")
    }
    return TrustedKeys.Key(
      kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid: keyID,
      x: Self.urlSafe(parameters.x), y: Self.urlSafe(parameters.y),
      laurel_subject: subject, laurel_organization: organization)
  }

  /// Signs a token.
  ///
  /// - Parameters:
  ///   - identity: Whom the token speaks for.
  ///   - organization: What organisation the calls are about.
  ///   - lifetime: How long the token is valid, from now.
  /// - Returns: The token in compact form (RFC 7515).
  /// - Throws: What the JWT library throws when it cannot sign.
  package func sign(
    _ identity: Caller.Identity, organization: OrganizationID, lifetime: Duration
  ) async throws -> String {
    let now = clock.now()
    let subject =
      switch identity {
      case .person(let person): "person:\(person.rawValue)"
      case .service(let name): "service:\(name)"
      }
    let claims = TokenClaims(
      aud: TokenClaims.audience, sub: subject, org: organization.rawValue, iat: now.seconds,
      exp: now.adding(lifetime).seconds)
    return try await keys.sign(claims, kid: JWKIdentifier(string: keyID))
  }

  /// RFC 7518 wants the coordinates in base64url without padding.
  private static func urlSafe(_ text: String) -> String {
    String(
      text.compactMap { character -> Character? in
        switch character {
        case "+": "-"
        case "/": "_"
        case "=": nil
        default: character
        }
      })
  }
}
