package import Kernel
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// What new connections speak TLS with; exchanged when the files change.
///
/// Connections that exist go on with what they began with. Making one and reloading it reads files
/// and takes milliseconds: not for event loops.
package final class TLSContextSource: Sendable {
  /// The largest file that is read, in bytes; the roots of operating systems have 250 kB.
  static let fileBytesMax = 4 * 1_048_576
  /// How long the peer may take to answer the announcement that the connection ends.
  private static let shutdownTimeout = TimeAmount.seconds(1)

  /// Those of TLS 1.2 that RFC 9113 appendix A does not prohibit; TLS 1.3 has no others.
  private static let cipherSuites: [NIOTLSCipher] = [
    .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
  ]

  fileprivate enum Role {
    case server(RPCServerTLS)
    case client(RPCClientTLS)
  }

  private struct State {
    var context: NIOSSLContext
    /// Content by path.
    var files: [String: [UInt8]]
  }

  private let role: Role
  /// Tells whether a refused certificate has expired.
  let clock: any WallClock
  private let state: Mutex<State>

  /// Loads what a server needs.
  ///
  /// - Throws: `TLSConfigurationError` that names the file.
  package convenience init(
    server: RPCServerTLS, clock: any WallClock = SystemWallClock()
  ) throws(TLSConfigurationError) {
    try self.init(.server(server), clock)
  }

  /// Loads what a client needs.
  ///
  /// - Throws: `TLSConfigurationError` that names the file.
  package convenience init(
    client: RPCClientTLS, clock: any WallClock = SystemWallClock()
  ) throws(TLSConfigurationError) {
    try self.init(.client(client), clock)
  }

  private init(_ role: Role, _ clock: any WallClock) throws(TLSConfigurationError) {
    let files = try Self.read(role)
    self.role = role
    self.clock = clock
    state = Mutex(State(context: try Self.makeContext(role, files), files: files))
  }

  /// What the next connection speaks TLS with.
  var context: NIOSSLContext { state.withLock { $0.context } }

  /// The name that a server's certificate must carry, if it is not that of the endpoint.
  var serverNameOverride: String? {
    switch role {
    case .server: nil
    case .client(let client): client.serverNameOverride
    }
  }

  /// Whether callers may show certificates.
  var asksForClientCertificates: Bool {
    switch role {
    case .server(let server): server.clientCertificates != .none
    case .client: false
    }
  }

  /// Loads the files anew; new connections use what they hold now.
  ///
  /// - Throws: `TLSConfigurationError` when they are broken; what was loaded before stays in use.
  package func reload() throws(TLSConfigurationError) { try load(unlessEqual: nil) }

  /// Loads the files anew if the content of any has changed.
  ///
  /// - Returns: Whether it has.
  /// - Throws: As ``reload()``; the next call tries again.
  @discardableResult
  package func reloadIfChanged() throws(TLSConfigurationError) -> Bool {
    try load(unlessEqual: state.withLock { $0.files })
  }

  @discardableResult
  private func load(unlessEqual loaded: [String: [UInt8]]?) throws(TLSConfigurationError) -> Bool {
    let files = try Self.read(role)
    guard files != loaded else { return false }
    let context = try Self.makeContext(role, files)
    state.withLock { $0 = State(context: context, files: files) }
    return true
  }

  // MARK: - Loading

  private static func read(_ role: Role) throws(TLSConfigurationError) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in role.paths {
      do {
        guard let bytes = try FileBytes.read(path, bytesMax: fileBytesMax) else {
          throw TLSConfigurationError(file: path, reason: .tooLarge(bytesMax: fileBytesMax))
        }
        files[path] = bytes
      } catch let error as TLSConfigurationError {
        throw error
      } catch {
        throw TLSConfigurationError(file: path, reason: .unreadable("\(error)"))
      }
    }
    return files
  }

  private static func makeContext(
    _ role: Role, _ files: [String: [UInt8]]
  ) throws(TLSConfigurationError) -> NIOSSLContext {
    var configuration = try makeConfiguration(role, files)
    configuration.applicationProtocols = ["h2"]
    configuration.cipherSuiteValues = cipherSuites
    configuration.shutdownTimeout = shutdownTimeout
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      if let certificate = role.certificate {
        throw TLSConfigurationError(
          file: certificate.privateKey, reason: .keyMismatch(chainFile: certificate.chain))
      }
      throw TLSConfigurationError(
        file: role.trustRootsFile ?? "The trust store of the operating system",
        reason: .unusable("\(error)"))
    }
  }

  private static func makeConfiguration(
    _ role: Role, _ files: [String: [UInt8]]
  ) throws(TLSConfigurationError) -> TLSConfiguration {
    var chain: [NIOSSLCertificateSource] = []
    var key: NIOSSLPrivateKeySource?
    if let paths = role.certificate {
      chain = try certificates(paths.chain, files).map { .certificate($0) }
      key = try privateKey(paths.privateKey, files)
    }
    var trustRoots: NIOSSLTrustRoots?
    if let path = role.trustRootsFile { trustRoots = .certificates(try certificates(path, files)) }
    switch role {
    case .server(let server):
      guard let key else { preconditionFailure("a server has a certificate") }
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain, privateKey: key)
      configuration.minimumTLSVersion = TLSVersion(server.versionMinimum)
      configuration.trustRoots = trustRoots
      configuration.certificateVerification =
        switch server.clientCertificates {
        case .none: .none
        case .optional: .optionalVerification
        // Which name it carries is judged by those who authorize the call.
        case .required: .noHostnameVerification
        }
      return configuration
    case .client(let client):
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.minimumTLSVersion = TLSVersion(client.versionMinimum)
      configuration.certificateChain = chain
      configuration.privateKey = key
      configuration.trustRoots = trustRoots ?? .default
      configuration.certificateVerification = .fullVerification
      return configuration
    }
  }

  private static func certificates(
    _ path: String, _ files: [String: [UInt8]]
  ) throws(TLSConfigurationError) -> [NIOSSLCertificate] {
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(files[path] ?? []),
      !certificates.isEmpty
    else { throw TLSConfigurationError(file: path, reason: .noCertificate) }
    return certificates
  }

  private static func privateKey(
    _ path: String, _ files: [String: [UInt8]]
  ) throws(TLSConfigurationError) -> NIOSSLPrivateKeySource {
    guard let key = try? NIOSSLPrivateKey(bytes: files[path] ?? [], format: .pem) else {
      throw TLSConfigurationError(file: path, reason: .noPrivateKey)
    }
    return .privateKey(key)
  }
}

extension TLSContextSource.Role {
  fileprivate var certificate: TLSCertificateFiles? {
    switch self {
    case .server(let server): server.certificate
    case .client(let client): client.certificate
    }
  }

  fileprivate var trustRootsFile: String? {
    switch self {
    case .server(let server):
      switch server.clientCertificates {
      case .none: nil
      case .optional(let file), .required(let file): file
      }
    case .client(let client): client.trustRootsFile
    }
  }

  fileprivate var paths: [String] {
    [certificate?.chain, certificate?.privateKey, trustRootsFile].compactMap { $0 }
  }
}

extension TLSVersion {
  fileprivate init(_ minimum: TLSVersionMinimum) {
    switch minimum {
    case .tls12: self = .tlsv12
    case .tls13: self = .tlsv13
    }
  }
}
