import BenchmarkMessages
import Compression
import Kernel
import Logging
import Protobuf
import Synchronization
import Testing
import WellKnownMessages
import X509

@testable import RPC

// The code of Shared/RPC/RPC.docc/Tour.md; DocumentationTests holds the two together.

@Suite("The tour of the runtime") struct TourTests {
  private let entry = BenchmarkV1.Entry(entryID: "e1", title: "Hello")
  private let logger = {
    var logger = Logger(label: "tour")
    logger.logLevel = .critical
    return logger
  }()

  /// Runs the server of the tour, and a client of it, while `body` runs.
  private func withEcho(
    interceptors: [any ServerInterceptor] = [], clientInterceptors: [any ClientInterceptor] = [],
    serviceConfig: String = "{}",
    _ body: (RPCClient, BenchmarkV1.EchoServiceClient) async throws -> Void
  ) async throws {
    try await withServers(
      services: [EchoHandlers()], interceptors: interceptors, authorizer: Self.authorize
    ) { servers in
      try await withClient(
        .servers(servers), interceptors: clientInterceptors, serviceConfig: serviceConfig
      ) { client in
        try await body(client, BenchmarkV1.EchoServiceClient(client))
      }
    }
  }

  private static let authorize: Authorizer = { call in
    guard call.metadata["authorization"] == "Bearer letmein" else {
      throw RPCStatus(
        code: .unauthenticated, message: "The call has no valid token.", reason: "TOKEN_INVALID")
    }
    return Caller(
      organization: OrganizationID(stored: "example"), identity: .service("reports"), grants: [])
  }

  @Test("a server and a client") func start() async throws {
    let logger = logger
    let health = HealthService()
    let server = RPCServer(
      configuration: RPCServerConfiguration(
        host: "127.0.0.1", port: 0, errorDomain: "echo.example"),
      services: [EchoHandlers(), health], authorizer: Self.authorize, logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let address = try await server.listeningAddress()

      let client = RPCClient(
        target: try RPCTarget(parsing: "dns:///localhost:\(address.port)"), logger: logger)
      let echo = BenchmarkV1.EchoServiceClient(client)
      let response = try await echo.echo(.init(entry: .init(title: "Hello")))
      #expect(response.entry?.title == "Hello")

      await client.close()
      server.drain()
      try await group.waitForAll()
    }
  }

  @Test("the four shapes of calls") func shapes() async throws {
    try await withEcho { _, echo in
      let response = try await echo.echo(.init(entry: entry))
      #expect(response.entry == entry)

      let copies = try await echo.serverStream(.init(entry: entry, repeatCount: 3)) {
        responses in
        var copies = 0
        for try await _ in responses { copies += 1 }
        return copies
      }
      #expect(copies == 3)

      let options = CallOptions(metadata: RPCMetadata([("authorization", "Bearer letmein")]))
      let count = try await echo.clientStream(options: options) { writer in
        for _ in 0..<5 { try await writer.write(.init(entry: entry)) }
      }
      #expect(count.entryCount == 5)

      let titles = try await echo.bidirectionalStream { writer, responses in
        var titles: [String] = []
        var iterator = responses.makeAsyncIterator()
        for title in ["one", "two"] {
          try await writer.write(.init(entry: .init(title: title)))
          let response = try await iterator.next()
          titles.append(response?.entry?.title ?? "")
        }
        writer.finish()
        let end = try await iterator.next()
        #expect(end == nil)
        return titles
      }
      #expect(titles == ["one", "two"])
    }
  }

  @Test("deadlines") func deadlines() async throws {
    try await withEcho { _, echo in
      let endless = BenchmarkV1.ServerStreamRequest(entry: entry, repeatCount: .max)
      do {
        try await echo.serverStream(endless, options: CallOptions(timeout: .milliseconds(100))) {
          responses in
          for try await _ in responses {}
        }
      } catch let status as RPCStatus where status.code == .deadlineExceeded {
        // The server's handler has been cancelled as well.
        return
      }
      Issue.record("the call had no end")
    }
  }

  @Test("cancellation") func cancellation() async throws {
    try await withEcho { _, echo in
      let endless = BenchmarkV1.ServerStreamRequest(entry: entry, repeatCount: .max)
      let first = try await echo.serverStream(endless) { responses in
        try await responses.first { _ in true }?.entry
      }
      #expect(first == entry)

      let winner = await withTaskGroup(of: String.self) { group in
        group.addTask {
          do {
            try await echo.serverStream(endless) { responses in
              for try await _ in responses {}
            }
          } catch {
            return "cancelled: \((error as? RPCStatus)?.code == .cancelled)"
          }
          return "ended"
        }
        group.addTask { "done" }
        let winner = await group.next()
        group.cancelAll()
        return [winner, await group.next()]
      }
      #expect(winner == ["done", "cancelled: true"])
    }
  }

