import HTTP2
import Testing

@Suite("HTTP2ServerSession and HTTP2ClientSession") struct SessionTests {
  let pair = SessionPair()

  @Test("carry a request with content and an answer with trailers")
  func wholeExchange() throws {
    try pair.exchange()
    let stream = try #require(pair.client.request(.request, endOfStream: false))
    pair.client.send([1, 2, 3], on: stream)
    pair.client.finish(stream)
    try pair.exchange()
    #expect(
      pair.serverSeen == [
        .settings, .headers(stream, .request, isEnd: false), .data(stream, [1, 2, 3]),
        .endOfStream(stream),
      ])
    pair.server.respond(to: stream, .response, endOfStream: false)
    pair.server.send([4, 5], on: stream)
    pair.server.finish(stream, trailers: .trailers)
    try pair.exchange()
    #expect(
      pair.clientSeen == [
        .settings, .headers(stream, .response, isEnd: false), .data(stream, [4, 5]),
        .headers(stream, .trailers, isEnd: true), .closed(stream, .noError),
      ])
    #expect(pair.server.openStreamCount == 0)
    #expect(pair.client.openStreamCount == 0)
  }

  @Test("pass content larger than the window when what has arrived is credited")
  func largeContent() throws {
    let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let stream = try #require(pair.client.request(.request, endOfStream: false))
    pair.client.send(content, on: stream)
    pair.client.finish(stream)
    try pair.exchange()
    #expect(pair.serverSeen.compactMap(\.content).joined().elementsEqual(content))
    #expect(pair.clientSeen.contains(.drained(stream)))
  }

  @Test("send content that is written where it waits behind what was queued before")
  func contentWrittenInPlace() throws {
    let stream = try #require(pair.client.request(.request, endOfStream: true))
    try pair.exchange()
    pair.server.send([1, 2], on: stream)
    pair.server.respond(to: stream, .response, endOfStream: false)
    let waiting = [3, 0, 1].map { count in
      pair.server.send(on: stream, byteCountMax: 100) { output in
        for number in 0..<count { output.append(UInt8(10 + number)) }
      }
    }
    #expect(waiting == [5, 5, 6])
    pair.server.finish(stream, trailers: .trailers)
    try pair.exchange()
    let content = pair.clientSeen.compactMap(\.content)
    #expect(Array(content.joined()) == [1, 2, 10, 11, 12, 10])
    let afterTheEnd = pair.server.send(on: stream, byteCountMax: 1) { _ in
      Issue.record("nothing is to be written on a closed stream")
    }
    #expect(afterTheEnd == 0)
  }

  @Test("send a header list that was prepared like any other, again and with more in it")
  func preparedHeaders() throws {
    try pair.exchange()
    var secret = HTTP2Headers.response
    secret.append("x-secret", "s", isUnindexed: true)
    let prepared = secret.preparedForGood()
    let trailers = HTTP2Headers.trailers.preparedForGood()
    var longer = trailers
    longer.append("x", "1")
    var joined = prepared
    joined.append(contentsOf: HTTP2Headers())
    joined.append(contentsOf: ["y": "2"])
    #expect(prepared == secret)
    #expect(longer != trailers)
    for _ in 0..<3 {
      let stream = try #require(pair.client.request(.request, endOfStream: true))
      try pair.exchange()
      pair.server.respond(to: stream, prepared, endOfStream: false)
      let other = try #require(pair.client.request(.request, endOfStream: true))
      try pair.exchange()
      pair.server.respond(to: other, joined, endOfStream: true)
      pair.server.send([1], on: stream)
      pair.server.finish(stream, trailers: longer)
      try pair.exchange()
      #expect(pair.clientSeen.contains(.headers(stream, secret, isEnd: false)))
      #expect(pair.clientSeen.contains(.headers(other, joined, isEnd: true)))
      #expect(pair.clientSeen.contains(.headers(stream, longer, isEnd: true)))
    }
  }

  @Test("never index a field that is not to be indexed")
  func unindexedField() throws {
    try pair.exchange()
    var headers = HTTP2Headers.request
    headers.append("authorization", "a secret of some length", isUnindexed: true)
    let sizes = try (0..<3).map { _ in
      _ = try #require(pair.client.request(headers, endOfStream: true))
      return pair.client.output().count
    }
    // The other fields are indexed with the first request.
    #expect(sizes[1] < sizes[0])
    #expect(sizes[1] > "a secret of some length".count)
    #expect(sizes[2] == sizes[1])
  }

  @Test("hold content back at the window while nothing is credited")
  func backPressure() throws {
    pair.creditsAtOnce = false
    let stream = try #require(pair.client.request(.request, endOfStream: false))
    pair.client.send([UInt8](repeating: 1, count: 200_000), on: stream)
    try pair.exchange()
    #expect(pair.serverSeen.compactMap(\.content).joined().count == 65_535)
    pair.server.credit(stream, bytes: 40_000)
    try pair.exchange()
    #expect(pair.serverSeen.compactMap(\.content).joined().count == 105_535)
  }

  @Test("end an answer whose content has gone although the window is closed")
  func trailersWithoutWindow() throws {
    pair.creditsAtOnce = false
    let stream = try #require(pair.client.request(.request, endOfStream: true))
    try pair.exchange()
    pair.server.respond(to: stream, .response, endOfStream: false)
    pair.server.send([UInt8](repeating: 1, count: 65_535), on: stream)
    try pair.exchange()
    pair.server.finish(stream, trailers: .trailers)
    try pair.exchange()
    #expect(pair.clientSeen.contains(.headers(stream, .trailers, isEnd: true)))
    #expect(pair.clientSeen.last == .closed(stream, .noError))
    #expect(pair.server.openStreamCount == 0)
  }

  @Test(
    "end an answer without content at once and in order, whether or not the request goes on",
    arguments: [true, false], [true, false])
  func headAndTrailers(isHeadSent: Bool, hasRequestEnded: Bool) throws {
    let stream = try #require(pair.client.request(.request, endOfStream: hasRequestEnded))
    try pair.exchange()
    pair.server.respond(to: stream, .response, endOfStream: false)
    if isHeadSent { try pair.exchange() }
    pair.server.finish(stream, trailers: .trailers)
    try pair.exchange()
    #expect(
      pair.clientSeen == [
        .settings, .headers(stream, .response, isEnd: false),
        .headers(stream, .trailers, isEnd: true), .closed(stream, .noError),
      ])
    #expect(pair.server.openStreamCount == 0)
  }

  @Test("interleave the answers of two streams")
  func interleaving() throws {
    let first = try #require(pair.client.request(.request, endOfStream: true))
    let second = try #require(pair.client.request(.request, endOfStream: true))
    try pair.exchange()
    for stream in [first, second] {
      pair.server.respond(to: stream, .response, endOfStream: false)
      pair.server.send([UInt8](repeating: 1, count: 60_000), on: stream)
      pair.server.finish(stream, trailers: .trailers)
    }
    try pair.exchange()
    let order = pair.clientSeen.compactMap { seen -> Int32? in
      guard case .data(let stream, _) = seen else { return nil }
      return stream.number
    }
    #expect(order.prefix(4) == [1, 3, 1, 3])
  }

  @Test("report a header list that is too large, and keep the connection")
  func largeHeaders() throws {
    var headers = HTTP2Headers.request
    headers.append("x-large", String(repeating: "a", count: 1000))
    let stream = try #require(pair.client.request(headers, endOfStream: true))
    let next = try #require(pair.client.request(.request, endOfStream: true))
    try pair.exchange()
    #expect(
      pair.serverSeen.dropFirst() == [
        .headersTooLarge(stream), .headers(next, .request, isEnd: true),
      ])
  }

  @Test("tell the client to stop sending after an early answer")
  func earlyAnswer() throws {
    let stream = try #require(pair.client.request(.request, endOfStream: false))
    try pair.exchange()
    pair.server.respond(to: stream, .response, endOfStream: true)
    try pair.exchange()
    #expect(
      pair.clientSeen.dropFirst() == [
        .headers(stream, .response, isEnd: true), .closed(stream, .noError),
      ])
  }

  @Test("advertise the number of streams, which the client then knows")
  func streamLimit() throws {
    try pair.exchange()
    #expect(pair.client.peerConcurrentStreamsMax == 10)
  }

  @Test("close a request once that is reset before it was sent, and keep later ones apart")
  func resetBeforeSending() throws {
    try pair.exchange()
    let first = try #require(pair.client.request(.request, endOfStream: false))
    pair.client.send([1], on: first)
    pair.client.reset(first, .cancel)
    #expect(pair.client.output().isEmpty)
    let events = pair.client.takeEvents()
    #expect(events.map { Seen($0, []) } == [.closed(first, .cancel)])
    // The slot is free when the owner comes back.
    _ = pair.client.takeEvents()
    #expect(pair.client.openStreamCount == 0)
    let second = try #require(pair.client.request(.request, endOfStream: false))
    let third = try #require(pair.client.request(.request, endOfStream: false))
    #expect(second.slot != third.slot)
    pair.client.send([2], on: second)
    pair.client.send([3], on: third)
    try pair.exchange()
    let content = pair.serverSeen.filter { $0.content != nil }
    #expect(content == [.data(second, [2]), .data(third, [3])])
  }

  @Test("free the slot of a stream that was reset and use it again")
  func slotReuse() throws {
    try pair.exchange()
    let first = try #require(pair.client.request(.request, endOfStream: false))
    try pair.exchange()
    pair.client.reset(first, .cancel)
    try pair.exchange()
    #expect(pair.serverSeen.last == .closed(first, .cancel))
    _ = pair.client.takeEvents()
    let second = try #require(pair.client.request(.request, endOfStream: false))
    #expect(second.slot == first.slot)
    pair.client.send([1], on: first)
    pair.client.finish(second)
    try pair.exchange()
    #expect(pair.serverSeen.compactMap(\.content).isEmpty)
  }

  @Test("know of a stream in a slot used before that nothing of it was sent")
  func unsentInUsedSlot() throws {
    try pair.exchange()
    let first = try #require(pair.client.request(.request, endOfStream: false))
    try pair.exchange()
    #expect(pair.client.hasSentHead(of: first))
    pair.client.reset(first, .cancel)
    try pair.exchange()
    _ = pair.client.takeEvents()
    let second = try #require(pair.client.request(.request, endOfStream: false))
    #expect(second.slot == first.slot)
    #expect(!pair.client.hasSentHead(of: second))
    try pair.exchange()
    #expect(pair.client.hasSentHead(of: second))
  }

  @Test("keep the slots of streams whose events are being handled")
  func slotInUse() throws {
    try pair.exchange()
    let streams = (0..<2).compactMap { _ in pair.client.request(.request, endOfStream: true) }
    try pair.server.receive(pair.client.output())
    for stream in streams { pair.server.respond(to: stream, .response, endOfStream: true) }
    try pair.client.receive(pair.server.output())
    _ = pair.client.takeEvents()
    #expect(pair.client.openStreamCount == 0)
    let next = try #require(pair.client.request(.request, endOfStream: true))
    #expect(!streams.map(\.slot).contains(next.slot))
  }

  @Test("end by themselves after a shutdown, when the last stream has closed")
  func shutdown() throws {
    let stream = try #require(pair.client.request(.request, endOfStream: true))
    try pair.exchange()
    pair.server.announceShutdown()
    pair.server.ping(77)
    try pair.exchange()
    #expect(pair.clientSeen.contains(.goAway(.max, .noError)))
    #expect(pair.serverSeen.last == .pong(77))
    #expect(!pair.server.isFinished)
    pair.server.refuseNewStreams(.noError)
    try pair.exchange()
    #expect(pair.clientSeen.last == .goAway(1, .noError))
    #expect(!pair.server.isFinished)
    pair.server.respond(to: stream, .response, endOfStream: true)
    try pair.exchange()
    #expect(pair.server.isFinished)
    #expect(pair.client.isFinished)
  }
}

