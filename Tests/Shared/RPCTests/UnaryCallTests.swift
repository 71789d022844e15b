import Kernel
import NIOPosix
import Testing
import WellKnownMessages

@testable import RPC

@Suite("RPCClient.unary", .timeLimit(.minutes(10))) struct UnaryCallTests {
  @Test("carries messages of any size", arguments: [0, 1, 100, 65_535, 300_000, 3_000_000])
  func sizes(size: Int) async throws {
    try await withServer { _, client, _ in
      let request = Bytes(value: (0..<size).map { UInt8(truncatingIfNeeded: $0 / 3) })
      let response: Bytes = try await client.unary(TestService.echo, request)
      #expect(response == request)
    }
  }

  @Test("makes 500 calls at a time over one connection")
  func parallel() async throws {
    try await withServer { server, client, _ in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<500 {
          group.addTask {
            let request = Bytes(value: [UInt8(truncatingIfNeeded: number)])
            let response: Bytes = try await client.unary(TestService.echo, request)
            return response == request
          }
        }
        for try await isEqual in group { #expect(isEqual) }
      }
      #expect(server.connectionCount == 1)
    }
  }

  @Test("a task that prefers the client's executor is on its thread before and after a call")
  func taskExecutor() async throws {
    try await withServer { _, client, _ in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        group.addTask(executorPreference: client.taskExecutor) {
          let loop = MultiThreadedEventLoopGroup.currentEventLoop
          let _: Bytes = try await client.unary(TestService.echo, Bytes(value: [1]))
          return loop != nil && loop === MultiThreadedEventLoopGroup.currentEventLoop
        }
        let isOnSameThread = try await group.next()
        #expect(isOnSameThread == true)
      }
    }
  }

  @Test("delivers a status with all its details")
  func details() async throws {
    try await withServer { _, client, _ in
      let status = try await status {
        try await client.unary(TestService.fail, Text(value: "status")) as Text
      }
      #expect(
        status
          == RPCStatus(
            code: .failedPrecondition, message: "Größe 100%\n", reason: "ODD",
            domain: "test.laurel", metadata: ["key": "value"],
            fieldViolations: [.init(field: "value", description: "is odd")],
            retryDelay: .seconds(2)))
    }
  }

  @Test(
    "maps what a handler throws",
    arguments: [
      ("validation", .invalidArgument, "value is not valid"),
      ("cancellation", .cancelled, "The call was cancelled."),
      ("other", .internalError, "The server failed."),
    ] as [(String, RPCCode, String)])
  func thrown(request: String, code: RPCCode, message: String) async throws {
    try await withServer { _, client, _ in
      let status = try await status {
        try await client.unary(TestService.fail, Text(value: request)) as Text
      }
      #expect(status.code == code)
      #expect(status.message == message)
    }
  }

  @Test("fails with UNIMPLEMENTED for a method that the server does not know")
  func unknownMethod() async throws {
    try await withServer { _, client, _ in
      let status = try await status {
        try await client.unary(TestService.method("Missing"), Text()) as Text
      }
      #expect(status.code == .unimplemented)
    }
  }

  @Test("fails with INVALID_ARGUMENT for a request that does not decode")
  func malformed() async throws {
    try await withServer { _, client, _ in
      // Field 1 of a BytesValue with bytes that are not UTF-8, read as a StringValue.
      let status = try await status {
        try await client.unary(TestService.fail, Bytes(value: [0xFF, 0xFE])) as Text
      }
      #expect(status.code == .invalidArgument)
      #expect(status.reason == "MALFORMED_REQUEST")
    }
  }

  @Test("fails with RESOURCE_EXHAUSTED for a request larger than the server allows")
  func largeRequest() async throws {
    try await withServer(configure: { $0.messageBytesMax = 1000 }) { _, client, _ in
      let status = try await status {
        try await client.unary(
          TestService.echo, Bytes(value: [UInt8](repeating: 0, count: 2_000_000))) as Bytes
      }
      #expect(status.code == .resourceExhausted)
      let small: Bytes = try await client.unary(TestService.echo, Bytes(value: [1]))
      #expect(small.value == [1])
    }
  }

  @Test("fails with RESOURCE_EXHAUSTED for a response larger than the client allows")
  func largeResponse() async throws {
    try await withServer { _, _, address in
      var configuration = RPCClientConfiguration()
      configuration.messageBytesMax = 1000
      let client = RPCClient(endpoint: address, configuration: configuration)
      let status = try await status {
        try await client.unary(
          TestService.echo, Bytes(value: [UInt8](repeating: 0, count: 100_000))) as Bytes
      }
      #expect(status.code == .resourceExhausted)
      await client.close()
    }
  }

  @Test("a client that is dropped closes its connection and leaves no deadline behind")
  func droppedClient() async throws {
    try await withServer { server, _, address in
      let timeout = Duration.milliseconds(50)
      for _ in 0..<10 {
        let client = RPCClient(endpoint: address)
        let response: Bytes = try await client.unary(
          TestService.echo, Bytes(value: [1]), CallOptions(timeout: .seconds(60)))
        #expect(response.value == [1])
        _ =
          try? await client.unary(
            TestService.echo, Bytes(value: [2]), CallOptions(timeout: timeout)) as Bytes
      }
      let start = ContinuousClock.now
      while server.connectionCount > 0, .now - start < .seconds(30) { await Task.yield() }
      #expect(server.connectionCount == 0)
      while .now - start < timeout * 3 { await Task.yield() }
    }
  }

  @Test("fails with RESOURCE_EXHAUSTED for metadata larger than the server allows")
  func largeMetadata() async throws {
    try await withServer { _, client, _ in
      let metadata = RPCMetadata([("x-large", String(repeating: "a", count: 20_000))])
      let status = try await status {
        try await client.unary(TestService.echo, Bytes(), CallOptions(metadata: metadata)) as Bytes
      }
      #expect(status.code == .resourceExhausted)
    }
  }

  @Test("asks the authorizer before it looks at the request")
  func authorization() async throws {
    try await withServer { _, client, address in
      let status = try await status {
        try await client.unary(TestService.secret, Bytes(value: [0xFF])) as Text
      }
      #expect(status.code == .unauthenticated)
      #expect(status.reason == "NO_TOKEN")
      let trusted = RPCClient(
        endpoint: address, credentials: { _ in [("authorization", "Bearer good")] })
      let response: Text = try await trusted.unary(TestService.secret, Text())
      #expect(response.value == "service:tests")
      await trusted.close()
    }
  }

  @Test(
    "credentials fail a call with their status, unless its code is one that only services give",
    arguments: [
      (.unauthenticated, .unauthenticated), (.unavailable, .unavailable),
      (.permissionDenied, .permissionDenied), (.ok, .internalError),
      (.invalidArgument, .internalError), (.notFound, .internalError),
      (.alreadyExists, .internalError), (.failedPrecondition, .internalError),
      (.aborted, .internalError), (.outOfRange, .internalError), (.dataLoss, .internalError),
    ] as [(RPCCode, RPCCode)])
  func failingCredentials(code: RPCCode, seen: RPCCode) async throws {
    let client = RPCClient(
      endpoint: RPCAddress(host: "127.0.0.1", port: 1),
      credentials: { _ in throw RPCStatus(code: code, message: "No key.") })
    let status = try await status {
      try await client.unary(TestService.secret, Text()) as Text
    }
    #expect(status == RPCStatus(code: seen, message: "No key."))
    await client.close()
  }
}

