internal import Compression
internal import HTTP2
internal import NIOCore

/// The client's side of one attempt to make a call: which step may follow which, without IO and
/// time.
struct ClientAttemptMachine {
  /// What to do after something has arrived.
  enum Action {
    case nothing
    /// The server has begun to answer: there will be no other attempt.
    case commit
    /// Messages have come: wake the reader.
    case wakeReader
    /// The attempt is over. The stream is to be reset when a code is given.
    case finish(AttemptOutcome, reset: HTTP2ErrorCode?)
  }

  /// What a reader gets.
  enum Reading {
    case message(InboundMessage)
    /// Nothing yet.
    case wait
    /// All messages have been read and the call has this outcome; `nil` is success.
    case end(RPCStatus?)
  }

  private enum Response {
    case awaitingHeaders
    case receiving
    case finished(RPCStatus?)
  }

  private let takesOneResponse: Bool
  private var inbox: MessageInbox
  private let codec: MessageCodec
  private var response = Response.awaitingHeaders
  private var withheldBytes = 0
  /// Responses that have arrived.
  private(set) var responseCount = 0
  /// What precedes the messages, when it has come.
  private(set) var initialMetadata: HTTP2Headers?
  /// What follows the messages, when it has come.
  private(set) var trailingMetadata: HTTP2Headers?

  init(kind: MethodDescriptor.Kind, messageBytesMax: Int, codec: MessageCodec) {
    self.codec = codec
    takesOneResponse = kind == .unary || kind == .clientStreaming
    inbox = MessageInbox(messageBytesMax: messageBytesMax)
  }

  /// Whether the outcome is known.
  var isFinished: Bool {
    guard case .finished = response else { return false }
    return true
  }

  /// A header list has arrived.
  mutating func receive(_ headers: HTTP2Headers, endOfStream: Bool) -> Action {
    if isFinished { return .nothing }
    if endOfStream {
      trailingMetadata = headers
      return finish(
        with: trailers(headers), reset: nil,
        pushback: RetryPushback(values: headers.values(of: HeaderName.retryPushback)))
    }
    let httpStatus = headers.firstPlace(of: HeaderName.httpStatus)
    if let httpStatus, headers.valueBytes(at: httpStatus).first == UInt8(ascii: "1") {
      return .nothing
    }
    guard case .awaitingHeaders = response else {
      return finish(
        with: RPCStatus(code: .internalError, message: "The server sent headers twice."),
        reset: .protocolError)
    }
    let contentType = headers.firstPlace(of: HeaderName.contentType).map {
      headers.valueBytes(at: $0)
    }
    guard let httpStatus, headers.isValue(HeaderValue.ok, at: httpStatus), let contentType,
      RequestHead.isGRPCContentType(contentType)
    else {
      return finish(
        with: StatusMapping.status(ofHTTPStatus: headers[HeaderName.httpStatus] ?? ""),
        reset: .cancel)
    }
    if let place = headers.firstPlace(of: HeaderName.encoding),
      !headers.isValue(HeaderValue.identity, at: place)
    {
      inbox.encoding = CompressionAlgorithm(wireName: headers.valueBytes(at: place))
      guard inbox.encoding != nil else {
        return finish(
          with: RPCStatus(
            code: .internalError, message: "The server used a message encoding nobody offered."),
          reset: .cancel)
      }
    }
    response = .receiving
    initialMetadata = headers
    return .commit
  }

  /// Content of the response has arrived.
  ///
  /// Sets `credit` to the bytes that the server may send on top; they are withheld while messages
  /// wait to be read. Adds the sizes of the messages that are complete to `arrived`, if somebody
  /// asks.
  mutating func receive(
    _ bytes: ByteBuffer, credit: inout Int, arrived: inout [MessageSize]?
  ) -> Action {
    guard case .receiving = response else {
      credit = bytes.readableBytes
      return isFinished
        ? .nothing
        : finish(
          with: RPCStatus(code: .internalError, message: "The server sent no headers."),
          reset: .protocolError)
    }
    let (newCount, failure) = inbox.receive(bytes, codec, arrived: &arrived)
    responseCount += newCount
    if let failure { return finish(with: failure.status, reset: .cancel) }
    if takesOneResponse && inbox.count > 1 {
      return finish(
        with: ClientAttemptMachine.cardinality("more than one response"), reset: .cancel)
    }
    if inbox.isEmpty {
      credit = bytes.readableBytes
    } else {
      withheldBytes += bytes.readableBytes
    }
    return newCount > 0 ? .wakeReader : .nothing
  }

