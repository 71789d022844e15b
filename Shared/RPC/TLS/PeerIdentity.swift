internal import NIOSSL
internal import SwiftASN1
internal import X509

/// Who the other end of a connection is, by its verified certificate.
package struct PeerIdentity: Hashable, Sendable {
  /// The names that the certificate was issued for, in its order: `DNS:` or `URI:` and the name.
  ///
  /// Other kinds of names are left out.
  package let subjectAlternativeNames: [String]
  /// The common name of the subject; for people to read, not to decide by.
  package let commonName: String?

  package init(subjectAlternativeNames: [String], commonName: String?) {
    self.subjectAlternativeNames = subjectAlternativeNames
    self.commonName = commonName
  }

  /// Reads a certificate that has been verified.
  ///
  /// - Throws: When it has no form that X.509 allows.
  init(_ certificate: NIOSSLCertificate) throws {
    let certificate = try Certificate(derEncoded: certificate.toDERBytes())
    let names = try certificate.extensions.subjectAlternativeNames ?? SubjectAlternativeNames()
    subjectAlternativeNames = names.compactMap { name in
      switch name {
      case .dnsName(let name): "DNS:" + name
      case .uniformResourceIdentifier(let identifier): "URI:" + identifier
      default: nil
      }
    }
    commonName = certificate.subject.lazy.flatMap { $0 }
      .first { $0.type == .RDNAttributeType.commonName }
      .flatMap { String($0.value) }
  }
}