  @Test("errors with details") func errors() async throws {
    try await withEcho { _, echo in
      var seen: [String] = []
      let requests: [BenchmarkV1.EchoRequest] = [
        .init(), .init(entry: .init(entryID: "e7", title: "secret")),
      ]
      for request in requests {
        do {
          _ = try await echo.echo(request)
        } catch let status as RPCStatus {
          switch (status.code, status.reason) {
          case (.invalidArgument, "INVALID_FIELD"):
            for violation in status.fieldViolations {
              seen.append("\(violation.field) \(violation.description)")
            }
          case (.permissionDenied, "SECRET_ENTRY"):
            seen.append("\(status.message) \(status.metadata["entry"] ?? "")")
          case (.unavailable, _): seen.append("later: \(status.retryDelay ?? .seconds(1))")
          default: throw status
          }
        }
      }
      #expect(seen == ["entry is required", "Secrets have no echo. e7"])
    }
  }

  @Test("metadata and compression") func metadata() async throws {
    try await withEcho { _, echo in
      let report = CallReport()
      var metadata = RPCMetadata([("x-request-id", "r-17")])
      metadata.add(bytes: [1, 2, 3], for: "x-checksum-bin")
      let options = CallOptions(metadata: metadata, compression: .gzip, report: report)
      try await echo.bidirectionalStream(options: options) { writer, responses in
        try await writer.write(.init(entry: entry))
        try await writer.write(.init(entry: entry), isCompressed: false)
        writer.finish()
        for try await _ in responses {}
      }
      #expect(report.initialMetadata?["x-request-id"] == "r-17")
      #expect(report.trailingMetadata?["x-answered-by"] == "")
      #expect(report.isResponseCompressed == true)
    }
  }

  @Test("interceptors of both sides") func interceptors() async throws {
    let lines = Mutex<[String]>([])
    let log = CallLog { line in lines.withLock { $0.append(line) } }
    let trace = TraceCarrier { "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" }
    let seen = SeenMetadata(name: "traceparent")
    try await withEcho(interceptors: [log, seen], clientInterceptors: [trace]) { _, echo in
      _ = try await echo.echo(.init(entry: entry))
    }
    let size = BenchmarkV1.EchoResponse(entry: entry).serializedBytes().count
    #expect(
      lines.withLock(\.self) == ["Echo begins", "Echo ends", "Echo sent \(size) bytes", "Echo OK"])
    #expect(seen.values.first?.hasPrefix("00-4bf9") == true)
  }

  @Test("TLS with certificates on both sides") func tls() async throws {
    let folder = try TestFolder()
    let authority = try TestAuthority()
    let roots = try authority.write(to: folder, "roots.pem")
    let server = try authority.issueServer(to: folder).files
    let client = try authority.issue("reports", [.dnsName("reports")], to: folder, "client").files
    let listener = Self.listener(server, trusting: roots)
    try await withServers(
      services: [EchoHandlers()], configure: { $0.listeners = [listener] }
    ) { servers in
      let target = try RPCTarget.servers(servers)
      let secured = try Self.securedClient(target, client, trusting: roots)
      let report = CallReport()
      let echo = BenchmarkV1.EchoServiceClient(secured)
      try await echo.bidirectionalStream(options: CallOptions(report: report)) {
        writer, responses in
        writer.finish()
        for try await _ in responses {}
      }
      #expect(report.trailingMetadata?["x-answered-by"] == "reports")
      await secured.close()
    }
  }

  private static func listener(
    _ certificate: TLSCertificateFiles, trusting roots: String
  ) -> RPCListener {
    var tls = RPCServerTLS(certificate: certificate)
    tls.clientCertificates = .required(trustRootsFile: roots)
    return RPCListener(address: .inet(RPCAddress(host: "127.0.0.1", port: 0)), tls: tls)
  }

  private static func securedClient(
    _ target: RPCTarget, _ certificate: TLSCertificateFiles, trusting roots: String
  ) throws -> RPCClient {
    var tls = RPCClientTLS(trustRootsFile: roots)
    tls.certificate = certificate
    return RPCClient(target: target, tls: try TLSContextSource(client: tls))
  }
}