@Suite("RPC deadlines and cancellation") struct DeadlineTests {
  @Test("the client's deadline ends the call on both sides")
  func clientDeadline() async throws {
    let service = TestService()
    try await withServer(service) { _, client, _ in
      // The connection is there before the deadline begins to run.
      let _: Bytes = try await client.unary(TestService.echo, Bytes())
      let status = try await status {
        try await client.unary(
          TestService.wait, Text(), CallOptions(timeout: .seconds(5))) as Text
      }
      #expect(status.code == .deadlineExceeded)
      await service.events.wait(for: "cancelled")
    }
  }

  @Test("the policy's deadline ends a call of a caller that sets none")
  func serverDeadline() async throws {
    var service = TestService()
    service.deadlineMax = .milliseconds(100)
    try await withServer(service) { [service] _, client, _ in
      let status = try await status {
        try await client.unary(TestService.wait, Text()) as Text
      }
      #expect(status.code == .deadlineExceeded)
      await service.events.wait(for: "cancelled")
    }
  }

  @Test("a deadline that has passed fails without sending")
  func pastDeadline() async throws {
    let client = RPCClient(endpoint: RPCEndpoint(host: "127.0.0.1", port: 1))
    let status = try await status {
      try await client.unary(TestService.echo, Bytes(), CallOptions(timeout: .zero)) as Bytes
    }
    #expect(status.code == .deadlineExceeded)
    await client.close()
  }

  @Test("calls made by a handler inherit what is left of its deadline")
  func inherited() async throws {
    var service = TestService()
    // Far behind the deadlines of the callers, so that it cannot stand in for them.
    service.deadlineMax = .seconds(3600)
    try await withServer(service) { _, client, _ in
      let remaining: Count = try await client.unary(
        TestService.remaining, Text(), CallOptions(timeout: .seconds(60)))
      #expect((1...60_000).contains(remaining.value))
      let outer: Count = try await CallDeadline.current.withValue(.after(.seconds(30))) {
        try await client.unary(TestService.remaining, Text(), CallOptions(timeout: .seconds(60)))
      }
      #expect((1...30_000).contains(outer.value))
    }
  }

  @Test("cancelling the caller's task cancels the handler's task")
  func cancellation() async throws {
    let service = TestService()
    try await withServer(service) { _, client, _ in
      try await withThrowingTaskGroup(of: RPCStatus.self) { group in
        group.addTask {
          try await status { try await client.unary(TestService.wait, Text()) as Text }
        }
        await service.events.wait(for: "started")
        group.cancelAll()
        let outcome = try await group.next()
        #expect(outcome?.code == .cancelled)
      }
      await service.events.wait(for: "cancelled")
    }
  }
}
