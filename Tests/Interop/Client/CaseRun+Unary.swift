internal import Compression
internal import InteropMessages
internal import RPC

/// Cases with one request and one response.
extension CaseRun {
  func emptyUnary() async throws {
    let response = try await service.emptyCall(GRPCTesting.Empty(), options: options())
    try expect(response == GRPCTesting.Empty(), "The response is not empty.")
  }

  func largeUnary() async throws {
    let response = try await service.unaryCall(LargeCall.request(), options: options())
    try expectZeros(response.payload, LargeCall.responseSize)
  }

  func clientCompressedUnary() async throws {
    // A server that does not look at the flag of messages would pass the rest for nothing.
    try await expectFailure(.invalidArgument) {
      _ = try await service.unaryCall(
        LargeCall.request(expectCompressed: true), options: options())
    }
    let compressed = try await service.unaryCall(
      LargeCall.request(expectCompressed: true), options: options(compression: .gzip))
    try expectZeros(compressed.payload, LargeCall.responseSize)
    let plain = try await service.unaryCall(
      LargeCall.request(expectCompressed: false), options: options())
    try expectZeros(plain.payload, LargeCall.responseSize)
  }

  func serverCompressedUnary() async throws {
    for isCompressed in [true, false] {
      let report = CallReport()
      let response = try await service.unaryCall(
        LargeCall.request(responseCompressed: isCompressed), options: options(report: report))
      try expectZeros(response.payload, LargeCall.responseSize)
      try expect(
        report.isResponseCompressed == isCompressed,
        isCompressed
          ? "The response should be compressed and is not."
          : "The response should not be compressed and is.")
    }
  }

  func concurrentLargeUnary() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<soak.concurrentCalls {
        group.addTask { try await largeUnary() }
      }
      try await group.waitForAll()
    }
  }

  func pickFirstUnary() async throws {
    var serverID: String?
    for _ in 0..<100 {
      let response = try await service.unaryCall(
        GRPCTesting.SimpleRequest(responseSize: 1, fillServerID: true), options: options())
      try expect(!response.serverID.isEmpty, "The server does not tell which it is.")
      try expect(
        serverID == nil || serverID == response.serverID, "Another server has answered.")
      serverID = response.serverID
    }
  }

  func veryLargeRequest() async throws {
    let request = LargeCall.request(requestSize: 10 * 1_048_576, responseSize: 10)
    let response = try await service.unaryCall(request, options: options())
    try expectZeros(response.payload, 10)
  }
}
