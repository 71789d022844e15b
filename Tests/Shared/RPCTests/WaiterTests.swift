import Synchronization
import Testing

@testable import RPC

@Suite("Waiter") struct WaiterTests {
  private struct Failure: Error {}

  @Test("lets its task go on with a value, at once or later") func value() async throws {
    let now: Int = try await waitForValue {
      $0(())
    } _: { (_: Void, waiter) in
      waiter.resume(returning: 1)
    }
    #expect(now == 1)
    let later: Int = try await waitForValue { body in
      Task { body(()) }
    } _: { (_: Void, waiter) in
      waiter.resume(returning: 2)
    }
    #expect(later == 2)
  }

  @Test("lets its task go on with an error") func error() async {
    await #expect(throws: Failure.self) {
      let _: Int = try await waitForValue {
        $0(())
      } _: { (_: Void, waiter) in
        waiter.resume(throwing: Failure())
      }
    }
  }

  @Test("stops the process when it is forgotten, instead of keeping its task for ever")
  func forgotten() async {
    await #expect(processExitsWith: .failure) {
      let _: Int = try await waitForValue {
        $0(())
      } _: { (_: Void, waiter) in
        _ = consume waiter
      }
    }
  }
}

@Suite("Few") struct FewTests {
  @Test("keeps its elements in order, of whatever number", arguments: 0...4)
  func order(count: Int) {
    var few = Few<Int>()
    for number in 0..<count { few.append(number) }
    #expect(few.count == count)
    #expect(few.isEmpty == (count == 0))
    #expect(few.first == (count == 0 ? nil : 0))
    #expect(Array(few) == Array(0..<count))
  }

  @Test("goes on without those that are removed") func removal() {
    var few = Few<Int>()
    for number in 0..<5 { few.append(number) }
    few.removeAll { $0 % 2 == 0 }
    #expect(Array(few) == [1, 3])
    few.append(9)
    #expect(Array(few) == [1, 3, 9])
    few.removeAll()
    #expect(few.isEmpty)
    few.append(4)
    #expect(Array(few) == [4])
  }
}
