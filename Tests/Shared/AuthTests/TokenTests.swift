import Auth
import Kernel
import Testing

@Suite("TokenVerifier.verify")
struct TokenVerifierTests {
  private let noon = Timestamp(microseconds: 1_790_000_000_000_000)
  private let acme = OrganizationID(stored: "acme")
  private let ada = Caller.Identity.person(PersonID(stored: "ada"))

  private func signer(_ keyID: String, at time: Timestamp? = nil) async throws -> TokenSigner {
    try await TokenSigner(
      keyID: keyID, pem: TokenSigner.makePrivateKeyPEM(), clock: FixedWallClock(time ?? noon))
  }

  private func verifier(
    _ keys: [TrustedKeys.Key], at time: Timestamp? = nil
  ) async throws -> TokenVerifier {
    let keySet = try TrustedKeys(parsing: TrustedKeys(keys: keys).json())
    return try await TokenVerifier(trusting: keySet, clock: FixedWallClock(time ?? noon))
  }

  @Test("accepts a token of a trusted key, also from its memory")
  func accepts() async throws {
    let signer = try await signer("people")
    let verifier = try await verifier([signer.trustedKey(subject: "person", organization: "*")])
    let token = try await signer.sign(ada, organization: acme, lifetime: .seconds(60))
    for _ in 0..<2 {
      let identity = try await verifier.verify(authorization: "Bearer \(token)")
      #expect(identity.identity == ada)
      #expect(identity.organization == acme)
    }
  }

  @Test("refuses a call without a token, with another scheme and with garbage")
  func refusesGarbage() async throws {
    let verifier = try await verifier([])
    await #expect(throws: TokenError.missing) { try await verifier.verify(authorization: nil) }
    let oversized = String(repeating: "a", count: 5_000)
    for header in ["", "Bearer ", "Bearer a.b.c", "Basic YTpi", "Bearer \(oversized)"] {
      await #expect(throws: TokenError.untrusted) {
        try await verifier.verify(authorization: header)
      }
    }
  }

  @Test("refuses a token of a key that has the right id and is another key")
  func refusesForgery() async throws {
    let real = try await signer("people")
    let forged = try await signer("people")
    let verifier = try await verifier([real.trustedKey(subject: "person", organization: "*")])
    let token = try await forged.sign(ada, organization: acme, lifetime: .seconds(60))
    await #expect(throws: TokenError.untrusted) {
      try await verifier.verify(authorization: "Bearer \(token)")
    }
  }

  @Test("refuses a token whose end has passed, but allows for clocks that are a little off")
  func refusesExpired() async throws {
    let signer = try await signer("people")
    let key = try signer.trustedKey(subject: "person", organization: "*")
    let token = try await signer.sign(ada, organization: acme, lifetime: .seconds(60))
    let late = try await verifier([key], at: noon.adding(.seconds(89)))
    _ = try await late.verify(authorization: "Bearer \(token)")
    let tooLate = try await verifier([key], at: noon.adding(.seconds(92)))
    await #expect(throws: TokenError.expired) {
      try await tooLate.verify(authorization: "Bearer \(token)")
    }
    let tooEarly = try await verifier([key], at: noon.adding(.seconds(-32)))
    await #expect(throws: TokenError.expired) {
      try await tooEarly.verify(authorization: "Bearer \(token)")
    }
  }

  @Test("refuses the key of one service for another service or a person")
  func refusesOtherSubjects() async throws {
    let signer = try await signer("service:quality")
    let verifier = try await verifier([
      signer.trustedKey(subject: "service:quality", organization: "*")
    ])
    let own = try await signer.sign(
      .service("quality"), organization: .every, lifetime: .seconds(60))
    #expect(
      try await verifier.verify(authorization: "bearer \(own)").organization == .every)
    for identity in [Caller.Identity.service("operator"), ada] {
      let token = try await signer.sign(identity, organization: acme, lifetime: .seconds(60))
      await #expect(throws: TokenError.untrusted) {
        try await verifier.verify(authorization: "Bearer \(token)")
      }
    }
  }

  @Test("refuses a person's token for all organisations and for another one than the key's")
  func refusesOtherOrganizations() async throws {
    let signer = try await signer("acme-identity-provider")
    let verifier = try await verifier([
      signer.trustedKey(subject: "person", organization: "acme")
    ])
    let own = try await signer.sign(ada, organization: acme, lifetime: .seconds(60))
    _ = try await verifier.verify(authorization: "Bearer \(own)")
    for organization in [OrganizationID(stored: "other"), .every] {
      let token = try await signer.sign(ada, organization: organization, lifetime: .seconds(60))
      await #expect(throws: TokenError.untrusted) {
        try await verifier.verify(authorization: "Bearer \(token)")
      }
    }
  }
}

@Suite("TrustedKeys.parsing")
struct TrustedKeysTests {
  @Test(
    "names what is wrong with a key set",
    arguments: [
      ("", "keys"), ("{}", "keys"), ("{\"keys\":[{}]}", "keys"),
      (
        #"{"keys":[{"kty":"EC","crv":"P-384","alg":"ES256","use":"sig","kid":"a","x":"","y":"","#
          + #""laurel_subject":"person","laurel_organization":"*"}]}"#, "keys[0]"
      ),
      (
        #"{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"a","x":"AA","#
          + #""y":"AA","laurel_subject":"person","laurel_organization":"*"}]}"#, "keys[0]"
      ),
    ])
  func refusals(json: String, field: String) {
    let error = #expect(throws: ValidationError.self) {
      try TrustedKeys(parsing: Array(json.utf8))
    }
    #expect(error?.field == field)
  }
}
