internal import ArgumentParser
package import RPC

/// Where the certificates of the tests are unless a flag says otherwise.
///
/// Tests/Interop/certificates.sh makes them.
package enum TestCertificateFolder {
  package static let path = ".build/interop/certificates"
}

/// The flags of a server that can speak TLS.
package struct ServerCertificateFlags: ParsableArguments, Sendable {
  @Option(name: .customLong("use_tls"), help: "Whether to speak TLS.")
  package var useTLS = false

  @Option(
    name: .customLong("tls_cert_file"), help: "The server's certificates, in PEM.",
    completion: .file())
  package var certificateFile = "\(TestCertificateFolder.path)/server1.pem"

  @Option(
    name: .customLong("tls_key_file"), help: "The private key of the first, in PEM.",
    completion: .file())
  package var keyFile = "\(TestCertificateFolder.path)/server1.key"

  package init() {}

  /// How to speak TLS if it is spoken.
  package var certificate: RPCServerTLS {
    RPCServerTLS(certificate: TLSCertificateFiles(chain: certificateFile, privateKey: keyFile))
  }
}
