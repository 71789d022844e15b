import Compression
import Synchronization
import Testing
import WellKnownMessages

@testable import RPC

@Suite("Calls of clients") struct ClientCallTests {
  @Test("metadata goes both ways, before and after the responses")
  func metadata() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers)) { client in
        let report = CallReport()
        let options = CallOptions(
          metadata: RPCMetadata([("x-echo", "out and back")]), report: report)
        _ = try await client.unary(AttemptService.describe, Text(), options) as Text
        #expect(report.initialMetadata?["x-initial"] == "out and back")
        #expect(report.trailingMetadata?.binary("x-trailing-bin") == [0xAB, 0xAB, 0xAB])
        #expect(report.peerAddress == servers[0].address?.description)
      }
    }
  }

  @Test("metadata of a call that failed can be read")
  func metadataOfFailure() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers)) { client in
        let report = CallReport()
        let status = try await status {
          try await client.unary(
            AttemptService.describe, Text(value: "fail"), CallOptions(report: report)) as Text
        }
        #expect(status.code == .dataLoss)
        #expect(report.trailingMetadata?.binary("x-trailing-bin") == [0xAB, 0xAB, 0xAB])
      }
    }
  }

  @Test("requests and responses are compressed when the one who sends them wants it")
  func compression() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers)) { client in
        let report = CallReport()
        let text = Text(value: "compress")
        let response: Text = try await client.unary(
          AttemptService.describe, text, CallOptions(compression: .gzip, report: report))
        #expect(response.value == "true nobody")
        #expect(report.isResponseCompressed == true)
        let plain = CallReport()
        let plainResponse: Text = try await client.unary(
          AttemptService.describe, Text(), CallOptions(report: plain))
        #expect(plainResponse.value == "false nobody")
        #expect(plain.isResponseCompressed == false)
      }
    }
  }

  @Test("single requests of a compressed stream may be sent as they are")
  func compressedStream() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers)) { client in
        let total: Count = try await client.clientStreaming(
          TestService.collect, CallOptions(compression: .deflate)
        ) { (writer: RPCRequestWriter<Bytes>) in
          let bytes = Bytes(value: [UInt8](repeating: 7, count: 500))
          try await writer.write(bytes)
          try await writer.write(bytes, isCompressed: false)
          try await writer.write(bytes)
        }
        #expect(total.value == 1500)
      }
    }
  }

  @Test("the service config limits how long calls take and how large messages are")
  func methodConfig() async throws {
    let config = """
      {"methodConfig": [
        {"name": [{"service": "laurel.test.v1.TestService", "method": "Wait"}], "timeout": "0.05s"},
        {"name": [{"service": "laurel.test.v1.TestService"}],
         "maxRequestMessageBytes": 100, "maxResponseMessageBytes": 5000}]}
      """
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: config) { client in
        let late = try await status { try await client.unary(TestService.wait, Text()) as Text }
        #expect(late.code == .deadlineExceeded)
        let large = try await status {
          try await client.unary(
            TestService.echo, Bytes(value: [UInt8](repeating: 0, count: 200))) as Bytes
        }
        #expect(large.code == .resourceExhausted)
        #expect(large.message.contains("100 bytes"))
        let count = try await client.serverStreaming(TestService.expand, Count(value: 3)) {
          (responses: RPCResponses<Bytes>) in
          try await responses.reduce(0) { count, _ in count + 1 }
        }
        #expect(count == 3)
      }
    }
  }

  @Test("interceptors run in order, may change a call, and see what happens in it")
  func interceptors() async throws {
    let log = Mutex<[String]>([])
    let outer = RecordingInterceptor(name: "outer") { line in log.withLock { $0.append(line) } }
    let inner = RecordingInterceptor(name: "inner") { line in log.withLock { $0.append(line) } }
    try await withServers { servers in
      try await withClient(.servers(servers), interceptors: [outer, inner]) { client in
        let report = CallReport()
        _ =
          try await client.unary(
            AttemptService.describe, Text(value: "abc"), CallOptions(report: report)) as Text
        #expect(report.initialMetadata?["x-initial"] == "inner")
      }
    }
    #expect(
      log.withLock(\.self) == [
        "outer begins", "inner begins", "outer sent 5", "inner sent 5", "outer attempt 1",
        "inner attempt 1", "outer received 14", "inner received 14", "outer OK", "inner OK",
        "inner ends", "outer ends",
      ])
  }

  @Test("a client that nobody closes or keeps ends its calls")
  func dropped() async throws {
    let service = TestService()
    try await withServers(services: [service]) { servers in
      var client: RPCClient? = RPCClient(target: try .servers(servers))
      let states = try #require(client?.connectivityStates)
      client?.connect()
      for await state in states where state == .ready { break }
      client = nil
      for await state in states where state == .shutdown { break }
      while servers[0].connectionCount > 0 { await Task.yield() }
    }
  }
}

/// Writes down what it sees and puts its name into the metadata.
private struct RecordingInterceptor: ClientInterceptor, ClientCallObserver {
  let name: String
  let record: @Sendable (String) -> Void

  func observe(
    _ method: MethodDescriptor, _ options: CallOptions
  ) -> (any ClientCallObserver)? { self }

  func intercept<Result>(
    _ method: MethodDescriptor, _ options: CallOptions,
    _ next: (CallOptions) async throws -> Result
  ) async throws -> Result {
    record("\(name) begins")
    var options = options
    options.metadata = RPCMetadata([("x-echo", name)])
    let result = try await next(options)
    record("\(name) ends")
    return result
  }

  func attemptStarted(_ number: Int) { record("\(name) attempt \(number)") }
  func sent(_ message: MessageSize) { record("\(name) sent \(message.byteCount)") }
  func received(_ message: MessageSize) { record("\(name) received \(message.byteCount)") }
  func finished(_ code: RPCCode) { record("\(name) \(code)") }
}
