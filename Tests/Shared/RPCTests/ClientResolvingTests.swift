import NIOCore
import NIOPosix
import Testing

@testable import RPC

@Suite("NameResolver.resolve") struct ClientResolvingTests {
  let eventLoop = MultiThreadedEventLoopGroup.singleton.next()

  func resolver(
    timeout: Duration = DNSResolver.defaultTimeout, lookUp: @escaping DNSResolver.LookUp
  ) -> DNSResolver {
    DNSResolver(
      host: "name", port: 7, timeout: timeout, threadPool: .singleton, eventLoop: eventLoop,
      lookUp: lookUp)
  }

  @Test("finds the addresses of the machine itself by its name")
  func localhost() async throws {
    let target = try RPCTarget(parsing: "localhost:7").makeResolver(
      threadPool: .singleton, eventLoop: eventLoop)
    #expect(target.canChange)
    let endpoints = try await target.resolve().endpoints
    let addresses = Set(endpoints.flatMap(\.addresses))
    #expect(!addresses.isEmpty)
    #expect(
      addresses.isSubset(of: [.inet(host: "127.0.0.1", port: 7), .inet(host: "::1", port: 7)]))
    #expect(endpoints.count == addresses.count)
  }

  @Test("needs no look-up for addresses")
  func addresses() async throws {
    let resolver = try RPCTarget(parsing: "ipv4:10.0.0.1:1,10.0.0.2:2").makeResolver(
      threadPool: .singleton, eventLoop: eventLoop)
    #expect(!resolver.canChange)
    let target = try await resolver.resolve()
    #expect(
      target.endpoints.flatMap(\.addresses)
        == [.inet(host: "10.0.0.1", port: 1), .inet(host: "10.0.0.2", port: 2)])
    #expect(target.endpoints.count == 2)
    #expect(target.serviceConfig == nil)
  }

  @Test("says why the system has no answer")
  func failure() async throws {
    // No label of a name may be longer than 63 bytes, so nobody is asked.
    let host = String(repeating: "a", count: 64) + ".invalid"
    let resolver = try RPCTarget(parsing: host).makeResolver(
      threadPool: .singleton, eventLoop: eventLoop)
    let error = await #expect(throws: NameResolutionError.self) { try await resolver.resolve() }
    guard case .lookupFailed(host, let reason) = error else {
      Issue.record("wrong error")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test("keeps the order, takes each address once, and no more than 128")
  func order() async throws {
    let many = (0..<200).map { SocketEndpoint.inet(host: "10.0.0.\($0)", port: 7) }
    let target = try await resolver { _, _ in [many[1], many[0], many[1]] + many }.resolve()
    #expect(target.endpoints.flatMap(\.addresses) == [many[1], many[0]] + many[2..<128])
  }

  @Test("gives up when the system takes too long, and leaves it to itself")
  func timeout() async throws {
    let answer = eventLoop.makePromise(of: Void.self)
    let resolver = resolver(timeout: .milliseconds(1)) { _, _ in
      _ = try? answer.futureResult.wait()
      return []
    }
    let error = await #expect(throws: NameResolutionError.self) { try await resolver.resolve() }
    answer.succeed()
    #expect(error == .timedOut(host: "name", after: .milliseconds(1)))
  }

  @Test("gives up when the task is cancelled, before or while the system is asked")
  func cancellation() async throws {
    let asked = eventLoop.makePromise(of: Void.self)
    let answer = eventLoop.makePromise(of: Void.self)
    let resolver = resolver { _, _ in
      asked.succeed()
      _ = try? answer.futureResult.wait()
      return []
    }
    let outcome = await withTaskGroup(of: NameResolutionError?.self) { group in
      group.addTask {
        await #expect(throws: NameResolutionError.self) { try await resolver.resolve() }
      }
      _ = try? await asked.futureResult.get()
      group.cancelAll()
      return await group.next() ?? nil
    }
    answer.succeed()
    #expect(outcome == .cancelled(host: "name"))
    let earlier = await withTaskGroup(of: NameResolutionError?.self) { group in
      group.cancelAll()
      group.addTask {
        await #expect(throws: NameResolutionError.self) { try await resolver.resolve() }
      }
      return await group.next() ?? nil
    }
    #expect(earlier == .cancelled(host: "name"))
  }

  @Test("fails when the threads have been stopped")
  func stopped() async throws {
    let pool = NIOThreadPool(numberOfThreads: 1)
    let resolver = DNSResolver(host: "name", port: 7, threadPool: pool, eventLoop: eventLoop)
    let error = await #expect(throws: NameResolutionError.self) { try await resolver.resolve() }
    #expect(error == .stopped(host: "name"))
  }
}

@Suite("ResolutionSchedule") struct ClientResolutionScheduleTests {
  static let origin = MonotonicInstant.now
  var schedule = ResolutionSchedule(
    backoff: ConnectionBackoff(ConnectionBackoff.Settings(jitter: 0)))
  var generator = SeededGenerator(seed: 1)

  @Test("looks up at once at first, and then no sooner than 30 s after an answer")
  mutating func interval() {
    #expect(schedule.wakeUp(now: Self.origin) == false)
    schedule.request(now: Self.origin)
    #expect(schedule.wakeUp(now: Self.origin) == true)
    schedule.succeed(now: Self.origin)
    #expect(schedule.wakeUpAt == nil)
    schedule.request(now: Self.origin + .seconds(10))
    schedule.request(now: Self.origin + .seconds(11))
    #expect(schedule.wakeUp(now: Self.origin + .seconds(29)) == false)
    #expect(schedule.wakeUp(now: Self.origin + .seconds(30)) == true)
    schedule.succeed(now: Self.origin + .seconds(31))
    schedule.request(now: Self.origin + .seconds(100))
    #expect(schedule.wakeUpAt == Self.origin + .seconds(100))
  }

  @Test("remembers who asks during a look-up")
  mutating func wantedAgain() {
    schedule.request(now: Self.origin)
    #expect(schedule.wakeUp(now: Self.origin) == true)
    schedule.request(now: Self.origin)
    #expect(schedule.wakeUpAt == nil)
    schedule.succeed(now: Self.origin + .seconds(1))
    #expect(schedule.wakeUpAt == Self.origin + .seconds(31))
  }

  @Test("repeats failures after growing pauses, whoever asks in between")
  mutating func failures() {
    schedule.request(now: Self.origin)
    var now = Self.origin
    for seconds in [1.0, 1.6, 2.56] {
      #expect(schedule.wakeUp(now: now) == true)
      schedule.fail(now: now, using: &generator)
      schedule.request(now: now)
      let pause = now.duration(to: schedule.wakeUpAt ?? now) / .seconds(1)
      #expect(abs(pause - seconds) < 0.001)
      now = now + .seconds(seconds + 0.001)
    }
    #expect(schedule.wakeUp(now: now) == true)
    schedule.succeed(now: now)
    schedule.request(now: now + .seconds(40))
    #expect(schedule.wakeUp(now: now + .seconds(40)) == true)
    schedule.fail(now: now, using: &generator)
    #expect(schedule.wakeUpAt == now + .seconds(1))
  }
}
