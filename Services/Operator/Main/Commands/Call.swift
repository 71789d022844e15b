internal import ArgumentParser
internal import Foundation
internal import Kernel
internal import Logging
internal import OperatorDomain
internal import RPC
internal import ServiceHost

/// Calls one method of a service.
struct CallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "Call a method of a service, with requests and responses in JSON.",
    discussion: """
      laurel call quality laurel.quality.v1.FormService/ListForms '{"pageSize": 5}'

      A service of the suite gets the operator's credentials; any other TARGET, for example \
      127.0.0.1:7405 or unix:/run/x.sock, gets no credentials but those of --metadata. A method \
      that takes many requests takes one JSON document a line. Each response is a line on \
      standard output; everything else goes to standard error.

      Exit status: 0 when the call succeeds; 64 and the number of its gRPC code when it fails (65 \
      CANCELLED to 80 UNAUTHENTICATED, for example 69 NOT_FOUND, 78 UNAVAILABLE); 64 for a wrong \
      target, method or option; 1 for everything else, such as JSON that the method does not take.
      """)

  @Argument(help: "The name of a service (directory, quality and so on), or a target.")
  var target: String?

  @Argument(help: "The full name: package.Service/Method.")
  var method: String?

  @Argument(help: "The request in JSON (default: {}, or no request for a stream); - for stdin.")
  var request: String?

  @OptionGroup var suite: SuiteOptions

  @Option(help: "Send name:value along; may be repeated. Values of -bin names are base64.")
  var metadata: [String] = []

  @Option(help: "How long the call may take, for example 500ms, 5s, 2m.")
  var timeout = "30s"

  @Flag(help: "Use credentials for all organizations, which channelz asks for.")
  var allOrganizations = false

  @Flag(help: "Show the metadata both ways, the time and the number of attempts.")
  var verbose = false

  @Flag(help: "Show every HTTP/2 frame, without content and secrets.")
  var frames = false

  @Flag(help: "List the services and methods that are known.")
  var list = false

  @Option(help: "Show what a method takes and gives.")
  var describe: String?

  func validate() throws {
    if list || describe != nil {
      guard target == nil else {
        throw ArgumentParser.ValidationError("--list and --describe make no call")
      }
      return try UserInput.check {
        if let describe { _ = try CallableMethods.ofSuite().method(named: describe) }
      }
    }
    guard let target, let method else {
      throw ArgumentParser.ValidationError("Name a TARGET and a METHOD, or use --list")
    }
    try UserInput.check {
      try CallTarget.check(target)
      _ = try CallableMethods.ofSuite().method(named: method)
      _ = try TimeoutOption.parse(timeout, field: "--timeout")
      _ = try CallRequests.metadata(metadata)
    }
  }

  func run() async throws {
    try await CommandFailure.explaining {
      let methods = CallableMethods.ofSuite()
      if list { return Console.write(methods.text) }
      if let describe {
        let method = try methods.method(named: describe)
        return Console.write(MethodDescription(method, .ofSuite()).text)
      }
      guard let target, let method else { return }
      try await call(try methods.method(named: method), target)
    }
  }

  private func call(_ method: TypedMethod, _ name: String) async throws {
    let environment = try await suite.environment()
    let target = try CallTarget(name, environment)
    let requests = try CallRequests.read(request, takesOne: method.descriptor.takesOneRequest)
    let report = CallReport()
    let options = CallOptions(
      metadata: try await metadata(target, environment),
      timeout: try TimeoutOption.parse(timeout, field: "--timeout"), report: report)
    if verbose {
      Console.note(CallReportText.request(options.metadata, to: method.descriptor))
    }
    let client = client(of: target)
    let caller = MethodCaller(client: client) { response in
      Console.write(response + [UInt8(ascii: "\n")])
    }
    let start = ContinuousClock.now
    let result: Result<Void, any Error>
    do {
      result = .success(try await caller.call(method, requests, options))
    } catch {
      result = .failure(error)
    }
    let duration = ContinuousClock.now - start
    await client.close()
    try end(result, report, duration)
  }

  /// Tells how the call ended, and with what exit status this command does.
  private func end(
    _ result: Result<Void, any Error>, _ report: CallReport, _ duration: Duration
  ) throws {
    switch result {
    case .success:
      if verbose {
        Console.note(CallReportText.response(report, code: .ok, duration: duration))
      }
    case .failure(let status as RPCStatus):
      if verbose {
        Console.note(CallReportText.response(report, code: status.code, duration: duration))
      }
      Console.note(CallReportText.failure(status))
      throw ExitCode(64 + Int32(status.code.rawValue))
    case .failure(let error): throw error
    }
  }

  private func client(of target: CallTarget) -> RPCClient {
    var configuration = SuiteClient.configuration
    configuration.logsFrames = frames
    let logger = Logger(label: "laurel.call") { _ in FramePrinter { Console.note($0) } }
    return RPCClient(
      target: target.target, tls: target.tls, configuration: configuration, logger: logger)
  }

  /// What the user adds, and the operator's token, unless the target is not of the suite or the
  /// user brings another one.
  private func metadata(
    _ target: CallTarget, _ environment: SuiteEnvironment
  ) async throws -> RPCMetadata {
    var metadata = try CallRequests.metadata(self.metadata)
    guard target.isOfSuite, metadata["authorization"] == nil else { return metadata }
    let credentials = try await SuiteClient.credentials(environment)
    let organization = allOrganizations ? .every : environment.organization
    metadata.add(
      contentsOf: try await credentials.options(for: organization, timeout: nil).metadata)
    return metadata
  }
}
