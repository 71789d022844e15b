import HTTP2
import NIOCore
import Testing

@testable import RPC

extension ServerCallMachine.Action {
  /// The code of a failure; `nil` for other actions.
  var failure: RPCCode? {
    guard case .fail(let status) = self else { return nil }
    return status.code
  }
}

extension ServerCallMachine {
  /// Nobody asks for the sizes.
  mutating func receive(_ bytes: ByteBuffer, credit: inout Int) -> Action {
    var unobserved: [MessageSize]?
    return receive(bytes, credit: &credit, arrived: &unobserved)
  }
}

extension ClientAttemptMachine {
  /// Nobody asks for the sizes.
  mutating func receive(_ bytes: ByteBuffer, credit: inout Int) -> Action {
    var unobserved: [MessageSize]?
    return receive(bytes, credit: &credit, arrived: &unobserved)
  }
}

/// A message with its prefix.
func frame(_ bytes: [UInt8], flag: UInt8 = 0) -> ByteBuffer {
  ByteBuffer(bytes: [flag, 0, 0, 0, UInt8(bytes.count)] + bytes)
}

@Suite("ServerCallMachine") struct ServerCallMachineTests {
  var credit = 0

  @Test("starts a unary handler when the request has ended")
  mutating func unary() {
    var machine = ServerCallMachine(
      kind: .unary, messageBytesMax: 10, encoding: nil, codec: MessageCodec())
    guard case .nothing = machine.begin(),
      case .nothing = machine.receive(frame([7]), credit: &credit),
      case .start = machine.endRequest(),
      case .message(let request) = machine.read(credit: &credit)
    else {
      Issue.record("not started")
      return
    }
    #expect(Array(request.bytes.readableBytesView) == [7])
    #expect(machine.write() == true)
    #expect(machine.write() == false)
    #expect(machine.finish() == .trailers)
    #expect(machine.finish() == .nothing)
    #expect(machine.write() == nil)
  }

  @Test("tells the sizes of the messages that are complete to who asks")
  mutating func sizes() {
    var machine = ServerCallMachine(
      kind: .clientStreaming, messageBytesMax: 10, encoding: nil, codec: MessageCodec())
    var arrived: [MessageSize]? = []
    _ = machine.receive(frame([7, 8]), credit: &credit, arrived: &arrived)
    _ = machine.receive(ByteBuffer(bytes: [0, 0]), credit: &credit, arrived: &arrived)
    #expect(arrived == [MessageSize(byteCount: 2, wireByteCount: 2, isCompressed: false)])
  }

  @Test("gives no credit for a request that has ended")
  mutating func noCreditAfterTheEnd() {
    var machine = ServerCallMachine(
      kind: .unary, messageBytesMax: 10, encoding: nil, codec: MessageCodec())
    _ = machine.receive(frame([7]), credit: &credit)
    _ = machine.endRequest()
    machine.admit(credit: &credit)
    _ = machine.read(credit: &credit)
    #expect(credit == 0)
  }

  @Test("starts a streaming handler at once")
  func streaming() {
    var machine = ServerCallMachine(
      kind: .bidirectionalStreaming, messageBytesMax: 10, encoding: nil, codec: MessageCodec())
    guard case .start = machine.begin() else {
      Issue.record("not started")
      return
    }
  }

  @Test("fails with INTERNAL when a method with one request gets none or two")
  mutating func cardinality() {
    var none = ServerCallMachine(
      kind: .unary, messageBytesMax: 10, encoding: nil, codec: MessageCodec())
    #expect(none.endRequest().failure == .internalError)
    var two = ServerCallMachine(
      kind: .serverStreaming, messageBytesMax: 10, encoding: nil, codec: MessageCodec())
    #expect(two.receive(frame([1]), credit: &credit).failure == nil)
    #expect(two.receive(frame([2]), credit: &credit).failure == .internalError)
  }

  @Test(
    "fails for requests that break the framing",
    arguments: [
      (frame([1], flag: 1), .internalError), (frame([1], flag: 9), .internalError),
      (frame([UInt8](repeating: 0, count: 11)), .resourceExhausted),
    ] as [(ByteBuffer, RPCCode)])
  mutating func framing(bytes: ByteBuffer, code: RPCCode) {
    var machine = ServerCallMachine(
      kind: .clientStreaming, messageBytesMax: 10, encoding: nil, codec: MessageCodec())
    #expect(machine.receive(bytes, credit: &credit).failure == code)
  }

  @Test("fails with INTERNAL when the request ends inside a message")
  mutating func truncated() {
    var machine = ServerCallMachine(
      kind: .clientStreaming, messageBytesMax: 10, encoding: nil, codec: MessageCodec())
    _ = machine.receive(ByteBuffer(bytes: [0, 0, 0]), credit: &credit)
    #expect(machine.endRequest().failure == .internalError)
  }

