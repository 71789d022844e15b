import Foundation
import Kernel
import Logging
import NIOCore
import RPC
import Synchronization
import Testing

/// A server under attack.
struct FaultServer {
  let server: RPCServer
  let ledger: HandlerLedger
  let port: Int

  var connectionCount: Int { server.connectionCount }

  /// A new connection to the server, which has greeted.
  func peer(
    _ settings: [(RawSetting, UInt32)] = [], reads: Bool = true
  ) async throws -> RawPeer {
    let peer = try await RawPeer.connect(port: port, reads: reads)
    if reads {
      await peer.greet(settings)
    } else {
      await peer.send(bytes: RawFrame.preface + RawFrame.settings(settings).bytes)
    }
    return peer
  }

  /// Waits until nothing is left of what peers have done, except for the neighbour's connection.
  func expectRecovery(connections: Int = 1) async {
    let isRecovered = await eventually {
      ledger.running <= 1 && server.connectionCount <= connections
    }
    #expect(
      isRecovered, "\(server.connectionCount) connections, \(ledger.running) handlers are left")
  }
}

/// The memory that the process has.
///
/// Other tests run beside, so only what an attack adds without bounds can be told from it.
private func residentBytes() -> Int {
  let pageBytes = 4096
  let numbers = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  return numbers.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    .map { $0 * pageBytes } ?? 0
}

/// Whether a condition comes true before long.
func eventually(_ condition: () -> Bool) async -> Bool {
  let end = ContinuousClock.now + .seconds(20)
  while !condition() {
    guard ContinuousClock.now < end else { return false }
    try? await Task.sleep(for: .milliseconds(2))
  }
  return true
}

/// Runs a server on a free port while `attack` runs, beside a neighbour that goes on calling it.
///
/// The neighbour speaks clear text and is on the same event loop. All of its calls have to succeed
/// soon, and after the attack nothing may be left of it: connections, handlers.
func withFaultServer(
  deadlineMax: Duration = .seconds(20), hasNeighbour: Bool = true,
  configure: (inout RPCServerConfiguration) throws -> Void = { _ in },
  _ attack: (FaultServer) async throws -> Void
) async throws {
  await attackGate.enter()
  defer { attackGate.leave() }
  var configuration = RPCServerConfiguration(
    host: "127.0.0.1", port: 0, errorDomain: "fault.laurel")
  configuration.drainGrace = .seconds(5)
  try configure(&configuration)
  var logger = Logger(label: "faults")
  logger.logLevel = .critical
  let service = FaultService(deadlineMax: deadlineMax)
  let server = RPCServer(
    configuration: configuration, services: [service],
    authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "No.") },
    logger: logger)
  let neighbour = Neighbour()
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await server.run() }
    defer { server.drain() }
    let port = try await server.listeningAddress().port
    if hasNeighbour {
      group.addTask { try await neighbour.run(port: port) }
      #expect(await neighbour.serves())
    }
    let subject = FaultServer(server: server, ledger: service.ledger, port: port)
    let bytesBefore = residentBytes()
    try await attack(subject)
    #expect(residentBytes() - bytesBefore < 400 * 1_048_576)
    await subject.expectRecovery()
    if hasNeighbour {
      #expect(await neighbour.serves(), "the neighbour is not served after the attack")
    }
    neighbour.stop()
    server.drain()
    try await group.waitForAll()
  }
  #expect(neighbour.failure == nil)
  #expect(neighbour.slowest < .seconds(5))
  #expect(server.connectionCount == 0)
  #expect(service.ledger.running == 0)
}

/// Lets a few attacks run at a time, so that they do not slow each other down.
let attackGate = AttackGate(attacksMax: 4)

final class AttackGate: Sendable {
  private struct State {
    var freeCount: Int
    var waiters: CircularBuffer<CheckedContinuation<Void, Never>> = []
  }

  private let state: Mutex<State>

  init(attacksMax: Int) { state = Mutex(State(freeCount: attacksMax)) }

  func enter() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        if state.freeCount > 0 {
          state.freeCount -= 1
          return true
        }
        state.waiters.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if let next = state.waiters.popFirst() { return next }
      state.freeCount += 1
      return nil
    }
    next?.resume()
  }
}

/// A peer that behaves: calls again and again, and keeps a record.
private final class Neighbour: Sendable {
  private struct Record {
    var callCount = 0
    var slowest = Duration.zero
    var failure: String?
    var isStopped = false
  }

  private let record = Mutex(Record())

  var failure: String? { record.withLock { $0.failure } }
  var slowest: Duration { record.withLock { $0.slowest } }
  private var callCount: Int { record.withLock { $0.callCount } }

  func stop() { record.withLock { $0.isStopped = true } }

  /// Whether a call that begins now succeeds.
  func serves() async -> Bool {
    let count = callCount
    return await eventually { self.callCount > count + 1 || self.failure != nil } && failure == nil
  }

  func run(port: Int) async throws {
    let peer = try await RawPeer.connect(port: port, lifeMax: .minutes(2))
    await peer.greet()
    var stream: UInt32 = 1
    while !record.withLock({ $0.isStopped }), failure == nil {
      let message = RawCall.bytesValue(Array("\(stream)".utf8))
      let start = ContinuousClock.now
      await peer.send(RawCall.unary("Echo", message, on: stream))
      let answer = await peer.answer(on: stream)
      let time = start.duration(to: .now)
      let isRight = answer.status == "0" && answer.messages == [message]
      record.withLock { record in
        record.callCount += 1
        record.slowest = max(record.slowest, time)
        if !isRight { record.failure = "\(answer), \(peer.goAways)" }
      }
      stream += 2
      try? await Task.sleep(for: .milliseconds(5))
    }
    await peer.close()
  }
}
