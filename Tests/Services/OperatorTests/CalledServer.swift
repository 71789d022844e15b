import Foundation
import Kernel
import Logging
import Messages
import RPC
import Subprocess
import Testing
import WellKnownMessages

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A server with some methods of the suite, for the operator's command to call.
struct CalledServer: Sendable {
  /// What a command printed and how it ended.
  struct Outcome: Sendable {
    let status: Int
    let output: String
    let errors: String
  }

  /// For example `127.0.0.1:40312`.
  let address: String

  /// Where the executables of this build are: beside the running tests.
  private static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// Runs a server while `test` runs.
  static func with(_ test: (CalledServer) async throws -> Void) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var services: [any RPCService] = [SampleMethods(), HealthService()]
    services.append(
      ReflectionService(
        offered: services, files: MessageDescriptors.all + WellKnownMessageDescriptors.all))
    let server = RPCServer(
      configuration: RPCServerConfiguration(
        host: "127.0.0.1", port: 0, errorDomain: "called.laurel"),
      services: services,
      authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "No.") },
      logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let address = try await server.listeningAddress()
      let outcome: Result<Void, any Error>
      do {
        outcome = .success(try await test(CalledServer(address: "\(address)")))
      } catch {
        outcome = .failure(error)
      }
      server.drain()
      try await group.waitForAll()
      try outcome.get()
    }
  }

  /// Runs `laurel call` with this server.
  func call(_ arguments: String..., input: String = "") async throws -> Outcome {
    try await Self.run(["call", address] + arguments, input: input)
  }

  /// Runs the operator's command.
  static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) async throws -> Outcome {
    let variables = Dictionary(
      uniqueKeysWithValues: environment.compactMap { name, value in
        Environment.Key(rawValue: name).map { ($0, Optional.some(value)) }
      })
    let result = try await Subprocess.run(
      .path(FilePath(products.appending(path: "laurel").path())),
      arguments: Arguments(arguments), environment: .inherit.updating(variables),
      workingDirectory: FilePath(FileManager.default.temporaryDirectory.path()),
      input: .string(input), output: .string(limit: 1_000_000), error: .string(limit: 1_000_000))
    guard case .exited(let status) = result.terminationStatus else {
      throw EndedBySignal(errors: result.standardError)
    }
    return Outcome(
      status: Int(status), output: result.standardOutput, errors: result.standardError)
  }

  struct EndedBySignal: Error {
    let errors: String
  }
}

/// One method of each kind that needs no database.
private struct SampleMethods: RPCService {
  var methods: [RPCMethod] {
    let open = MethodPolicy(access: .anybody, deadlineMax: .seconds(30))
    return [
      .unary(QualityV1.FormServiceMethods.getForm, policy: open, handler: getForm),
      .serverStreaming(LearningV1.AssignmentServiceMethods.exportAssignments, policy: open) {
        (
          _: LearningV1.ExportAssignmentsRequest,
          responses: RPCResponseWriter<LearningV1.ExportAssignmentsResponse>, _
        ) in
        for number in 1...3 {
          try await responses.write(.init(assignments: [.init(assignmentID: "\(number)")]))
        }
      },
      .clientStreaming(GamificationV1.FactServiceMethods.recordFacts, policy: open) {
        (requests: RPCRequests<GamificationV1.RecordFactsRequest>, _) in
        var count = 0
        for try await request in requests { count += request.facts.count }
        return GamificationV1.RecordFactsResponse(createdCount: Int64(count))
      },
    ]
  }

  private func getForm(
    _ request: QualityV1.GetFormRequest, _ call: CallContext
  ) async throws -> QualityV1.GetFormResponse {
    let hasCredentials = call.metadata["authorization"] != nil
    call.addInitialMetadata(
      RPCMetadata([("x-authorization", hasCredentials ? "present" : "absent")]))
    if let echo = call.metadata["x-echo"] {
      call.addInitialMetadata(RPCMetadata([("x-echoed", echo)]))
      call.addTrailingMetadata(RPCMetadata([("x-after", "end")]))
    }
    switch request.formID {
    case "slow": try await Task.sleep(for: .seconds(30))
    case "missing":
      throw RPCStatus(
        code: .notFound, message: "There is no such form.", reason: "FORM_NOT_FOUND",
        metadata: ["form": request.formID],
        fieldViolations: [.init(field: "formId", description: "names no form")],
        retryDelay: .milliseconds(1500))
    default: break
    }
    return .init(form: .init(formID: request.formID))
  }
}
