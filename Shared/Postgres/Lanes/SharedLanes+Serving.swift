internal import Kernel
internal import Logging
internal import Synchronization

extension SharedLanes {
  /// How often a statement is tried that collides with others.
  private static var attemptsMax: Int { 3 }

  /// Sends what comes until the connection is lost or the lane is to end.
  func serve(_ opened: consuming OpenConnection, lane index: Int) {
    var connection = opened
    while true {
      let (work, step) = queue.withLock { $0.take(index, now: MonotonicTime.now) }
      perform(step)
      switch work {
      case .stop: return
      case .wait:
        noteCounts()
        guard connection.waitForSignal() else {
          return logger.warning("the server closed an idle connection")
        }
      case .batch(let batch):
        note(batch)
        guard perform(batch, on: &connection, lane: index) else {
          return logger.warning("a connection to the database was lost")
        }
      }
    }
  }

  /// Sends a batch; `false` when the connection is gone.
  private func perform(
    _ batch: [Submission], on connection: inout OpenConnection, lane index: Int
  ) -> Bool {
    let (statements, indices) = batch.framed()
    var isStopped = false
    let outcome = connection.perform(statements) {
      let demand = self.demand(for: batch)
      isStopped = isStopped || demand != .all
      return demand
    }
    switch outcome {
    case .rows(let rows):
      for (position, submission) in batch.enumerated() {
        submission.reply.finish(.success(rows[indices[position]]))
      }
      return true
    case .lost, .undone:
      lose(batch, isUndone: outcome.isUndone, lane: index)
      return false
    case .refused(let error, let failed):
      // What took too long would only take too long again.
      let isFinal = batch.count == 1 && !error.isTransient || error.isTimeout
      guard isFinal, !isStopped, let position = indices.firstIndex(of: failed) else {
        return performEach(batch, on: &connection, lane: index)
      }
      var others = batch
      others.remove(at: position).reply.finish(.failure(.server(error)))
      return performEach(others, on: &connection, lane: index)
    }
  }

  /// Sends each statement of a batch alone that was rolled back; `false` when the connection is
  /// gone.
  private func performEach(
    _ batch: [Submission], on connection: inout OpenConnection, lane index: Int
  ) -> Bool {
    for (position, submission) in batch.enumerated() {
      guard performAlone(submission, on: &connection, lane: index) else {
        let rest = Array(batch.suffix(from: position + 1))
        queue.withLock { $0.putBack(rest, lane: index) }
        return false
      }
    }
    return true
  }

  /// Sends a statement alone; `false` when the connection is gone.
  private func performAlone(
    _ submission: Submission, on connection: inout OpenConnection, lane index: Int
  ) -> Bool {
    for attempt in 1...Self.attemptsMax {
      if submission.reply.isCancelled { return true }
      let (statements, _) = [submission].framed()
      let outcome = connection.perform(statements, demand: { demand(for: [submission]) })
      switch outcome {
      case .rows(let rows):
        submission.reply.finish(rows.last.map { .success($0) } ?? .failure(.connectionLost))
        return true
      case .lost, .undone:
        lose([submission], isUndone: outcome.isUndone, lane: index)
        return false
      case .refused(let error, _):
        if attempt < Self.attemptsMax, error.isTransient { continue }
        submission.reply.finish(.failure(.server(error)))
        return true
      }
    }
    return true
  }

  /// Who still waits for a batch that takes long; refuses meanwhile what has waited too long.
  private func demand(for batch: [Submission]) -> Demand {
    perform(queue.withLock { $0.expire(now: MonotonicTime.now) })
    let goneCount = batch.count { $0.reply.isCancelled }
    return goneCount == 0 ? .all : goneCount == batch.count ? .none : .some
  }

  /// Has statements sent again, once, that are undone or safe to repeat, and tells the other
  /// callers.
  private func lose(_ batch: [Submission], isUndone: Bool, lane index: Int) {
    var repeated: [Submission] = []
    for submission in batch {
      if isUndone || submission.statement.isSafeToRepeat, submission.noteRepetition() {
        repeated.append(submission)
      } else {
        submission.reply.finish(
          .failure(isUndone ? .connectionLost : submission.statement.lossError))
      }
    }
    queue.withLock { $0.putBack(repeated, lane: index) }
  }
}
