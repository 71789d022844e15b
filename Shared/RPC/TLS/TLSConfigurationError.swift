/// A file that TLS cannot be set up with.
package struct TLSConfigurationError: Error, Hashable, CustomStringConvertible {
  package enum Reason: Hashable, Sendable {
    /// The operating system refuses to read the file, for the given reason.
    case unreadable(String)
    /// The file is larger than any file of certificates.
    case tooLarge(bytesMax: Int)
    /// The file holds no certificate in PEM, or a damaged one.
    case noCertificate
    /// The file holds no private key in PEM, or one with a passphrase.
    case noPrivateKey
    /// The private key does not belong to the first certificate of the chain, or neither can be
    /// used.
    case keyMismatch(chainFile: String)
    /// The roots of the operating system cannot be loaded.
    case unusable(String)
  }

  /// The path.
  package let file: String
  package let reason: Reason

  package var description: String {
    switch reason {
    case .unreadable(let reason): "\(file) cannot be read: \(reason)."
    case .tooLarge(let bytesMax): "\(file) is larger than \(bytesMax) bytes."
    case .noCertificate: "\(file) does not hold valid certificates in PEM."
    case .noPrivateKey: "\(file) does not hold a private key in PEM without a passphrase."
    case .keyMismatch(let chainFile):
      "\(file) is not the private key of the first certificate in \(chainFile)."
    case .unusable(let reason): "\(file) cannot be used: \(reason)."
    }
  }
}
