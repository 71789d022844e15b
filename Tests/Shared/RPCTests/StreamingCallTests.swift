import Testing
import WellKnownMessages

@testable import RPC

@Suite("RPC streaming") struct StreamingCallTests {
  @Test("client streaming carries all requests", arguments: [0, 1, 2000])
  func clientStreaming(count: Int) async throws {
    try await withServer { _, client, _ in
      let total: Count = try await client.clientStreaming(TestService.collect) { writer in
        for _ in 0..<count {
          try await writer.write(Bytes(value: [UInt8](repeating: 1, count: 1000)))
        }
      }
      #expect(total.value == Int64(count * 1000))
    }
  }

  @Test("client streaming carries messages larger than the window")
  func largeRequests() async throws {
    try await withServer { _, client, _ in
      let total: Count = try await client.clientStreaming(TestService.collect) { writer in
        for _ in 0..<3 {
          try await writer.write(Bytes(value: [UInt8](repeating: 1, count: 2_000_000)))
        }
      }
      #expect(total.value == 6_000_000)
    }
  }

  @Test("client streaming ends early when the server answers without reading")
  func earlyAnswer() async throws {
    try await withServer { _, client, _ in
      let count: Count = try await client.clientStreaming(TestService.ignore) { writer in
        while true { try await writer.write(Bytes(value: [UInt8](repeating: 1, count: 10_000))) }
      }
      #expect(count.value == -1)
    }
  }

  @Test("a response may be as large as allowed, and a larger one fails its call")
  func largestResponse() async throws {
    // Three bytes of a message are its tag and its length.
    let largest = Bytes(value: [UInt8](repeating: 1, count: 497))
    let tooLarge = Bytes(value: [UInt8](repeating: 1, count: 498))
    try await withServer(configure: { $0.responseBytesMax = 500 }) { _, client, _ in
      let answer: Bytes = try await client.unary(TestService.echo, largest)
      #expect(answer == largest)
      let refusal = try await status {
        try await client.unary(TestService.echo, tooLarge) as Bytes
      }
      #expect(refusal.code == .resourceExhausted)
      #expect(refusal.reason == "RESPONSE_TOO_LARGE")
      try await client.bidirectionalStreaming(TestService.chat) {
        (requests: RPCRequestWriter<Bytes>, responses: RPCResponses<Bytes>) in
        var answers = responses.makeAsyncIterator()
        try await requests.write(largest)
        #expect(try await answers.next() == largest)
        try await requests.write(tooLarge)
        let streamRefusal = try await status { try await answers.next() }
        #expect(streamRefusal.reason == "RESPONSE_TOO_LARGE")
      }
      try await client.bidirectionalStreaming(TestService.chat) {
        (requests: RPCRequestWriter<Bytes>, responses: RPCResponses<Bytes>) in
        try await requests.write(tooLarge)
        var answers = responses.makeAsyncIterator()
        let firstRefusal = try await status { try await answers.next() }
        #expect(firstRefusal.reason == "RESPONSE_TOO_LARGE")
      }
    }
  }

  @Test("an error of the producing closure cancels the call and is thrown on")
  func producerFails() async throws {
    try await withServer { _, client, _ in
      await #expect(throws: NoError.self) {
        let _: Count = try await client.clientStreaming(TestService.collect) {
          (writer: RPCRequestWriter<Bytes>) in
          try await writer.write(Bytes())
          throw NoError()
        }
      }
    }
  }

  @Test("a caller that is cancelled does not complete its requests")
  func cancelledProducer() async throws {
    let service = TestService()
    try await withServer(service) { _, client, _ in
      for _ in 0..<50 {
        await withTaskGroup(of: RPCCode?.self) { group in
          group.addTask {
            let never = AsyncStream<Void>.makeStream()
            let status = try? await status {
              try await client.clientStreaming(TestService.collect) {
                (requests: RPCRequestWriter<Bytes>) in
                try await requests.write(Bytes(value: [1]))
                // Ends, and throws nothing, when the task is cancelled.
                for await _ in never.stream {}
              } as Count
            }
            return status?.code
          }
          await service.events.wait(for: "request")
          group.cancelAll()
          #expect(await group.next() == .cancelled)
        }
        #expect(await service.events.next() == "requests broke off")
      }
    }
  }

  @Test("server streaming carries all responses in order", arguments: [0, 1, 3000])
  func serverStreaming(count: Int) async throws {
    try await withServer { _, client, _ in
      let numbers = try await client.serverStreaming(
        TestService.expand, Count(value: Int64(count))
      ) { (responses: RPCResponses<Bytes>) in
        var numbers: [UInt8] = []
        for try await response in responses { numbers.append(response.value[0]) }
        return numbers
      }
      #expect(numbers == (0..<count).map { UInt8(truncatingIfNeeded: $0) })
    }
  }

  @Test("leaving the responses early stops the handler, which was held back")
  func leaveEarly() async throws {
    let service = TestService()
    try await withServer(service) { _, client, _ in
      let first = try await client.serverStreaming(
        TestService.expand, Count(value: 1_000_000_000)
      ) { (responses: RPCResponses<Bytes>) in
        var iterator = responses.makeAsyncIterator()
        return try await iterator.next()?.value.count
      }
      #expect(first == 1000)
      await service.events.wait(for: "writer stopped")
    }
  }

  @Test("bidirectional streaming answers each request before the next")
  func pingPong() async throws {
    try await withServer { _, client, _ in
      let count = try await client.bidirectionalStreaming(TestService.chat) {
        (writer: RPCRequestWriter<Bytes>, responses: RPCResponses<Bytes>) in
        var iterator = responses.makeAsyncIterator()
        var count = 0
        for number in 0..<100 {
          try await writer.write(Bytes(value: [UInt8(number)]))
          if try await iterator.next()?.value == [UInt8(number)] { count += 1 }
        }
        writer.finish()
        let afterLast = try await iterator.next()
        #expect(afterLast == nil)
        return count
      }
      #expect(count == 100)
    }
  }

  @Test("many streams at a time do not disturb each other")
  func manyStreams() async throws {
    try await withServer { _, client, _ in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<50 {
          group.addTask {
            try await client.serverStreaming(TestService.expand, Count(value: 200)) {
              (responses: RPCResponses<Bytes>) in
              try await responses.reduce(0) { $0 + $1.value.count }
            }
          }
        }
        for try await total in group { #expect(total == 200_000) }
      }
    }
  }
}

