/// What a task asks of a connection for a COPY, one after the other.
enum CopyStep: Sendable {
  case begin(sql: String)
  /// Bytes of rows; answered when they are on their way.
  case write([UInt8])
  /// Ends what ``write(_:)`` wrote; answered with the count of rows.
  case finish
  /// Has the server refuse what ``write(_:)`` wrote.
  case abandon
  /// Asks for bytes of rows; answered with none of them at the end.
  case read
}

extension OpenConnection {
  /// About how many bytes of rows are read at a time.
  private static var readBytes: Int { 65_536 }

  /// Does a step of a COPY.
  ///
  /// A failure of the server ends the COPY, and the connection goes on.
  mutating func copy(
    _ step: CopyStep, name: String, demand: () -> Demand
  ) -> Outcome {
    var patience = makePatience()
    switch step {
    case .begin(let sql):
      guard settleCancellation(demand) else { return .undone }
      guard handle.beginCopy(sql) else { return .lost }
      isCopying = true
      return begin(name, &patience, demand)
    case .write(let bytes):
      guard isCopying else { return .lost }
      return write(&patience, demand) { $0.putCopyData(bytes) } ? .rows([]) : .lost
    case .finish:
      return finish(name, isAbandoned: false, &patience, demand)
    case .abandon:
      return finish(name, isAbandoned: true, &patience, demand)
    case .read:
      return isCopying ? read(name, &patience, demand) : .rows([RowSet()])
    }
  }

  private mutating func finish(
    _ name: String, isAbandoned: Bool, _ patience: inout Patience, _ demand: () -> Demand
  ) -> Outcome {
    guard isCopying, write(&patience, demand, { $0.putCopyEnd(isAbandoned: isAbandoned) })
    else { return .lost }
    return end(name, &patience, demand)
  }

  private mutating func begin(
    _ name: String, _ patience: inout Patience, _ demand: () -> Demand
  ) -> Outcome {
    while handle.isBusy {
      guard wait(&patience, demand) else { return .lost }
    }
    guard let result = handle.nextResult() else { return .lost }
    guard case .copy = result.kind else { return end(name, &patience, demand, first: result) }
    return .rows([])
  }

  /// Queues something and sends all of it, so that no more than that is ever buffered.
  private mutating func write(
    _ patience: inout Patience, _ demand: () -> Demand,
    _ put: (borrowing ConnectionHandle) -> Bool?
  ) -> Bool {
    while true {
      guard let isQueued = put(handle) else { return false }
      if isQueued { break }
      guard wait(&patience, demand) else { return false }
    }
    while let isFlushed = handle.flush() {
      if isFlushed { return true }
      guard wait(&patience, demand) else { return false }
    }
    return false
  }

  private mutating func read(
    _ name: String, _ patience: inout Patience, _ demand: () -> Demand
  ) -> Outcome {
    var rows = RowSet()
    while rows.bytes.count < Self.readBytes {
      switch handle.getCopyData(into: &rows.bytes) {
      case .row: continue
      case .nothing:
        if !rows.bytes.isEmpty { return .rows([rows]) }
        guard wait(&patience, demand) else { return .lost }
      case .end:
        let outcome = end(name, &patience, demand)
        guard case .rows = outcome else { return outcome }
        return .rows([rows])
      }
    }
    return .rows([rows])
  }

  /// Reads the results up to the end of the COPY, and returns to pipeline mode.
  private mutating func end(
    _ name: String, _ patience: inout Patience, _ demand: () -> Demand,
    first: consuming ResultHandle? = nil
  ) -> Outcome {
    var collection = Collection(
      expectations: [Expectation(index: 0)], statements: [BoundStatement(name: name, sql: "")])
    if let first, case .lost = collection.add(first) { return .lost }
    while true {
      while !handle.isBusy {
        guard let result = handle.nextResult() else {
          isCopying = false
          return handle.isBroken || !handle.endCopy() ? .lost : outcome(of: collection)
        }
        if case .lost = collection.add(result) { return .lost }
      }
      guard wait(&patience, demand) else { return .lost }
    }
  }
}
