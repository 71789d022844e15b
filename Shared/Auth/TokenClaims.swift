internal import JWTKit
package import Kernel

/// Whom a token speaks for, after its signature and times were checked.
package struct VerifiedIdentity: Hashable, Sendable {
  /// The person or service.
  package let identity: Caller.Identity
  /// The organisation that the call is about; ``OrganizationID/every`` for some calls of services.
  package let organization: OrganizationID
  /// When the token ends.
  package let expiration: Timestamp
}

/// The claims of an access token (RFC 7519 names, `org` is Laurel's own).
struct TokenClaims: JWTPayload {
  /// `laurel`: the token is meant for the suite.
  var aud: String
  /// `person:ID` or `service:NAME`.
  var sub: String
  /// The organisation, or `*` for services that work for all of them.
  var org: String
  /// When the token was made, in seconds since 1970.
  var iat: Int64
  /// When the token ends, in seconds since 1970.
  var exp: Int64

  /// The audience of all tokens.
  static var audience: String { "laurel" }

  /// Times and subject are checked by ``TokenVerifier``, which is given a clock.
  func verify(using algorithm: some JWTAlgorithm) throws {}

  /// The parts of ``sub``; `nil` when it has neither form.
  var identity: Caller.Identity? {
    guard let colon = sub.firstIndex(of: ":") else { return nil }
    let name = String(sub[sub.index(after: colon)...])
    switch sub[..<colon] {
    case "person":
      return (try? PersonID(parsing: name, field: "sub")).map { .person($0) }
    case "service":
      return name.isEmpty || name.utf8.count > 64 ? nil : .service(name)
    default: return nil
    }
  }

  /// The organisation; `*` is accepted from services only.
  var organization: OrganizationID? {
    if org == OrganizationID.every.rawValue {
      guard case .service = identity else { return nil }
      return .every
    }
    return try? OrganizationID(parsing: org, field: "org")
  }
}
