import Logging
import Synchronization
import Testing
import WellKnownMessages

@testable import RPC

@Suite("The frame log") struct FrameLogTests {
  /// One call with credentials, logged on both sides; both loggers want nothing below `critical`.
  private func linesOfCall(logsFrames: Bool = true) async throws -> (client: [Line], server: [Line])
  {
    let (client, server) = (Recorder(), Recorder())
    var configuration = RPCServerConfiguration(
      host: "127.0.0.1", port: 0, errorDomain: "test.laurel")
    configuration.logsFrames = logsFrames
    let running = RPCServer(
      configuration: configuration, services: [TestService()],
      authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "No.") },
      logger: server.logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await running.run() }
      let address = try await running.listeningAddress()
      var clientConfiguration = RPCClientConfiguration()
      clientConfiguration.logsFrames = logsFrames
      let caller = RPCClient(
        target: RPCTarget(address), configuration: clientConfiguration, logger: client.logger)
      let options = CallOptions(
        metadata: RPCMetadata([("authorization", "Bearer s3cret")]), timeout: .seconds(10))
      let answer: Bytes = try await caller.unary(
        TestService.echo, Bytes(value: Array("s3cret".utf8)), options)
      #expect(answer.value.count == 6)
      await caller.close()
      running.drain()
      try await group.waitForAll()
    }
    return (client.lines, server.lines)
  }

  @Test("tells of the frames of a call on both sides, at the level trace")
  func bothSides() async throws {
    let (client, server) = try await linesOfCall()
    let request = try #require(client.first { $0["frame.fields"]?.contains(":path") == true })
    #expect(request.level == .trace)
    #expect(request.message == "http2 frame")
    #expect(request["frame.direction"] == "sent")
    #expect(request["frame.type"] == "HEADERS")
    #expect(request["frame.stream"] == "1")
    #expect(request["frame.flags"] == "END_HEADERS")
    let fields = try #require(request["frame.fields"])
    #expect(fields.contains(":path=/laurel.test.v1.TestService/Echo"))
    #expect(fields.contains(" authorization"))
    #expect(fields.contains(" grpc-timeout="))
    #expect(request["peer"]?.hasPrefix("127.0.0.1:") == true)
    let data = try #require(client.first { $0["frame.type"] == "DATA" })
    #expect(data["frame.length"] == "13")
    let trailers = try #require(
      server.first { $0["frame.fields"]?.contains("grpc-status=0") == true })
    #expect(trailers["frame.direction"] == "sent")
    #expect(trailers["frame.flags"] == "END_STREAM END_HEADERS")
    #expect(
      server.contains { $0["frame.type"] == "SETTINGS" && $0["frame.direction"] == "received" })
  }

  @Test("never shows credentials or messages")
  func secrets() async throws {
    let (client, server) = try await linesOfCall()
    #expect(!client.isEmpty)
    #expect(!server.isEmpty)
    #expect(!"\(client) \(server)".contains("s3cret"))
  }

  @Test("is silent unless it is switched on")
  func off() async throws {
    let (client, server) = try await linesOfCall(logsFrames: false)
    #expect((client + server).filter { $0.message == "http2 frame" }.isEmpty)
  }
}

/// A line of a log.
struct Line: Sendable {
  let level: Logger.Level
  let message: String
  let metadata: [String: String]

  subscript(key: String) -> String? { metadata[key] }
}

/// Keeps what is logged.
final class Recorder: Sendable {
  private let protected = Mutex<[Line]>([])

  var lines: [Line] { protected.withLock(\.self) }

  /// A logger that wants critical messages only.
  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(recorder: self) }
    logger.logLevel = .critical
    return logger
  }

  private struct Handler: LogHandler {
    let recorder: Recorder
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.critical

    init(recorder: Recorder) { self.recorder = recorder }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let fields = metadata.merging(event.metadata ?? [:]) { $1 }
      let line = Line(
        level: event.level, message: "\(event.message)",
        metadata: fields.mapValues { "\($0)" })
      recorder.protected.withLock { $0.append(line) }
    }
  }
}
