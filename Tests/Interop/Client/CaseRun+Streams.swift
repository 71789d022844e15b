internal import Compression
internal import InteropMessages
internal import RPC

/// Cases with several requests or responses.
extension CaseRun {
  func clientStreaming() async throws {
    let response = try await service.streamingInputCall(options: options()) { requests in
      for size in StreamSizes.requests { try await requests.write(.init(payload: .zeros(size))) }
    }
    try expectSum(response, 74_922)
  }

  func clientCompressedStreaming() async throws {
    // A server that does not look at the flag of messages would pass the rest for nothing.
    try await expectFailure(.invalidArgument) {
      _ = try await service.streamingInputCall(options: options()) { requests in
        try await requests.write(
          .init(payload: .zeros(27_182), expectCompressed: .init(value: true)))
      }
    }
    let response = try await service.streamingInputCall(
      options: options(compression: .gzip)
    ) { requests in
      try await requests.write(
        .init(payload: .zeros(27_182), expectCompressed: .init(value: true)))
      try await requests.write(
        .init(payload: .zeros(45_904), expectCompressed: .init(value: false)),
        isCompressed: false)
    }
    try expectSum(response, 73_086)
  }

  func serverStreaming() async throws {
    let request = GRPCTesting.StreamingOutputCallRequest(
      responseParameters: StreamSizes.responses.map { .init(size: Int32($0)) })
    try await service.streamingOutputCall(request, options: options()) { responses in
      try await expectResponses(responses, StreamSizes.responses)
    }
  }

  func serverCompressedStreaming() async throws {
    let expected = [(size: 31_415, isCompressed: true), (size: 92_653, isCompressed: false)]
    let request = GRPCTesting.StreamingOutputCallRequest(
      responseParameters: expected.map {
        .init(size: Int32($0.size), compressed: .init(value: $0.isCompressed))
      })
    try await service.streamingOutputCall(request, options: options()) { responses in
      var iterator = responses.makeAsyncIterator()
      for (size, isCompressed) in expected {
        let response = try await iterator.next()
        try expectZeros(response?.payload, size)
        try expect(
          iterator.isCompressed == isCompressed,
          "The response of \(size) bytes should \(isCompressed ? "" : "not ")be compressed.")
      }
      try expect(try await iterator.next() == nil, "There are too many responses.")
    }
  }

  func pingPong() async throws {
    try await service.fullDuplexCall(options: options()) { requests, responses in
      var iterator = responses.makeAsyncIterator()
      for (requestSize, responseSize) in zip(StreamSizes.requests, StreamSizes.responses) {
        try await requests.write(.init(responseSize: responseSize, requestSize: requestSize))
        try expectZeros(try await iterator.next()?.payload, responseSize)
      }
      requests.finish()
      try expect(try await iterator.next() == nil, "There are too many responses.")
    }
  }

  func emptyStream() async throws {
    try await service.fullDuplexCall(options: options()) { requests, responses in
      requests.finish()
      try await expectResponses(responses, [])
    }
  }

  func halfDuplex() async throws {
    try await service.halfDuplexCall(options: options()) { requests, responses in
      for size in StreamSizes.responses { try await requests.write(.init(responseSize: size)) }
      requests.finish()
      try await expectResponses(responses, StreamSizes.responses)
    }
  }

  /// Reads slower than the server writes, so that flow control has to hold it back.
  func slowConsumer() async throws {
    let size = 1_030
    let request = GRPCTesting.StreamingOutputCallRequest(
      responseParameters: Array(repeating: .init(size: Int32(size)), count: 2_000))
    try await service.streamingOutputCall(request, options: options()) { responses in
      var count = 0
      for try await response in responses {
        try expectZeros(response.payload, size)
        count += 1
        if count.isMultiple(of: 10) { try await Task.sleep(for: .milliseconds(5)) }
      }
      try expect(count == 2_000, "There are \(count) responses instead of 2000.")
    }
  }

  private func expectSum(
    _ response: GRPCTesting.StreamingInputCallResponse, _ sum: Int32
  ) throws(CaseFailure) {
    try expect(
      response.aggregatedPayloadSize == sum,
      "The server has counted \(response.aggregatedPayloadSize) bytes instead of \(sum).")
  }

  private func expectResponses(
    _ responses: RPCResponses<GRPCTesting.StreamingOutputCallResponse>, _ sizes: [Int]
  ) async throws {
    var received = 0
    for try await response in responses {
      try expect(received < sizes.count, "There are more than \(sizes.count) responses.")
      try expectZeros(response.payload, sizes[received])
      received += 1
    }
    try expect(
      received == sizes.count, "There are \(received) responses instead of \(sizes.count).")
  }
}
