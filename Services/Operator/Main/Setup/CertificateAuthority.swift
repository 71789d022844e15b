internal import Crypto
internal import Foundation
internal import Kernel
internal import SwiftASN1
internal import X509

/// Issues the certificates with which the services of one suite know each other.
struct CertificateAuthority {
  /// How long certificates are valid; renewed when a third of it is left.
  static let validity = Duration.seconds(365 * 86_400)
  /// How long the authority itself is valid.
  private static let ownValidity = Duration.seconds(10 * 365 * 86_400)

  /// A certificate and its key, in PEM.
  struct Issued {
    let certificate: String
    let privateKey: String
  }

  private let certificate: Certificate
  private let key: Certificate.PrivateKey
  private let now: Date

  /// A new authority; `now` in seconds since 1970.
  static func make(now: Timestamp) throws -> Issued {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let name = try DistinguishedName {
      OrganizationName("Laurel")
      CommonName("Laurel suite")
    }
    let start = date(now)
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
      notValidBefore: start.addingTimeInterval(-3_600),
      notValidAfter: start.addingTimeInterval(ownValidity / .seconds(1)), issuer: name,
      subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true))
      }, issuerPrivateKey: key)
    return Issued(
      certificate: try certificate.serializeAsPEM().pemString,
      privateKey: try key.serializeAsPEM().pemString)
  }

  /// Reads an authority that was made before.
  init(_ issued: Issued, now: Timestamp) throws {
    certificate = try Certificate(pemEncoded: issued.certificate)
    key = try Certificate.PrivateKey(pemEncoded: issued.privateKey)
    self.now = Self.date(now)
  }

  /// Issues a certificate that names a service, and the machine itself for health checks.
  func issue(_ name: String) throws -> Issued {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let issued = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
      notValidBefore: now.addingTimeInterval(-3_600),
      notValidAfter: now.addingTimeInterval(Self.validity / .seconds(1)),
      issuer: certificate.subject, subject: DistinguishedName { CommonName(name) },
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth, .clientAuth])
        SubjectAlternativeNames([
          .dnsName(name), .dnsName("localhost"),
          .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
        ])
      }, issuerPrivateKey: self.key)
    return Issued(
      certificate: try issued.serializeAsPEM().pemString,
      privateKey: try key.serializeAsPEM().pemString)
  }

  /// Whether a certificate is of this authority and more than a third of its time is left.
  func isFresh(_ pem: String) -> Bool {
    guard let issued = try? Certificate(pemEncoded: pem),
      certificate.publicKey.isValidSignature(issued.signature, for: issued)
    else { return false }
    let rest = issued.notValidAfter.timeIntervalSince(now)
    return rest > Self.validity / .seconds(1) / 3
  }

  private static func date(_ time: Timestamp) -> Date {
    Date(timeIntervalSince1970: Double(time.microseconds) / 1_000_000)
  }
}
