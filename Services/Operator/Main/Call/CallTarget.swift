internal import Kernel
internal import RPC
internal import ServiceHost

/// Whom `laurel call` talks to.
struct CallTarget {
  let target: RPCTarget
  /// How the target is called; `nil` means in clear text.
  let tls: TLSContextSource?
  /// Whether the target is a service of the suite, which gets the operator's credentials.
  ///
  /// Others get none: whoever is given a token can use it.
  let isOfSuite: Bool

  /// - Parameters:
  ///   - text: The name of a service, or any target in gRPC's name syntax.
  ///   - environment: Says where the services are.
  /// - Throws: ``CommandFailure`` when the text is neither.
  init(_ text: String, _ environment: SuiteEnvironment) throws {
    if let service = SuiteService(rawValue: text) {
      target = try environment.target(of: service)
      tls = environment.tls?.client
      isOfSuite = true
      return
    }
    target = try Self.other(text)
    tls = nil
    isOfSuite = false
  }

  /// Checks a text without asking where the services of the suite are.
  ///
  /// - Throws: ``CommandFailure`` when it is neither the name of a service nor a target.
  static func check(_ text: String) throws {
    if SuiteService(rawValue: text) == nil { _ = try other(text) }
  }

  /// Reads a target that is no service of the suite.
  private static func other(_ text: String) throws -> RPCTarget {
    let names = SuiteService.allCases.map(\.name).joined(separator: ", ")
    guard text.contains(":") else {
      throw CommandFailure(
        "There is no service \(text). Services: \(names); or name a target like 127.0.0.1:7405.")
    }
    do {
      return try RPCTarget(parsing: text)
    } catch {
      throw CommandFailure("\(error) Services: \(names).")
    }
  }
}
