import Auth
import Kernel
import Logging
import RPC
import ServiceHost
import Testing

/// What the directory knows in a test.
private struct StaticDirectory: AccessDirectory {
  var grants: [PersonID: [AccessGrant]] = [:]

  func subject(
    of person: PersonID, in organization: OrganizationID
  ) async throws -> AccessSubject? { nil }

  func grants(
    of person: PersonID, in organization: OrganizationID
  ) async throws -> [AccessGrant] {
    organization.rawValue == "acme" ? grants[person] ?? [] : []
  }
}

@Suite("CallAuthorizer.authorize")
struct CallAuthorizerTests {
  private static let view = Permission("quality:form:view")
  private static let edit = Permission("quality:form:edit")
  private let clock = FixedWallClock(Timestamp(microseconds: 1_790_000_000_000_000))
  private let method = MethodDescriptor(
    service: "laurel.quality.v1.FormService", name: "GetForm", kind: .unary,
    idempotency: .noSideEffects)

  /// Authorises a call of an identity against a policy.
  private func call(
    _ identity: Caller.Identity?, organization: String = "acme", access: MethodPolicy.Access,
    grants: [AccessGrant] = [], certificateNames: [String]? = nil
  ) async throws -> Caller {
    let subject =
      switch identity {
      case .service(let name): "service:\(name)"
      default: "person"
      }
    let signer = try await TokenSigner(
      keyID: subject, pem: TokenSigner.makePrivateKeyPEM(), clock: clock)
    let keys = TrustedKeys(
      keys: [try signer.trustedKey(subject: subject, organization: "*")])
    let authorizer = CallAuthorizer(
      verifier: try await TokenVerifier(trusting: keys, clock: clock),
      directory: StaticDirectory(grants: [PersonID(stored: "ada"): grants]))
    var metadata = RPCMetadata()
    if let identity {
      let token = try await signer.sign(
        identity, organization: OrganizationID(stored: organization), lifetime: .seconds(60))
      metadata.add("Bearer \(token)", for: "authorization")
    }
    let policy = MethodPolicy(access: access, deadlineMax: .seconds(1))
    return try await authorizer.authorize(
      ReceivedCall(
        RPCMethod(method, policy: policy) { _ in nil }, metadata: metadata,
        peer: RPCPeer(
          address: "",
          identity: certificateNames.map {
            PeerIdentity(subjectAlternativeNames: $0, commonName: nil)
          }), logger: Logger(label: "test")))
  }

  private let ada = Caller.Identity.person(PersonID(stored: "ada"))

  private func expectDenied(
    _ code: RPCCode, _ body: () async throws -> Caller
  ) async {
    let error = await #expect(throws: RPCStatus.self) { try await body() }
    #expect(error?.code == code)
  }

  @Test("lets a person in who holds the permission in some scope")
  func subjectPolicy() async throws {
    let caller = try await call(
      ada, access: .subject(Self.view),
      grants: [AccessGrant(permissions: [Self.view], scope: .own)])
    #expect(caller.identity == ada)
    #expect(caller.organization.rawValue == "acme")
  }

  @Test("turns a person away without the permission, and in another organization")
  func missingPermission() async {
    await expectDenied(.permissionDenied) {
      try await call(
        ada, access: .subject(Self.view),
        grants: [AccessGrant(permissions: [Self.edit], scope: .all)])
    }
    await expectDenied(.permissionDenied) {
      try await call(
        ada, organization: "globex", access: .subject(Self.view),
        grants: [AccessGrant(permissions: [Self.view], scope: .all)])
    }
  }

  @Test("asks for the scope `all` where a policy covers everything")
  func everythingPolicy() async throws {
    let own = [AccessGrant(permissions: [Self.edit], scope: .division(.init(stored: "d")))]
    await expectDenied(.permissionDenied) {
      try await call(ada, access: .everything(Self.edit), grants: own)
    }
    let all = [AccessGrant(permissions: [Self.edit], scope: .all)]
    _ = try await call(ada, access: .everything(Self.edit), grants: all)
  }

  @Test("lets in the services that a policy names, and the operator where a permission is asked")
  func services() async throws {
    _ = try await call(.service("quality"), access: .services(["quality"]))
    await expectDenied(.permissionDenied) {
      try await call(.service("learning"), access: .services(["quality"]))
    }
    await expectDenied(.permissionDenied) {
      try await call(ada, access: .services(["quality", "ada"]))
    }
    _ = try await call(.service("operator"), access: .everything(Self.edit))
    await expectDenied(.permissionDenied) {
      try await call(.service("quality"), access: .everything(Self.edit))
    }
  }

  @Test("believes a service's token only with its certificate, where callers show certificates")
  func certificates() async throws {
    _ = try await call(
      .service("quality"), access: .services(["quality"]),
      certificateNames: ["DNS:quality", "DNS:localhost"])
    let error = await #expect(throws: RPCStatus.self) {
      try await call(
        .service("quality"), access: .services(["quality"]),
        certificateNames: ["DNS:learning", "DNS:localhost", "URI:quality"])
    }
    #expect(error?.code == .unauthenticated)
    #expect(error?.reason == "TOKEN_OF_ANOTHER_SERVICE")
    // People come through a gateway, with its certificate.
    _ = try await call(
      ada, access: .subject(Self.view),
      grants: [AccessGrant(permissions: [Self.view], scope: .own)],
      certificateNames: ["DNS:gateway"])
  }

  @Test("never treats all organizations as one that data can be asked of")
  func everyOrganization() async throws {
    await expectDenied(.permissionDenied) {
      try await call(.service("operator"), organization: "*", access: .everything(Self.edit))
    }
    await expectDenied(.permissionDenied) {
      try await call(.service("quality"), organization: "*", access: .services(["quality"]))
    }
    let caller = try await call(
      .service("quality"), organization: "*",
      access: .servicesForEveryOrganization(["quality"]))
    #expect(caller.organization == .every)
    await expectDenied(.permissionDenied) {
      try await call(
        .service("quality"), access: .servicesForEveryOrganization(["quality"]))
    }
  }

  @Test("says UNAUTHENTICATED without a token")
  func noToken() async {
    await expectDenied(.unauthenticated) { try await call(nil, access: .subject(Self.view)) }
  }
}

@Suite("StartupPatience.perform")
struct StartupPatienceTests {
  private struct NotYet: Error {}

  private let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  @Test("tries again until it succeeds")
  func succeeds() async throws {
    let patience = StartupPatience(limit: .seconds(600), interval: .milliseconds(1))
    var attempts = 0
    let result = try await patience.perform(
      waitingFor: "a test", logger: silent
    ) {
      attempts += 1
      guard attempts == 3 else { throw NotYet() }
      return attempts
    }
    #expect(result == 3)
  }

  @Test("throws the last error when its time is over")
  func givesUp() async {
    let patience = StartupPatience(limit: .zero, interval: .milliseconds(1))
    await #expect(throws: NotYet.self) {
      try await patience.perform(
        waitingFor: "a test", logger: silent
      ) { throw NotYet() }
    }
  }
}
