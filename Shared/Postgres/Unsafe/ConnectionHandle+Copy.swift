internal import CPostgreSQL

/// COPY, which libpq allows outside of pipeline mode only.
extension ConnectionHandle {
  /// Leaves pipeline mode and queues a COPY.
  func beginCopy(_ sql: String) -> Bool {
    unsafe PQexitPipelineMode(raw) == 1 && PQsendQuery(raw, sql) == 1
  }

  /// Returns to pipeline mode when all results are read.
  func endCopy() -> Bool { unsafe PQenterPipelineMode(raw) == 1 }

  /// Queues bytes of rows; `nil` when the connection is broken, `false` when they must wait.
  func putCopyData(_ bytes: [UInt8]) -> Bool? {
    let status = unsafe bytes.withUnsafeBytes { buffer in
      unsafe PQputCopyData(
        raw, buffer.assumingMemoryBound(to: CChar.self).baseAddress, Int32(buffer.count))
    }
    return status < 0 ? nil : status == 1
  }

  /// Queues the end of the rows; `nil` when the connection is broken, `false` when it must wait.
  ///
  /// Rows that are abandoned are refused by the server.
  func putCopyEnd(isAbandoned: Bool) -> Bool? {
    let status = unsafe PQputCopyEnd(raw, isAbandoned ? "abandoned" : nil)
    return status < 0 ? nil : status == 1
  }

  /// What ``getCopyData(into:)`` found.
  enum CopyData {
    /// One row, or a part of the frame around them.
    case row
    /// Nothing has come yet.
    case nothing
    /// The rows have ended, well or not; a result tells.
    case end
  }

  /// Appends the next row that has come.
  func getCopyData(into bytes: inout [UInt8]) -> CopyData {
    var buffer: UnsafeMutablePointer<CChar>?
    let count = unsafe PQgetCopyData(raw, &buffer, 1)
    guard count > 0, let buffer = unsafe buffer else { return count == 0 ? .nothing : .end }
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: Int(count)))
    unsafe PQfreemem(buffer)
    return .row
  }
}
