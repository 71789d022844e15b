internal import Auth
internal import Kernel

/// Keys that a fixture's service trusts: one for people, one for every service.
struct TestKeys: Sendable {
  let trusted: TrustedKeys

  private let pems: [String: String]
  private let signers: [String: TokenSigner]

  private static var services: [String] {
    ["operator", "directory", "gamification", "learning", "coaching", "quality"]
  }

  init(clock: any WallClock) async throws {
    var pems: [String: String] = [:]
    var signers: [String: TokenSigner] = [:]
    var keys: [TrustedKeys.Key] = []
    for subject in ["person"] + Self.services.map({ "service:\($0)" }) {
      let pem = TokenSigner.makePrivateKeyPEM()
      let signer = try await TokenSigner(keyID: subject, pem: pem, clock: clock)
      keys.append(try signer.trustedKey(subject: subject, organization: "*"))
      pems[subject] = pem
      signers[subject] = signer
    }
    self.pems = pems
    self.signers = signers
    trusted = TrustedKeys(keys: keys)
  }

  func servicePEM(_ name: String) -> String? { pems["service:\(name)"] }

  func token(
    _ identity: Caller.Identity, _ organization: OrganizationID
  ) async throws -> String {
    let subject =
      switch identity {
      case .person: "person"
      case .service(let name): "service:\(name)"
      }
    guard let signer = signers[subject] else {
      throw FixtureFailure(description: "no key for \(subject)")
    }
    return try await signer.sign(identity, organization: organization, lifetime: .seconds(600))
  }
}
