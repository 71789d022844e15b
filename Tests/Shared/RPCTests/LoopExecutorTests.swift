import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import RPC

@Suite("LoopExecutor", .timeLimit(.minutes(1))) struct LoopExecutorTests {
  private final class Order: Sendable {
    private let numbers = Mutex<[Int]>([])

    var all: [Int] { numbers.withLock { $0 } }

    func add(_ number: Int) { numbers.withLock { $0.append(number) } }
  }

  @Test("runs each job once, in order, even when a job asks it to run jobs")
  func nestedRun() async throws {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let executor = LoopExecutor(loop)
    let order = Order()
    let tasks = try await loop.submit {
      (0..<3).map { number in
        Task(executorPreference: executor) {
          let inner = Task(executorPreference: executor) {
            order.add(10 + number)
          }
          order.add(number)
          executor.runJobs()
          await inner.value
        }
      }
    }.get()
    for task in tasks { await task.value }
    #expect(order.all == [0, 1, 2, 10, 11, 12])
  }

  @Test("runs jobs of other threads once, those of one thread in their order")
  func jobsOfOtherThreads() async {
    let executor = LoopExecutor(MultiThreadedEventLoopGroup.singleton.next())
    let (threads, jobs) = (4, 2_000)
    let orders = (0..<threads).map { _ in Order() }
    await withTaskGroup(of: Void.self) { group in
      for order in orders {
        group.addTask {
          let tasks = (0..<jobs).map { number in
            Task(executorPreference: executor) { order.add(number) }
          }
          for task in tasks { await task.value }
        }
      }
    }
    for order in orders { #expect(order.all == Array(0..<jobs)) }
  }

  @Test("runs a job behind what its thread has given the loop before")
  func orderWithTheLoop() async {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let executor = LoopExecutor(loop)
    let order = Order()
    let gate = DispatchSemaphore(value: 0)
    loop.execute { gate.wait() }
    let first = Task(executorPreference: executor) {}
    loop.execute { order.add(1) }
    let second = Task(executorPreference: executor) { order.add(2) }
    gate.signal()
    await first.value
    await second.value
    #expect(order.all == [1, 2])
  }

  @Test("lets sockets through while a job goes on and on")
  func sockets() async throws {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let executor = LoopExecutor(loop)
    let accepted = Order()
    let listener = try await ServerBootstrap(group: loop)
      .childChannelInitializer { channel in
        accepted.add(1)
        return channel.close()
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let waiter = Task(executorPreference: executor) {
      // Bounded, because a loop that lets nothing through could not be ended from outside.
      let end = ContinuousClock.now + .seconds(20)
      while accepted.all.isEmpty, ContinuousClock.now < end { await Task.yield() }
      return accepted.all
    }
    _ = try? await ClientBootstrap(group: group)
      .connect(host: "127.0.0.1", port: listener.localAddress?.port ?? 0).get()
    #expect(await waiter.value == [1])
    try await group.shutdownGracefully()
    try await listener.close()
  }
}
