import FuzzServer
import FuzzSupport
import HTTP2
import NIOCore

@testable import RPC

/// Bytes from a server to the session of a client, and to the calls that wait for answers.
@main enum FuzzClientSession {
  static func main() {
    let codec = MessageCodec()
    let status = Fuzzer.run { bytes in
      var input = FuzzInput(bytes)
      let choice = input.byte()
      var client = Client(codec, choice: choice)
      if choice & 1 == 0 { client.receive(FrameWriter.frame(4, 0, 0, [])) }
      for piece in input.pieces() { client.receive(piece) }
      client.end()
    }
    precondition(status == 0, "libFuzzer could not run")
  }
}

private struct Client {
  private struct Attempt {
    let stream: HTTP2StreamID
    var machine: ClientAttemptMachine
  }

  private let session = HTTP2ClientSession(
    configuration: HTTP2Configuration(
      concurrentStreamsMax: 0, headerListBytesMax: 8192, streamWindowBytes: 65_535,
      connectionWindowBytes: 65_535, streamResetsBurstMax: 100, streamResetsPerSecondMax: 10,
      drainedBytes: 65_536))
  private let cancels: Bool
  private var attempts: [Int: Attempt] = [:]
  private var isBroken = false

  init(_ codec: MessageCodec, choice: UInt8) {
    cancels = choice & 2 != 0
    let kinds: [MethodDescriptor.Kind] = [.unary, .bidirectionalStreaming, .serverStreaming]
    for kind in kinds {
      let headers: HTTP2Headers = [
        ":method": "POST", ":scheme": "http", ":path": "/f.S/E", ":authority": "a",
        "te": "trailers", "content-type": "application/grpc",
      ]
      guard let stream = session.request(headers, endOfStream: false) else {
        preconditionFailure("a new session takes a request")
      }
      let message = ByteBuffer(bytes: [0, 0, 0, 0, 1, 7])
      _ = session.send(message.readableBytesSpan, on: stream)
      if kind != .bidirectionalStreaming { session.finish(stream) }
      attempts[stream.slot] = Attempt(
        stream: stream,
        machine: ClientAttemptMachine(kind: kind, messageBytesMax: 100_000, codec: codec))
    }
    flush()
  }

  mutating func receive(_ bytes: [UInt8]) {
    guard !isBroken else { return }
    let buffer = ByteBuffer(bytes: bytes)
    do {
      try session.receive(buffer.readableBytesSpan)
    } catch {
      isBroken = true
    }
    process(buffer)
    flush()
  }

  mutating func end() {
    for var attempt in attempts.values {
      _ = attempt.machine.fail(RPCStatus(code: .unavailable, message: ""))
      precondition(attempt.machine.isFinished, "a call ends with its connection")
    }
  }

  private mutating func process(_ bytes: ByteBuffer) {
    let events = session.takeEvents()
    for event in events {
      switch event {
      case .headers(let stream, let headers, let endOfStream):
        perform(on: stream) { $0.receive(headers, endOfStream: endOfStream) }
      case .data(let stream, let range):
        guard
          let slice = bytes.getSlice(
            at: bytes.readerIndex + range.lowerBound, length: range.count)
        else { preconditionFailure("content lies outside of what has come") }
        var credit = 0
        var unobserved: [MessageSize]?
        perform(on: stream) { $0.receive(slice, credit: &credit, arrived: &unobserved) }
        precondition(credit <= range.count, "more is given back than has come")
        session.credit(stream, bytes: credit)
        read(stream)
      case .endOfStream(let stream): perform(on: stream) { $0.endResponse() }
      case .closed(let stream, let code):
        perform(on: stream) { $0.close(code) }
        precondition(
          attempts[stream.slot]?.machine.isFinished != false, "a closed call has its outcome")
        attempts[stream.slot] = nil
      default: break
      }
    }
  }

  private mutating func perform(
    on stream: HTTP2StreamID, _ body: (inout ClientAttemptMachine) -> ClientAttemptMachine.Action
  ) {
    guard var attempt = attempts[stream.slot], attempt.stream == stream else { return }
    let action = body(&attempt.machine)
    attempts[stream.slot] = attempt
    if case .finish(_, let reset?) = action { session.reset(stream, reset) }
    if case .commit = action, cancels { session.reset(stream, .cancel) }
  }

  private mutating func read(_ stream: HTTP2StreamID) {
    guard var attempt = attempts[stream.slot] else { return }
    var credit = 0
    while case .message = attempt.machine.read(credit: &credit) {}
    attempts[stream.slot] = attempt
    session.credit(stream, bytes: credit)
  }

  private mutating func flush() {
    var output = ByteBuffer()
    repeat {
      output.clear()
      // Little room, so that most frames are written in pieces.
      output.writeWithOutputRawSpan(minimumWritableBytes: 64) {
        _ = session.writeOutput(into: &$0)
      }
      process(ByteBuffer())
    } while output.readableBytes > 0
  }
}