@Suite("HTTP2ServerSession.receive, hostile input") struct HostileInputTests {
  let server = HTTP2ServerSession(configuration: .testing)

  /// A client's first bytes and one request with content.
  static func validInput() throws -> [UInt8] {
    let client = HTTP2ClientSession(configuration: .testing)
    let stream = try #require(client.request(.request, endOfStream: false))
    client.send([1, 2, 3], on: stream)
    client.finish(stream)
    return client.output()
  }

  @Test("refuses bytes that are not HTTP/2", arguments: ["GET / HTTP/1.1\r\n\r\n", "\u{0}\u{1}"])
  func garbage(text: String) {
    let bytes = Array(text.utf8) + [UInt8](repeating: 0xFF, count: 64)
    #expect(throws: HTTP2ConnectionError.self) { try server.receive(bytes) }
  }

  @Test("ends the connection for garbage after the preface")
  func garbageAfterPreface() throws {
    let preface = try HostileInputTests.validInput().prefix(24)
    try server.receive(Array(preface) + [UInt8](repeating: 0xFF, count: 200))
    #expect(!server.output().isEmpty)
    #expect(server.isFinished)
  }

  @Test("takes the same input in pieces cut anywhere")
  func anyCut() throws {
    let input = try HostileInputTests.validInput()
    for cut in 0...input.count {
      let server = HTTP2ServerSession(configuration: .testing)
      var seen: [Seen] = []
      for part in [Array(input[..<cut]), Array(input[cut...])] {
        try server.receive(part)
        let events = server.takeEvents()
        seen += events.map { Seen($0, part) }
      }
      #expect(seen.compactMap(\.content).joined().elementsEqual([1, 2, 3]), "cut at \(cut)")
      #expect(seen.filter { $0.content == nil }.count == 3, "cut at \(cut)")
    }
  }

