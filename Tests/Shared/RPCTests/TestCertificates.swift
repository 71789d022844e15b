import Crypto
import Foundation
import Kernel
import SwiftASN1
import Testing
import X509

@testable import RPC

/// An authority that issues certificates for a test.
struct TestAuthority {
  private let name: DistinguishedName
  private let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
  private let certificate: Certificate

  init(_ commonName: String = "Test authority") throws {
    name = try DistinguishedName { CommonName(commonName) }
    certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
      notValidBefore: Self.instant(-3_600), notValidAfter: Self.instant(3_600), issuer: name,
      subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        Critical(KeyUsage(keyCertSign: true))
      }, issuerPrivateKey: key)
  }

  /// Writes the authority's own certificate.
  func write(to folder: TestFolder, _ name: String) throws -> String {
    try folder.write(certificate.serializeAsPEM().pemString, name)
  }

  /// Issues a certificate and writes it and its key; `validity` is in seconds from now.
  func issue(
    _ commonName: String, _ names: [GeneralName], validity: Range<Double> = -3_600..<3_600,
    to folder: TestFolder, _ file: String
  ) throws -> TestCertificate {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
      notValidBefore: Self.instant(validity.lowerBound),
      notValidAfter: Self.instant(validity.upperBound), issuer: self.name,
      subject: DistinguishedName { CommonName(commonName) }, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        SubjectAlternativeNames(names)
      }, issuerPrivateKey: self.key)
    return TestCertificate(
      files: TLSCertificateFiles(
        chain: try folder.write(certificate.serializeAsPEM().pemString, "\(file).pem"),
        privateKey: try folder.write(key.serializeAsPEM().pemString, "\(file).key")),
      serialNumber: Array(certificate.serialNumber.bytes))
  }

  /// Issues a certificate for this machine.
  func issueServer(
    _ names: [GeneralName] = localNames, validity: Range<Double> = -3_600..<3_600,
    to folder: TestFolder, _ file: String = "server"
  ) throws -> TestCertificate {
    try issue("server", names, validity: validity, to: folder, file)
  }

  static let localNames: [GeneralName] = [
    .dnsName("localhost"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
  ]

  private static func instant(_ secondsFromNow: Double) -> Date {
    Date(timeIntervalSince1970: Double(SystemWallClock().now().seconds) + secondsFromNow)
  }
}

/// A certificate that was written to files.
struct TestCertificate {
  let files: TLSCertificateFiles
  let serialNumber: [UInt8]
}

/// A folder that goes away with the test.
final class TestFolder: Sendable {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "laurel-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file.
  func path(_ name: String) -> String { url.appending(path: name).path() }

  @discardableResult
  func write(_ text: String, _ name: String) throws -> String {
    try Data(text.utf8).write(to: url.appending(path: name))
    return path(name)
  }

  /// Replaces the content of a file by that of another.
  func copy(_ name: String, to other: String) throws {
    try Data(contentsOf: url.appending(path: name)).write(to: url.appending(path: other))
  }
}
