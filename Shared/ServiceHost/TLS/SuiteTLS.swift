package import Kernel
package import RPC
package import Settings

/// How the services of a suite and the operator prove to each other who they are: each shows a
/// certificate of the suite's authority and accepts no other.
package struct SuiteTLS: Sendable {
  /// The own certificate; its names are the names of the service.
  package let certificate: TLSCertificateFiles
  /// The certificates of the authorities that are trusted, in PEM.
  package let trustRootsFile: String
  /// What calls to other services are encrypted with.
  package let client: TLSContextSource

  /// Reads the three settings, which come together or not at all.
  ///
  /// - Returns: `nil` when none is set: then everything is in clear text.
  /// - Throws: ``ValidationError`` naming the setting that is missing or whose file cannot be used.
  package static func reading(_ settings: SettingsReader) throws(ValidationError) -> SuiteTLS? {
    let all = [
      ServiceSetting.tlsCertificateFile, ServiceSetting.tlsKeyFile, ServiceSetting.tlsTrustFile,
    ]
    guard all.contains(where: { settings.text($0) != nil }) else { return nil }
    let certificate = TLSCertificateFiles(
      chain: try settings.requiredText(ServiceSetting.tlsCertificateFile),
      privateKey: try settings.requiredText(ServiceSetting.tlsKeyFile))
    let trustRootsFile = try settings.requiredText(ServiceSetting.tlsTrustFile)
    var client = RPCClientTLS(trustRootsFile: trustRootsFile)
    client.certificate = certificate
    do throws(TLSConfigurationError) {
      return SuiteTLS(
        certificate: certificate, trustRootsFile: trustRootsFile,
        client: try TLSContextSource(client: client))
    } catch {
      let setting = all.first { settings.text($0) == error.file } ?? all[0]
      throw ValidationError(field: setting.name, reason: "cannot be used: \(error)")
    }
  }

  /// What the service listens with: callers without a certificate of the authority are refused.
  package var server: RPCServerTLS {
    var server = RPCServerTLS(certificate: certificate)
    server.clientCertificates = .required(trustRootsFile: trustRootsFile)
    return server
  }
}
