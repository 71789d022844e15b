internal import JWTKit
package import Kernel
internal import Synchronization

/// Why a token was refused.
///
/// The caller is told no more than that.
package enum TokenError: Error, Hashable, Sendable {
  /// There is no token.
  case missing
  /// It is not a signed token, or the signature is not by a trusted key that vouches for it.
  case untrusted
  /// Its time is over or has not come yet.
  case expired
}

/// Checks access tokens: signature (ES256 only), the key's remit, audience and times.
package final class TokenVerifier: Sendable {
  /// How far the clocks of issuers may be off, in seconds.
  package static var clockSkewSeconds: Int64 { 30 }
  /// The longest token that is looked at, in bytes.
  package static var tokenBytesMax: Int { 4_096 }
  /// How many verified tokens are remembered, so that a token's signature is checked once.
  package static var rememberedTokensMax: Int { 10_000 }

  private let keys: JWTKeyCollection
  private let trusted: [String: TrustedKeys.Key]
  private let clock: any WallClock
  private let remembered = Mutex<[String: VerifiedIdentity]>([:])

  /// Makes a verifier that believes the given keys.
  package init(trusting keySet: TrustedKeys, clock: any WallClock) async throws {
    keys = JWTKeyCollection()
    for key in keySet.keys {
      await keys.add(
        ecdsa: try ES256PublicKey(parameters: ECDSAParameters(x: key.x, y: key.y)),
        kid: JWKIdentifier(string: key.kid))
    }
    trusted = Dictionary(keySet.keys.map { ($0.kid, $0) }, uniquingKeysWith: { $1 })
    self.clock = clock
  }

  /// Checks the value of an `authorization` header of the form `Bearer TOKEN`.
  ///
  /// - Throws: ``TokenError``.
  package func verify(authorization header: String?) async throws(TokenError) -> VerifiedIdentity {
    guard let header else { throw .missing }
    let scheme = "bearer "
    guard header.utf8.count > scheme.utf8.count, header.utf8.count <= Self.tokenBytesMax,
      header.prefix(scheme.count).lowercased() == scheme
    else { throw .untrusted }
    let token = String(header.dropFirst(scheme.count))
    if let known = remembered.withLock({ $0[token] }) {
      try requireCurrent(until: known.expiration)
      return known
    }
    let identity = try await verifySignature(of: token)
    remembered.withLock { tokens in
      if tokens.count >= Self.rememberedTokensMax { tokens.removeAll(keepingCapacity: true) }
      tokens[token] = identity
    }
    return identity
  }

  private func verifySignature(of token: String) async throws(TokenError) -> VerifiedIdentity {
    let header: JWTHeader
    let claims: TokenClaims
    do {
      header = try DefaultJWTParser().parse(Array(token.utf8), as: TokenClaims.self).header
      guard header.alg == "ES256", let keyID = header.kid, trusted[keyID] != nil else {
        throw TokenError.untrusted
      }
      claims = try await keys.verify(token, as: TokenClaims.self)
    } catch {
      throw .untrusted
    }
    guard claims.aud == TokenClaims.audience, let identity = claims.identity,
      let organization = claims.organization, let keyID = header.kid, let key = trusted[keyID],
      key.vouches(for: identity, of: organization)
    else { throw .untrusted }
    guard let expiration = Timestamp(seconds: claims.exp, nanoseconds: 0) else { throw .untrusted }
    guard claims.iat <= clock.now().seconds + Self.clockSkewSeconds else { throw .expired }
    try requireCurrent(until: expiration)
    return VerifiedIdentity(
      identity: identity, organization: organization, expiration: expiration)
  }

  private func requireCurrent(until expiration: Timestamp) throws(TokenError) {
    guard clock.now().seconds <= expiration.seconds + Self.clockSkewSeconds else {
      throw .expired
    }
  }
}
