/// The PEM files of a certificate.
package struct TLSCertificateFiles: Hashable, Sendable {
  /// The path of the certificates: first the own one, then those that lead to the root.
  package var chain: String
  /// The path of the private key of the first certificate, without a passphrase.
  package var privateKey: String

  package init(chain: String, privateKey: String) {
    self.chain = chain
    self.privateKey = privateKey
  }
}

/// The oldest version of TLS that is spoken.
package enum TLSVersionMinimum: Hashable, Sendable {
  case tls12
  case tls13
}

/// How a server proves who it is and whether its callers have to.
package struct RPCServerTLS: Hashable, Sendable {
  /// Whether callers show certificates; the files hold the roots that are trusted, in PEM.
  package enum ClientCertificates: Hashable, Sendable {
    /// None is asked for.
    case none
    /// A caller may show none; one that it shows is verified.
    case optional(trustRootsFile: String)
    /// A caller without a valid certificate is refused.
    case required(trustRootsFile: String)
  }

  package var certificate: TLSCertificateFiles
  /// Default: none.
  package var clientCertificates = ClientCertificates.none
  /// Default: TLS 1.2.
  package var versionMinimum = TLSVersionMinimum.tls12

  package init(certificate: TLSCertificateFiles) { self.certificate = certificate }
}

/// Whom a client believes and how it proves who it is.
package struct RPCClientTLS: Hashable, Sendable {
  /// The roots that are trusted, in PEM; `nil` trusts those of the operating system.
  package var trustRootsFile: String?
  /// What the client shows to servers that ask; `nil` shows nothing.
  package var certificate: TLSCertificateFiles?
  /// The name that the server's certificate must carry, if it is not that of the endpoint.
  package var serverNameOverride: String?
  /// Default: TLS 1.2.
  package var versionMinimum = TLSVersionMinimum.tls12

  package init(trustRootsFile: String? = nil) { self.trustRootsFile = trustRootsFile }
}