  @Test("withholds credit while messages wait, and gives it when the last is read")
  mutating func backPressure() {
    var machine = ServerCallMachine(
      kind: .clientStreaming, messageBytesMax: 10, encoding: nil, codec: MessageCodec())
    _ = machine.receive(ByteBuffer(bytes: [0, 0, 0]), credit: &credit)
    #expect(credit == 0, "nobody has verified the caller")
    machine.admit(credit: &credit)
    #expect(credit == 3)
    credit = 0
    _ = machine.receive(ByteBuffer(bytes: [0, 1, 9]), credit: &credit)
    _ = machine.receive(frame([1, 2]), credit: &credit)
    #expect(credit == 0)
    _ = machine.read(credit: &credit)
    #expect(credit == 0)
    _ = machine.read(credit: &credit)
    #expect(credit == 10)
    guard case .wait = machine.read(credit: &credit) else {
      Issue.record("no third message was sent")
      return
    }
  }
}

@Suite("ClientAttemptMachine") struct ClientAttemptMachineTests {
  var credit = 0

  static let start: HTTP2Headers = [":status": "200", "content-type": "application/grpc"]

  /// The outcome after the given header list; `nil` is success.
  func outcome(_ machine: inout ClientAttemptMachine) throws -> RPCCode? {
    var credit = 0
    while true {
      switch machine.read(credit: &credit) {
      case .message: continue
      case .end(let status): return status?.code
      case .wait: throw NoError()
      }
    }
  }

  @Test(
    "takes the outcome from one header list",
    arguments: [
      ([":status": "200", "content-type": "application/grpc", "grpc-status": "5"], .notFound),
      ([":status": "200", "content-type": "application/grpc", "grpc-status": "0"], nil),
      ([":status": "200", "content-type": "application/grpc", "grpc-status": "99"], .unknown),
      ([":status": "200", "content-type": "application/grpc", "grpc-status": "x"], .unknown),
      ([":status": "503"], .unavailable), ([":status": "404"], .unimplemented),
      ([":status": "403", "grpc-status": "8"], .resourceExhausted),
    ] as [(HTTP2Headers, RPCCode?)])
  func trailersOnly(headers: HTTP2Headers, code: RPCCode?) throws {
    var machine = ClientAttemptMachine(
      kind: .serverStreaming, messageBytesMax: 10, codec: MessageCodec())
    guard case .finish(_, reset: nil) = machine.receive(headers, endOfStream: true) else {
      Issue.record("not finished")
      return
    }
    #expect(try outcome(&machine) == code)
  }

  @Test(
    "resets a stream whose first header list is no gRPC answer",
    arguments: [
      ([":status": "502"], .unavailable),
      ([":status": "200", "content-type": "text/html"], .unknown),
      (
        [":status": "200", "content-type": "application/grpc", "grpc-encoding": "zstd"],
        .internalError
      ),
    ] as [(HTTP2Headers, RPCCode)])
  func notGRPC(headers: HTTP2Headers, code: RPCCode) throws {
    var machine = ClientAttemptMachine(
      kind: .unary, messageBytesMax: 10, codec: MessageCodec())
    guard case .finish(_, reset: .cancel?) = machine.receive(headers, endOfStream: false) else {
      Issue.record("not finished")
      return
    }
    #expect(try outcome(&machine) == code)
  }

  @Test("delivers messages before the outcome")
  mutating func order() throws {
    var machine = ClientAttemptMachine(
      kind: .serverStreaming, messageBytesMax: 10, codec: MessageCodec())
    _ = machine.receive([":status": "103"], endOfStream: false)
    _ = machine.receive(Self.start, endOfStream: false)
    _ = machine.receive(frame([1]), credit: &credit)
    _ = machine.receive(["grpc-status": "13"], endOfStream: true)
    guard case .message(let message) = machine.read(credit: &credit) else {
      Issue.record("no message")
      return
    }
    #expect(Array(message.bytes.readableBytesView) == [1])
    #expect(try outcome(&machine) == .internalError)
  }

  @Test("fails with INTERNAL when the response ends early or without a status")
  mutating func truncated() throws {
    var machine = ClientAttemptMachine(
      kind: .serverStreaming, messageBytesMax: 10, codec: MessageCodec())
    _ = machine.receive(Self.start, endOfStream: false)
    _ = machine.receive(ByteBuffer(bytes: [0, 0]), credit: &credit)
    _ = machine.receive(["grpc-status": "0"], endOfStream: true)
    #expect(try outcome(&machine) == .internalError)
    var bare = ClientAttemptMachine(
      kind: .serverStreaming, messageBytesMax: 10, codec: MessageCodec())
    _ = bare.receive(Self.start, endOfStream: false)
    _ = bare.endResponse()
    #expect(try outcome(&bare) == .internalError)
  }

  @Test("fails with INTERNAL when a method with one response gives none or two")
  mutating func cardinality() throws {
    var none = ClientAttemptMachine(
      kind: .unary, messageBytesMax: 10, codec: MessageCodec())
    _ = none.receive(["grpc-status": "0"], endOfStream: true)
    #expect(throws: RPCStatus.self) { try none.onlyResponse() }
    var two = ClientAttemptMachine(
      kind: .unary, messageBytesMax: 10, codec: MessageCodec())
    _ = two.receive(Self.start, endOfStream: false)
    _ = two.receive(frame([1]), credit: &credit)
    guard case .finish(_, reset: .cancel?) = two.receive(frame([2]), credit: &credit) else {
      Issue.record("not finished")
      return
    }
  }
}
