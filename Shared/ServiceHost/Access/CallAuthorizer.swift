package import Auth
package import Kernel
package import RPC

/// Decides whether a call may reach its handler: who calls, and whether the policy lets them.
///
/// Deny by default. Services are let in where a policy names them; the operator's command may do
/// everything. People are judged by the roles that the directory has granted them. Where callers
/// show certificates, that of a service must name it: a token that was stolen from one service is
/// of no use to another.
package struct CallAuthorizer: Sendable {
  /// The identity of the operator's command.
  package static var operatorName: String { "operator" }

  private let verifier: TokenVerifier
  private let directory: any AccessDirectory

  package init(verifier: TokenVerifier, directory: any AccessDirectory) {
    self.verifier = verifier
    self.directory = directory
  }

  /// Verifies the caller of a method.
  ///
  /// - Throws: ``RPCStatus`` `UNAUTHENTICATED` or `PERMISSION_DENIED`, or what the directory
  ///   throws.
  package func authorize(_ call: ReceivedCall) async throws -> Caller {
    let policy = call.policy
    let verified: VerifiedIdentity
    do {
      verified = try await verifier.verify(authorization: call.metadata["authorization"])
    } catch {
      throw Self.status(of: error)
    }
    try Self.requireCertificate(of: verified.identity, call.peer)
    let caller = Caller(
      organization: verified.organization, identity: verified.identity,
      grants: try await grants(of: verified, for: policy))
    guard Self.admits(caller, policy) else {
      throw RPCStatus(
        code: .permissionDenied, message: "The caller may not do this.",
        reason: "PERMISSION_DENIED",
        metadata: policy.permission.map { ["permission": $0.rawValue] } ?? [:])
    }
    return caller
  }

  private static func requireCertificate(
    of identity: Caller.Identity, _ peer: RPCPeer
  ) throws(RPCStatus) {
    guard case .service(let name) = identity, let certificate = peer.identity,
      !certificate.subjectAlternativeNames.contains("DNS:\(name)")
    else { return }
    throw RPCStatus(
      code: .unauthenticated,
      message: "The access token is not of the service that the certificate names.",
      reason: "TOKEN_OF_ANOTHER_SERVICE")
  }

  private func grants(
    of verified: VerifiedIdentity, for policy: MethodPolicy
  ) async throws -> [AccessGrant] {
    switch verified.identity {
    case .person(let person):
      return try await directory.grants(of: person, in: verified.organization)
    case .service(Self.operatorName):
      guard let permission = policy.permission else { return [] }
      return [AccessGrant(permissions: [permission], scope: .all)]
    case .service:
      return []
    }
  }

  private static func admits(_ caller: Caller, _ policy: MethodPolicy) -> Bool {
    switch policy.access {
    case .anybody: return true
    case .services(let names):
      return caller.organization != .every && isService(caller, names)
    case .servicesForEveryOrganization(let names):
      return caller.organization == .every && isService(caller, names)
    case .everything(let permission):
      return caller.organization != .every && caller.holdsEverywhere(permission)
    case .subject(let permission):
      return caller.organization != .every && caller.holds(permission)
    }
  }

  private static func isService(_ caller: Caller, _ names: Set<String>) -> Bool {
    guard case .service(let name) = caller.identity else { return false }
    return names.contains(name)
  }

  private static func status(of error: TokenError) -> RPCStatus {
    switch error {
    case .missing:
      RPCStatus(
        code: .unauthenticated, message: "The call has no access token.",
        reason: "TOKEN_MISSING")
    case .untrusted:
      RPCStatus(
        code: .unauthenticated, message: "The access token is not valid.",
        reason: "TOKEN_INVALID")
    case .expired:
      RPCStatus(
        code: .unauthenticated, message: "The access token is not valid any more or not yet.",
        reason: "TOKEN_EXPIRED")
    }
  }
}