  @Test("survives input with any one byte changed")
  func anyByteChanged() throws {
    let input = try HostileInputTests.validInput()
    for index in input.indices {
      var changed = input
      changed[index] ^= 0xA5
      let server = HTTP2ServerSession(configuration: .testing)
      do throws(HTTP2ConnectionError) {
        try server.receive(changed)
      } catch {
        #expect(!error.reason.isEmpty)
      }
      _ = server.output()
    }
  }

  @Test("ends the connection of a client that opens and resets streams without pause")
  func rapidReset() throws {
    let pair = SessionPair()
    try pair.exchange()
    var opened = 0
    while !pair.server.isFinished && opened < 1000 {
      guard let stream = pair.client.request(.request, endOfStream: false) else { break }
      opened += 1
      try pair.server.receive(pair.client.output())
      pair.client.reset(stream, .cancel)
      try pair.server.receive(pair.client.output())
      _ = pair.server.output()
    }
    #expect((50...60).contains(opened))
    #expect(pair.server.openStreamCount == 0)
  }

  @Test("ends the connection of a client that opens more streams than allowed")
  func tooManyStreams() throws {
    let pair = SessionPair(
      configuration: HTTP2Configuration(
        concurrentStreamsMax: 1000, headerListBytesMax: 1000, streamWindowBytes: 65_535,
        connectionWindowBytes: 1_048_576, streamResetsBurstMax: 50, streamResetsPerSecondMax: 1,
        drainedBytes: 10_000))
    try pair.exchange()
    _ = server.output()
    // A client that goes by the settings of another server.
    for _ in 0..<20 { _ = pair.client.request(.request, endOfStream: false) }
    let preface = try HostileInputTests.validInput().prefix(24)
    let emptySettings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
    let settingsAcknowledgement: [UInt8] = [0, 0, 0, 4, 1, 0, 0, 0, 0]
    try server.receive(Array(preface) + emptySettings + settingsAcknowledgement)
    try server.receive(pair.client.output())
    #expect(server.openStreamCount <= 10)
  }
}
