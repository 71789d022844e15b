internal import Auth
internal import Foundation
internal import Kernel

/// The keys and passwords of a suite, each in a file of its own.
///
/// ```
/// postgres/superuser.password
/// operator/{service.pem, people.pem, trusted-keys.json, <service>-owner.password,
///           tls-authority.key, tls.pem, tls.key, tls-authority.pem}
/// <service>/{app.password, service.pem, page-token.key, trusted-keys.json,
///            tls.pem, tls.key, tls-authority.pem}
/// ```
/// What a service needs is in its folder, so that it can be given nothing else.
struct SecretsFolder: Sendable {
  /// The absolute path.
  let path: String
  /// Whether PostgreSQL runs as another user and reads the superuser's password from the file, as
  /// in `compose.yaml`; its folder is then all that protects it.
  var isSuperuserPasswordShared = false

  /// The operator's name among the services.
  static var operatorName: String { "operator" }
  /// The `kid` of the development identity provider.
  static var peopleKeyID: String { "people" }

  var superuserPasswordFile: String { "\(path)/postgres/superuser.password" }
  var peopleKeyFile: String { "\(path)/\(Self.operatorName)/people.pem" }

  func applicationPasswordFile(_ service: SuiteService) -> String {
    "\(path)/\(service.name)/app.password"
  }
  func ownerPasswordFile(_ service: SuiteService) -> String {
    "\(path)/\(Self.operatorName)/\(service.name)-owner.password"
  }
  /// The private key of a service, or of the operator.
  func serviceKeyFile(_ name: String) -> String { "\(path)/\(name)/service.pem" }
  func trustedKeysFile(_ name: String) -> String { "\(path)/\(name)/trusted-keys.json" }
  /// The certificate of a service, or of the operator.
  func certificateFile(_ name: String) -> String { "\(path)/\(name)/tls.pem" }
  func certificateKeyFile(_ name: String) -> String { "\(path)/\(name)/tls.key" }
  /// The certificate of the suite's authority, for a service or the operator.
  func authorityFile(_ name: String) -> String { "\(path)/\(name)/tls-authority.pem" }
  private var authorityKeyFile: String { "\(path)/\(Self.operatorName)/tls-authority.key" }

  func pageTokenKeyFile(_ service: SuiteService) -> String {
    "\(path)/\(service.name)/page-token.key"
  }

  private var names: [String] { [Self.operatorName] + SuiteService.allCases.map(\.name) }

  /// Makes everything that is missing; what is there stays.
  ///
  /// - Returns: The number of new secrets.
  func create() async throws -> Int {
    try Files.createFolder(path, permissions: isSuperuserPasswordShared ? 0o755 : 0o700)
    try Files.createFolder(
      "\(path)/postgres", permissions: isSuperuserPasswordShared ? 0o755 : 0o700)
    for name in names { try Files.createFolder("\(path)/\(name)", permissions: 0o700) }

    var files: [(path: String, permissions: UInt32, make: () -> String)] = [
      (
        superuserPasswordFile, isSuperuserPasswordShared ? 0o644 : 0o600,
        { Self.randomHexadecimal(bytes: 24) }
      ),
      (peopleKeyFile, 0o600, TokenSigner.makePrivateKeyPEM),
    ]
    for name in names {
      files.append((serviceKeyFile(name), 0o600, TokenSigner.makePrivateKeyPEM))
    }
    for service in SuiteService.allCases {
      for file in [ownerPasswordFile(service), applicationPasswordFile(service)] {
        files.append((file, 0o600, { Self.randomHexadecimal(bytes: 24) }))
      }
      files.append((pageTokenKeyFile(service), 0o600, { Self.randomHexadecimal(bytes: 32) }))
    }
    var newCount = 0
    for file in files {
      let isNew = try Files.createOnce(file.path, permissions: file.permissions) {
        Array((file.make() + "\n").utf8)
      }
      if isNew { newCount += 1 }
    }
    try await writeTrustedKeys()
    return try newCount + writeCertificates()
  }

  /// Makes the authority once, and certificates that are missing or will end soon.
  ///
  /// - Returns: The number of new certificates.
  private func writeCertificates() throws -> Int {
    let now = SystemWallClock().now()
    let ownFile = authorityFile(Self.operatorName)
    let isNew = Files.text(ownFile) == nil || Files.text(authorityKeyFile) == nil
    if isNew {
      let made = try CertificateAuthority.make(now: now)
      try Files.replace(ownFile, with: Array((made.certificate + "\n").utf8), permissions: 0o644)
      try Files.replaceSecret(
        authorityKeyFile, with: Array((made.privateKey + "\n").utf8), permissions: 0o600)
    }
    let certificate = try read(ownFile)
    let authority = try CertificateAuthority(
      CertificateAuthority.Issued(
        certificate: certificate, privateKey: try read(authorityKeyFile)), now: now)
    var newCount = isNew ? 1 : 0
    for name in names {
      try Files.replace(
        authorityFile(name), with: Array((certificate + "\n").utf8), permissions: 0o644)
      guard !authority.isFresh(Files.text(certificateFile(name)) ?? "") else { continue }
      let issued = try authority.issue(name)
      // A service that looks between the two writes keeps what it has and looks again later.
      try Files.replaceSecret(
        certificateKeyFile(name), with: Array((issued.privateKey + "\n").utf8),
        permissions: 0o600)
      try Files.replace(
        certificateFile(name), with: Array((issued.certificate + "\n").utf8), permissions: 0o644)
      newCount += 1
    }
    return newCount
  }

  /// The text of a secret.
  func read(_ file: String) throws -> String {
    guard let text = Files.text(file), !text.isEmpty else {
      throw CommandFailure("The secret \(file) is missing or cannot be read.")
    }
    return text
  }

  /// Makes a signer from the private key of a service or the operator, or without a name of the
  /// development identity provider.
  func signer(_ name: String?, clock: any WallClock) async throws -> TokenSigner {
    let pem = try read(name.map(serviceKeyFile) ?? peopleKeyFile)
    return try await TokenSigner(
      keyID: name.map { "service:\($0)" } ?? Self.peopleKeyID, pem: pem, clock: clock)
  }

  /// Everybody trusts the same keys, each for its own subject only.
  private func writeTrustedKeys() async throws {
    let clock = SystemWallClock()
    var keys = [
      try await signer(nil, clock: clock).trustedKey(subject: "person", organization: "*")
    ]
    for name in names {
      keys.append(
        try await signer(name, clock: clock)
          .trustedKey(subject: "service:\(name)", organization: "*"))
    }
    let json = try TrustedKeys(keys: keys).json()
    for name in names {
      try Files.replace(trustedKeysFile(name), with: json, permissions: 0o600)
    }
  }

  /// Random bytes of the operating system, two digits each.
  private static func randomHexadecimal(bytes count: Int) -> String {
    var generator = SystemRandomNumberGenerator()
    return Digest.hexadecimal((0..<count).map { _ in .random(in: 0...255, using: &generator) })
  }
}