  /// What waits is to stay without the buffer in which it has arrived.
  mutating func keepWaitingBytes() { inbox.keepWaitingBytes() }

  /// The server has finished without trailers.
  mutating func endResponse() -> Action {
    if isFinished { return .nothing }
    return finish(
      with: RPCStatus(code: .internalError, message: "The server ended the call without a status."),
      reset: nil)
  }

  /// The stream is over.
  mutating func close(_ error: HTTP2ErrorCode, isPastDeadline: Bool = false) -> Action {
    if isFinished { return .nothing }
    let status = StatusMapping.status(ofReset: error, isPastDeadline: isPastDeadline)
    guard case .awaitingHeaders = response, error == .refusedStream else {
      return finish(with: status, reset: nil)
    }
    response = .finished(status)
    return .finish(.refused(status.code), reset: nil)
  }

  /// The attempt fails on this side: deadline, cancellation, lost connection.
  mutating func fail(_ status: RPCStatus) -> Action {
    if isFinished { return .nothing }
    inbox.removeAll()
    return finish(with: status, reset: .cancel)
  }

  /// The connection is lost, and nothing of the attempt was written to it.
  mutating func failUnsent(_ status: RPCStatus) -> Action {
    if isFinished { return .nothing }
    response = .finished(status)
    return .finish(.neverLeft, reset: .cancel)
  }

  /// The caller asks for a message.
  ///
  /// Sets `credit` to the bytes that the server may send on top.
  mutating func read(credit: inout Int) -> Reading {
    guard let message = inbox.popFirst() else {
      guard case .finished(let status) = response else { return .wait }
      return .end(status)
    }
    if inbox.isEmpty {
      credit = withheldBytes
      withheldBytes = 0
    }
    return .message(message)
  }

  /// The outcome, once it is known; `nil` is success.
  var outcome: RPCStatus?? {
    guard case .finished(let status) = response else { return nil }
    return .some(status)
  }

  /// The only response of a call that has finished.
  ///
  /// - Throws: The status of a call that failed or had no response.
  mutating func onlyResponse() throws(RPCStatus) -> InboundMessage {
    guard case .finished(let status) = response else {
      preconditionFailure("the response is asked for before the call has finished")
    }
    if let status { throw status }
    guard let message = inbox.popFirst() else {
      throw ClientAttemptMachine.cardinality("no response")
    }
    return message
  }

  private static func cardinality(_ found: String) -> RPCStatus {
    RPCStatus(
      code: .internalError, message: "The method gives one response; the call had \(found).")
  }

  private mutating func finish(
    with status: RPCStatus?, reset: HTTP2ErrorCode?, pushback: RetryPushback = .none
  ) -> Action {
    response = .finished(status)
    return .finish(.ended(status?.code ?? .ok, pushback), reset: reset)
  }

  /// The outcome that trailers, or the only header list of an answer, tell.
  private func trailers(_ headers: HTTP2Headers) -> RPCStatus? {
    guard let place = headers.firstPlace(of: HeaderName.status) else {
      return StatusMapping.status(ofHTTPStatus: headers[HeaderName.httpStatus] ?? "200")
    }
    // No text is made for what nearly all calls say.
    let code =
      headers.isValue(HeaderValue.success, at: place)
      ? .ok : Int(headers.value(at: place)).flatMap(RPCCode.init(rawValue:)) ?? .unknown
    guard code != .ok else {
      guard inbox.isBetweenMessages else {
        return RPCStatus(code: .internalError, message: "The response ended inside a message.")
      }
      return nil
    }
    let message = headers.firstPlace(of: HeaderName.message)
      .map { PercentEncoding.decode(headers.valueBytes(at: $0)) }
    let status = RPCStatus(code: code, message: message ?? "")
    guard let details = headers.firstPlace(of: HeaderName.statusDetails),
      let bytes = Base64.decode(headers.valueBytes(at: details))
    else { return status }
    return StatusDetails.decode(bytes, into: status)
  }
}
