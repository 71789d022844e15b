/// Bounds on a call file.
package struct CallFileLimits: Hashable, Sendable {
  /// The longest line, in bytes without its end.
  package var lineBytesMax: Int
  /// The most usable rows of one file; they are remembered to find duplicates.
  package var rowsMax: Int

  package init(lineBytesMax: Int, rowsMax: Int) {
    precondition(lineBytesMax > 0 && rowsMax > 0, "limits of a call file are positive")
    self.lineBytesMax = lineBytesMax
    self.rowsMax = rowsMax
  }

  /// Lines of 4,096 bytes and a million rows: 40 times what the published files have.
  package static var standard: CallFileLimits {
    CallFileLimits(lineBytesMax: 4_096, rowsMax: 1_000_000)
  }
}

/// What a line of a call file turned out to be.
package enum CallFileEvent: Hashable, Sendable {
  /// A call.
  case row(CallRow)
  /// The same bytes as an earlier row.
  case duplicate(line: Int)
  /// A line that cannot be used; the lines after it still can.
  case failure(RowError)
}

/// Reads a call file piece by piece.
///
/// A call file is text in UTF-8 with tabs between columns and LF or CRLF line ends; the first line
/// is the header. A byte order mark and empty lines are passed over. What is wrong with one line
/// does not stop the others; only a header without a needed column, a compressed file and too many
/// rows end the reading with an error.
package struct CallFileParser: Sendable {
  private enum State: Sendable {
    case header
    case rows(CallLineParser)
    case failed(RowError)
  }

  private let limits: CallFileLimits
  private var state = State.header
  /// The number of the line in ``pending``, from 1.
  private var line = 1
  /// The beginning of a line whose end has not come yet.
  private var pending: [UInt8] = []
  /// Whether ``pending`` was given up because the line is too long.
  private var isSkipping = false
  /// The bytes of each usable row by its key.
  private var seen: [CallKey: [UInt8]] = [:]

  package init(limits: CallFileLimits) { self.limits = limits }

  /// Reads the next bytes of the file.
  ///
  /// - Returns: What the lines that ended in these bytes turned out to be, in order. The header and
  ///   empty lines are not among them.
  /// - Throws: ``RowError`` when the rest of the file cannot be read either; every later call
  ///   throws the same.
  package mutating func consume(_ bytes: [UInt8]) throws(RowError) -> [CallFileEvent] {
    var events: [CallFileEvent] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      take(rest[..<end])
      try endLine(&events)
      rest = rest[(end + 1)...]
    }
    take(rest)
    if case .failed(let error) = state { throw error }
    return events
  }

  /// Ends the file; the last line needs no end of its own.
  ///
  /// - Throws: ``RowError`` as ``consume(_:)``, and for a file without a header.
  package mutating func finish() throws(RowError) -> [CallFileEvent] {
    var events: [CallFileEvent] = []
    if case .header = state, pending.isEmpty, !isSkipping {
      state = .failed(RowError(line: 1, reason: "is missing: the file is empty"))
    }
    if !pending.isEmpty || isSkipping { try endLine(&events) }
    if case .failed(let error) = state { throw error }
    return events
  }

  /// Adds to the line, up to its limit; a CR before the LF may stand beyond it.
  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    guard !isSkipping else { return }
    if pending.count + bytes.count > limits.lineBytesMax + 1 {
      pending.append(contentsOf: bytes.prefix(2))
      isSkipping = true
      if GzipFile.begins(with: pending), line == 1 { return }
      pending = []
    } else {
      pending.append(contentsOf: bytes)
    }
  }

  private mutating func endLine(_ events: inout [CallFileEvent]) throws(RowError) {
    defer {
      line += 1
      pending.removeAll(keepingCapacity: true)
      isSkipping = false
    }
    do throws(RowError) {
      switch state {
      case .failed(let error): throw error
      case .header: state = .rows(try CallLineParser(header: try headerBytes()))
      case .rows(let parser):
        if let event = try event(parser) { events.append(event) }
      }
    } catch {
      state = .failed(error)
      throw error
    }
  }

  /// The bytes of the line without CR; `nil` when it is too long.
  private var lineBytes: ArraySlice<UInt8>? {
    guard !isSkipping else { return nil }
    let bytes = pending.last == UInt8(ascii: "\r") ? pending.dropLast() : pending[...]
    return bytes.count <= limits.lineBytesMax ? bytes : nil
  }

  private func headerBytes() throws(RowError) -> ArraySlice<UInt8> {
    guard !GzipFile.begins(with: pending) else {
      throw RowError(line: 1, reason: "is compressed with gzip")
    }
    guard let bytes = lineBytes else { throw tooLong }
    let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    return bytes.starts(with: byteOrderMark) ? bytes.dropFirst(byteOrderMark.count) : bytes
  }

  private var tooLong: RowError {
    RowError(line: line, reason: "is longer than \(limits.lineBytesMax) bytes")
  }

  /// - Returns: `nil` for an empty line.
  private mutating func event(_ parser: CallLineParser) throws(RowError) -> CallFileEvent? {
    guard let bytes = lineBytes else { return .failure(tooLong) }
    guard !bytes.isEmpty else { return nil }
    let row: CallRow
    do {
      row = try parser.row(bytes, line: line)
    } catch {
      return .failure(error)
    }
    if let earlier = seen[row.key] {
      guard earlier[...] != bytes else { return .duplicate(line: line) }
      return .failure(
        RowError(
          line: line, column: .callID, reason: "was used on the same vru+line by another row"))
    }
    guard seen.count < limits.rowsMax else {
      throw RowError(line: line, reason: "is beyond the limit of \(limits.rowsMax) rows")
    }
    seen[row.key] = Array(bytes)
    return .row(row)
  }
}