@Suite("RPC connections") struct ConnectionTests {
  @Test("a call to a dead port fails with UNAVAILABLE, and so do the next ones")
  func deadPort() async throws {
    let client = RPCClient(endpoint: RPCEndpoint(host: "127.0.0.1", port: 1))
    for _ in 0..<3 {
      let status = try await status { try await client.unary(TestService.echo, Bytes()) as Bytes }
      #expect(status.code == .unavailable)
    }
    await client.close()
  }

  @Test("a closed client fails calls with UNAVAILABLE")
  func closedClient() async throws {
    let client = RPCClient(endpoint: RPCEndpoint(host: "127.0.0.1", port: 1))
    await client.close()
    let status = try await status { try await client.unary(TestService.echo, Bytes()) as Bytes }
    #expect(status.code == .unavailable)
  }

  @Test("draining lets calls finish, then the server ends")
  func drain() async throws {
    try await withServer { server, client, _ in
      let count = try await client.bidirectionalStreaming(TestService.chat) {
        (writer: RPCRequestWriter<Bytes>, responses: RPCResponses<Bytes>) in
        var iterator = responses.makeAsyncIterator()
        try await writer.write(Bytes(value: [1]))
        _ = try await iterator.next()
        server.drain()
        var count = 0
        for _ in 0..<10 {
          try await writer.write(Bytes(value: [2]))
          if try await iterator.next()?.value == [2] { count += 1 }
        }
        writer.finish()
        let afterLast = try await iterator.next()
        #expect(afterLast == nil)
        return count
      }
      #expect(count == 10)
    }
  }

  @Test("calls that outlast the grace of a draining server fail with UNAVAILABLE")
  func grace() async throws {
    let service = TestService()
    try await withServer(service, configure: { $0.drainGrace = .milliseconds(50) }) {
      server, client, _ in
      async let outcome = status { try await client.unary(TestService.wait, Text()) as Text }
      await service.events.wait(for: "started")
      server.drain()
      let status = try await outcome
      #expect(status.code == .unavailable)
      await service.events.wait(for: "cancelled")
    }
  }

  @Test("a client goes on with a new server at the same address")
  func reconnect() async throws {
    var port = 0
    var configuration = RPCClientConfiguration()
    configuration.backoffInitial = .milliseconds(1)
    configuration.backoffMax = .milliseconds(5)
    var kept: RPCClient?
    try await withServer { _, _, address in
      port = address.port
      let client = RPCClient(endpoint: address, configuration: configuration)
      let response: Bytes = try await client.unary(TestService.echo, Bytes(value: [1]))
      #expect(response.value == [1])
      kept = client
    }
    let client = try #require(kept)
    let status = try await status { try await client.unary(TestService.echo, Bytes()) as Bytes }
    #expect(status.code == .unavailable)
    try await withServer(configure: {
      $0.listeners = [RPCListener(address: .inet(RPCAddress(host: "127.0.0.1", port: port)))]
    }) { _, _, _ in
      let clock = ContinuousClock()
      let end = clock.now + .seconds(10)
      var response: Bytes?
      while response == nil && clock.now < end {
        do {
          response = try await client.unary(TestService.echo, Bytes(value: [2]))
        } catch let status as RPCStatus where status.code == .unavailable {
          await Task.yield()
        }
      }
      #expect(response?.value == [2])
      await client.close()
    }
  }
}
