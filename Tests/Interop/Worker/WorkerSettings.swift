internal import InteropMessages
internal import RPC

/// What the command line says about every benchmark.
struct WorkerSettings: Sendable {
  /// Where servers listen.
  let host: String
  /// The port of servers; 0: as the driver says.
  let serverPort: Int
  let certificate: TLSCertificateFiles
  /// Whom clients trust when the driver wants the certificates of the tests.
  let rootsFile: String

  /// No method asks who calls.
  static let authorizer: Authorizer = { _ in
    throw RPCStatus(code: .unauthenticated, message: "Nobody asks.")
  }

  static func refusal(_ message: String) -> RPCStatus {
    RPCStatus(code: .invalidArgument, message: message)
  }
}
