internal import InteropMessages
internal import RPC

/// Cases about metadata, failures, cancellation and time.
extension CaseRun {
  private static let initialName = "x-grpc-test-echo-initial"
  private static let initialValue = "test_initial_metadata_value"
  private static let trailingName = "x-grpc-test-echo-trailing-bin"
  private static let trailingValue: [UInt8] = [0xAB, 0xAB, 0xAB]
  private static let specialMessage =
    "\t\ntest with whitespace\r\nand Unicode BMP \u{263A} and non-BMP \u{1F608}\t\n"

  func customMetadata() async throws {
    var metadata = RPCMetadata([(name: Self.initialName, value: Self.initialValue)])
    metadata.add(bytes: Self.trailingValue, for: Self.trailingName)
    let report = CallReport()
    let response = try await service.unaryCall(
      LargeCall.request(), options: options(metadata: metadata, report: report))
    try expectZeros(response.payload, LargeCall.responseSize)
    try expectEcho(report)
    let streamReport = CallReport()
    try await service.fullDuplexCall(
      options: options(metadata: metadata, report: streamReport)
    ) { requests, responses in
      try await requests.write(
        .init(
          responseSize: LargeCall.responseSize, requestSize: LargeCall.requestSize))
      requests.finish()
      var iterator = responses.makeAsyncIterator()
      try expectZeros(try await iterator.next()?.payload, LargeCall.responseSize)
      try expect(try await iterator.next() == nil, "There are too many responses.")
    }
    try expectEcho(streamReport)
  }

  private func expectEcho(_ report: CallReport) throws(CaseFailure) {
    let initial = report.initialMetadata?[Self.initialName]
    try expect(initial == Self.initialValue, "The initial metadata has \(initial ?? "nothing").")
    let trailing = report.trailingMetadata?.binary(Self.trailingName)
    try expect(trailing == Self.trailingValue, "The trailing metadata has \(trailing ?? []).")
  }

  func statusCodeAndMessage() async throws {
    let message = "test status message"
    let status = GRPCTesting.EchoStatus(code: 2, message: message)
    try await expectFailure(.unknown, message: message) {
      _ = try await service.unaryCall(.init(responseStatus: status), options: options())
    }
    try await expectFailure(.unknown, message: message) {
      try await service.fullDuplexCall(options: options()) { requests, responses in
        try await requests.write(.init(responseStatus: status))
        requests.finish()
        for try await _ in responses { throw CaseFailure("There is a response.") }
      }
    }
  }

  func specialStatusMessage() async throws {
    let status = GRPCTesting.EchoStatus(code: 2, message: Self.specialMessage)
    try await expectFailure(.unknown, message: Self.specialMessage) {
      _ = try await service.unaryCall(.init(responseStatus: status), options: options())
    }
  }

  func unimplementedMethod() async throws {
    try await expectFailure(.unimplemented) {
      _ = try await service.unimplementedCall(GRPCTesting.Empty(), options: options())
    }
  }

  func unimplementedService() async throws {
    let service = GRPCTesting.UnimplementedServiceClient(client)
    try await expectFailure(.unimplemented) {
      _ = try await service.unimplementedCall(GRPCTesting.Empty(), options: options())
    }
  }

  func cancelAfterBegin() async throws {
    try await expectCancellation { begun in
      _ = try await service.streamingInputCall(options: options()) { _ in
        begun()
        await waitForCancellation()
      }
    }
  }

  func cancelAfterFirstResponse() async throws {
    try await expectCancellation { begun in
      try await service.fullDuplexCall(options: options()) { requests, responses in
        try await requests.write(.init(responseSize: 31_415, requestSize: 27_182))
        var iterator = responses.makeAsyncIterator()
        try expectZeros(try await iterator.next()?.payload, 31_415)
        begun()
        _ = try await iterator.next()
      }
    }
  }

  func timeoutOnSleepingServer() async throws {
    try await expectFailure(.deadlineExceeded) {
      try await service.fullDuplexCall(
        options: options(timeout: .milliseconds(1))
      ) { requests, responses in
        // The time may be over before the request is written; the outcome comes with the response.
        try? await requests.write(.init(payload: .zeros(27_182)))
        for try await _ in responses {}
      }
    }
  }

  /// Runs a call, cancels it when it says that it has begun, and checks how it ends.
  private func expectCancellation(
    of call: @escaping @Sendable (_ begun: @escaping @Sendable () -> Void) async throws -> Void
  ) async throws {
    let beginning = AsyncStream<Void>.makeStream()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { beginning.continuation.finish() }
        try await expectFailure(.cancelled) { try await call { beginning.continuation.finish() } }
      }
      for await _ in beginning.stream {}
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  private func waitForCancellation() async {
    // Ends by throwing as soon as the task is cancelled, which is what is waited for.
    try? await Task.sleep(for: .seconds(60))
  }
}
