internal import Kernel
internal import NIOSSL

/// Why a connection cannot be trusted or spoken over.
enum TLSConnectionError: Error, Hashable {
  /// Something other than HTTP/2 was agreed on; `nil`: nothing, because the peer does not take
  /// part in the choice (ALPN, RFC 7301).
  case wrongProtocol(String?)
  case certificateExpired
  case certificateNotYetValid
  /// No trusted root leads to the peer's certificate, or it is not meant for this use.
  case certificateNotTrusted
  /// The certificate is for other names.
  case wrongServerName
  /// The caller shows no certificate although it has to.
  case certificateMissing
  /// The certificate was verified but its names cannot be read.
  case certificateUnreadable
  /// The two ends have no version of TLS in common.
  case versionUnsupported
  /// What came is not TLS.
  case notTLS
  /// The peer ended the handshake with an alert, for example `unknown ca`.
  case refusedByPeer(alert: String)
  case closedDuringHandshake
  /// The reason in the words of the TLS library.
  case failed(String)

  /// A sentence for the log or a status.
  var message: String {
    switch self {
    case .wrongProtocol(let name?): "The peer chose \"\(name)\" instead of HTTP/2 (ALPN \"h2\")."
    case .wrongProtocol(nil): "The peer does not offer HTTP/2 over TLS (ALPN \"h2\")."
    case .certificateExpired: "The peer's certificate has expired."
    case .certificateNotYetValid: "The peer's certificate is not valid yet."
    case .certificateNotTrusted: "The peer's certificate was not issued by a trusted authority."
    case .wrongServerName: "The server's certificate was issued for another name."
    case .certificateMissing: "The peer shows no certificate."
    case .certificateUnreadable: "The names in the peer's certificate cannot be read."
    case .versionUnsupported: "The peer speaks no version of TLS that is allowed."
    case .notTLS: "The peer does not speak TLS."
    case .refusedByPeer(let alert): "The peer refused the TLS connection: \(alert)."
    case .closedDuringHandshake: "The connection was closed during the TLS handshake."
    case .failed(let reason): "The TLS connection failed: \(reason)."
    }
  }
}

extension TLSConnectionError {
  /// What an error of the TLS library means; `nil` for errors that are not about trust, such as
  /// those of the socket.
  ///
  /// The library does not tell why it distrusts a certificate, so its validity is looked at here.
  init?(_ error: any Error, certificate: NIOSSLCertificate?, now: Timestamp) {
    let stack: NIOBoringSSLErrorStack
    switch error {
    case let error as NIOSSLExtraError
    where error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch:
      self = .wrongServerName
      return
    case NIOSSLError.unableToValidateCertificate:
      self = .wrongServerName
      return
    case NIOSSLError.handshakeFailed(.sslError(let errors)), BoringSSLError.sslError(let errors):
      stack = errors
    case NIOSSLError.handshakeFailed(let error):
      self = .failed("\(error)")
      return
    default: return nil
    }
    guard stack != [.eofDuringHandshake] else {
      self = .closedDuringHandshake
      return
    }
    let reason = stack.first.map { Self.reason(in: $0.description) } ?? ""
    switch reason {
    case "CERTIFICATE_VERIFY_FAILED":
      self = Self.distrust(of: certificate, now: now)
    case "PEER_DID_NOT_RETURN_A_CERTIFICATE": self = .certificateMissing
    case "UNSUPPORTED_PROTOCOL": self = .versionUnsupported
    case "WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST": self = .notTLS
    default:
      if let alert = reason.firstRange(of: "_ALERT_") {
        self = .refusedByPeer(alert: Self.words(reason[alert.upperBound...]))
      } else {
        self = .failed(Self.words(reason[...]))
      }
    }
  }

  private static func distrust(of certificate: NIOSSLCertificate?, now: Timestamp) -> Self {
    guard let certificate else { return .certificateNotTrusted }
    if Int64(certificate.notValidAfter) < now.seconds { return .certificateExpired }
    if Int64(certificate.notValidBefore) > now.seconds { return .certificateNotYetValid }
    return .certificateNotTrusted
  }

  /// The name in `Error: 1 error:1:SSL routines:OPENSSL_internal:NAME at FILE:LINE`.
  private static func reason(in text: String) -> String {
    guard let start = text.firstRange(of: "OPENSSL_internal:")?.upperBound else { return text }
    return String(text[start...].prefix { $0 != " " })
  }

  private static func words(_ name: Substring) -> String {
    name.lowercased().replacing("_", with: " ")
  }
}
