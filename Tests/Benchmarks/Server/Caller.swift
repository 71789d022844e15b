internal import BenchmarkMessages
internal import RPC

/// One client of a load and the calls that it makes at a time.
struct Caller {
  private static let pauseAfterFailure = Duration.milliseconds(10)

  let kind: CallerKind
  let port: Int
  let inFlight: Int
  let largeBytes: Int
  let end: EndFlag

  func run() async -> LoadReport {
    guard kind == .restless else {
      let client = makeClient()
      let report = await makeCalls(of: client) { end.isSet }
      await client.close()
      return report
    }
    var report = LoadReport()
    while !end.isSet { report.add(await comeAndGo()) }
    return report
  }

  private func makeClient() -> RPCClient {
    RPCClient(endpoint: RPCEndpoint(host: "127.0.0.1", port: port))
  }

  /// Calls until `isDone`, so many at a time.
  private func makeCalls(
    of client: RPCClient, until isDone: @escaping @Sendable () -> Bool
  ) async -> LoadReport {
    await withTaskGroup(of: LoadReport.self) { group in
      for _ in 0..<inFlight {
        group.addTask { [kind, largeBytes] in
          var report = LoadReport()
          let calls = EchoCalls(client, largeBytes: largeBytes)
          while !isDone() {
            let outcome = await Caller.makeCall(calls, as: kind)
            report.record(kind, outcome)
            if case .status(.ok, _) = outcome { continue }
            try? await Task.sleep(for: Caller.pauseAfterFailure)
          }
          return report
        }
      }
      return await group.reduce(into: LoadReport()) { $0.add($1) }
    }
  }

  /// Makes calls with a client of its own, which is closed in the middle of them or forgotten after
  /// them.
  private func comeAndGo() async -> LoadReport {
    let client = makeClient()
    let done = EndFlag()
    let life = Duration.milliseconds(.random(in: 1...200))
    let isClosed = Bool.random()
    return await withTaskGroup(of: LoadReport.self) { group in
      group.addTask { await makeCalls(of: client) { done.isSet } }
      try? await Task.sleep(for: life)
      if isClosed { await client.close() }
      done.set()
      return await group.reduce(into: LoadReport()) { $0.add($1) }
    }
  }

  private static func makeCall(_ calls: EchoCalls, as kind: CallerKind) async -> CallOutcome {
    switch kind {
    case .steady, .aged, .cut, .restless: return await calls.make(CallOptions())
    case .hurried:
      var options = waiting(atMost: 30)
      options.timeout = .milliseconds(.random(in: 1...30))
      return await calls.make(options)
    case .cancelling:
      let options = Bool.random() ? CallOptions() : waiting(atMost: 30)
      return await withTaskGroup(of: CallOutcome?.self) { group in
        group.addTask { await calls.make(options) }
        group.addTask {
          try? await Task.sleep(for: .milliseconds(.random(in: 0...20)))
          return nil
        }
        var outcome: CallOutcome?
        while let ended = await group.next() {
          group.cancelAll()
          outcome = outcome ?? ended
        }
        return outcome ?? .status(.unknown, "The call has no outcome.")
      }
    }
  }

  private static func waiting(atMost milliseconds: Int) -> CallOptions {
    CallOptions(
      metadata: RPCMetadata([
        (name: "probe-wait", value: "\(Int.random(in: 0...milliseconds))")
      ]))
  }
}

/// One call after the other, each of a random shape and size, and its answer checked.
struct EchoCalls {
  private struct WrongAnswer: Error {
    let text: String
  }

  private let service: BenchmarkV1.EchoServiceClient
  private let largeBytes: Int

  init(_ client: RPCClient, largeBytes: Int) {
    service = BenchmarkV1.EchoServiceClient(client)
    self.largeBytes = largeBytes
  }

  func make(_ options: CallOptions) async -> CallOutcome {
    do {
      switch Int.random(in: 0..<4) {
      case 0: try await unary(options)
      case 1: try await serverStreaming(options)
      case 2: try await clientStreaming(options)
      default: try await bidirectionalStreaming(options)
      }
      return .status(.ok, "")
    } catch let error as WrongAnswer {
      return .wrongAnswer(error.text)
    } catch let status as RPCStatus {
      return .status(status.code, status.message)
    } catch is CancellationError {
      return .status(.cancelled, "")
    } catch {
      return .wrongAnswer("\(type(of: error))")
    }
  }

  /// Mostly small; one in a hundred is large, by default larger than the windows of flow control.
  private func makeEntry() -> BenchmarkV1.Entry {
    let size = Int.random(in: 0..<100) == 0 ? largeBytes : Int.random(in: 10...2_000)
    return BenchmarkV1.Entry(
      entryID: "7f9c2ba4-e88f-427a", title: String(repeating: "t", count: size),
      occurredMicroseconds: .random(in: 0...1_000_000), counts: [3, 14, 159])
  }

  private func unary(_ options: CallOptions) async throws {
    let entry = makeEntry()
    let response = try await service.echo(BenchmarkV1.EchoRequest(entry: entry), options: options)
    guard response.entry == entry else { throw WrongAnswer(text: "another entry") }
  }

  private func serverStreaming(_ options: CallOptions) async throws {
    let entry = makeEntry()
    let wanted = Int.random(in: 0...20)
    let request = BenchmarkV1.ServerStreamRequest(entry: entry, repeatCount: Int64(wanted))
    try await service.serverStream(request, options: options) { responses in
      var count = 0
      for try await response in responses {
        guard response.entry == entry else { throw WrongAnswer(text: "another entry") }
        count += 1
      }
      guard count == wanted else { throw WrongAnswer(text: "\(count) of \(wanted) entries") }
    }
  }

  private func clientStreaming(_ options: CallOptions) async throws {
    let wanted = Int.random(in: 0...20)
    let response = try await service.clientStream(options: options) { requests in
      let entry = makeEntry()
      for _ in 0..<wanted {
        try await requests.write(BenchmarkV1.ClientStreamRequest(entry: entry))
      }
    }
    guard response.entryCount == wanted else {
      throw WrongAnswer(text: "\(response.entryCount) of \(wanted) entries counted")
    }
  }

  private func bidirectionalStreaming(_ options: CallOptions) async throws {
    let entry = makeEntry()
    let wanted = Int.random(in: 0...10)
    try await service.bidirectionalStream(options: options) { requests, responses in
      var answers = responses.makeAsyncIterator()
      for _ in 0..<wanted {
        do {
          try await requests.write(BenchmarkV1.BidirectionalStreamRequest(entry: entry))
        } catch {
          // Why the call is over is told to whoever reads.
          _ = try await answers.next()
          throw error
        }
        guard let answer = try await answers.next() else {
          throw WrongAnswer(text: "too few entries")
        }
        guard answer.entry == entry else { throw WrongAnswer(text: "another entry") }
      }
      requests.finish()
      guard try await answers.next() == nil else { throw WrongAnswer(text: "too many entries") }
    }
  }
}
