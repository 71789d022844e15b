import HTTP2

extension HTTP2Configuration {
  /// Small limits, so that tests reach them.
  static let testing = HTTP2Configuration(
    concurrentStreamsMax: 10, headerListBytesMax: 1000, streamWindowBytes: 65_535,
    connectionWindowBytes: 1_048_576, streamResetsBurstMax: 50, streamResetsPerSecondMax: 1,
    drainedBytes: 10_000)
}

extension HTTP2Headers {
  static let request: HTTP2Headers = [
    ":method": "POST", ":scheme": "http", ":path": "/s/m", ":authority": "test",
  ]
  static let response: HTTP2Headers = [":status": "200"]
  static let trailers: HTTP2Headers = ["grpc-status": "0"]
}

/// An event with the content in place of its position.
enum Seen: Hashable {
  case headers(HTTP2StreamID, HTTP2Headers, isEnd: Bool)
  case headersTooLarge(HTTP2StreamID)
  case data(HTTP2StreamID, [UInt8])
  case endOfStream(HTTP2StreamID)
  case drained(HTTP2StreamID)
  case closed(HTTP2StreamID, HTTP2ErrorCode)
  case settings
  case goAway(Int32, HTTP2ErrorCode)
  case ping
  case pong(UInt64)

  init(_ event: HTTP2Event, _ input: [UInt8]) {
    switch event {
    case .headers(let stream, let headers, let isEnd):
      self = .headers(stream, headers, isEnd: isEnd)
    case .headersTooLarge(let stream): self = .headersTooLarge(stream)
    case .data(let stream, let range): self = .data(stream, Array(input[range]))
    case .endOfStream(let stream): self = .endOfStream(stream)
    case .drained(let stream): self = .drained(stream)
    case .closed(let stream, let code): self = .closed(stream, code)
    case .settings: self = .settings
    case .goAway(let number, let code, _): self = .goAway(number, code)
    case .ping: self = .ping
    case .pong(let number): self = .pong(number)
    }
  }

  var content: [UInt8]? {
    guard case .data(_, let bytes) = self else { return nil }
    return bytes
  }
}

/// A client and a server session that hand each other their bytes.
final class SessionPair {
  let client: HTTP2ClientSession
  let server: HTTP2ServerSession
  private(set) var clientSeen: [Seen] = []
  private(set) var serverSeen: [Seen] = []
  /// Whether content is credited as soon as it has arrived.
  var creditsAtOnce = true

  init(configuration: HTTP2Configuration = .testing, memory: HTTP2Memory = HTTP2Memory()) {
    client = HTTP2ClientSession(configuration: configuration, memory: memory)
    server = HTTP2ServerSession(configuration: configuration, memory: memory)
  }

  /// Moves bytes until both sides are silent, at most so many at a time.
  func exchange(_ count: Int = .max) throws {
    while true {
      let toServer = client.output(count)
      let toClient = server.output(count)
      if toServer.isEmpty && toClient.isEmpty { break }
      try server.receive(toServer)
      try client.receive(toClient)
      for event in server.takeEvents() {
        serverSeen.append(Seen(event, toServer))
        if creditsAtOnce, case .data(let stream, let range) = event {
          server.credit(stream, bytes: range.count)
        }
      }
      for event in client.takeEvents() {
        clientSeen.append(Seen(event, toClient))
        if creditsAtOnce, case .data(let stream, let range) = event {
          client.credit(stream, bytes: range.count)
        }
      }
    }
  }
}
