/// A line of comma-separated values.
package struct CSVRecord: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package let text: String
    package let position: TextPosition
  }

  /// At least one.
  package let fields: [Field]
}

/// Reads comma-separated values (RFC 4180) that come in chunks.
///
/// Lines end with CRLF or LF; those without any byte are passed over, and so is a byte order mark.
/// A quoted field may have quotes, doubled, and line ends.
package struct CSVReader: Sendable {
  private enum State: Sendable {
    /// Nothing was read yet.
    case fileStart
    /// A field begins.
    case fieldStart
    case plain
    case quoted
    /// A quote in a quoted field: it ends the field, or another one follows.
    case quoteInQuoted
    /// A carriage return outside of quotes.
    case carriageReturn
  }

  private var chunks = TextChunks()
  private var state = State.fileStart
  private var fields: [CSVRecord.Field] = []
  private var field: [UInt8] = []
  private var fieldPosition = TextPosition.start
  private var recordByteCount = 0

  private static var byteOrderMark: [UInt8] { [0xef, 0xbb, 0xbf] }

  package init() {}

  /// Takes the next bytes of the file; ``next()`` reads them.
  package mutating func append(_ chunk: [UInt8]) { chunks.append(chunk) }

  /// Notes that no more bytes come; ``next()`` then reads what is left.
  package mutating func finish() { chunks.finish() }

  /// Reads a record.
  ///
  /// - Returns: `nil` when its end has not come yet, and at the end of the file.
  /// - Throws: ``TextFileError``; then nothing more can be read.
  package mutating func next() throws(TextFileError) -> CSVRecord? {
    if state == .fileStart {
      let mark = Self.byteOrderMark
      guard chunks.count >= mark.count || chunks.isFinished else { return nil }
      chunks.skipMark(mark)
      state = .fieldStart
    }
    while let byte = chunks.next {
      if try take(byte), let record = takeRecord() { return record }
    }
    return chunks.isFinished ? try takeLastRecord() : nil
  }

  /// Reads a byte.
  ///
  /// - Returns: Whether it ends the record.
  private mutating func take(_ byte: UInt8) throws(TextFileError) -> Bool {
    if state == .fieldStart { fieldPosition = chunks.position }
    switch (state, byte) {
    case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
    case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
    case (.quoted, _): field.append(byte)
    case (.quoteInQuoted, UInt8(ascii: "\"")):
      field.append(byte)
      state = .quoted
    case (_, UInt8(ascii: "\n")):
      try endField()
      chunks.advance()
      return true
    case (.carriageReturn, _):
      throw error("a line feed was expected after the carriage return")
    case (_, UInt8(ascii: "\r")): state = .carriageReturn
    case (_, UInt8(ascii: ",")): try endField()
    case (.quoteInQuoted, _):
      throw error("a comma or the end of the line was expected after the closing quote")
    case (_, UInt8(ascii: "\"")):
      throw error("a quote may only stand in a field that is quoted, and is doubled there")
    default:
      field.append(byte)
      state = .plain
    }
    recordByteCount += 1
    guard recordByteCount <= TextChunks.recordBytesMax else {
      throw error("a record may have at most \(TextChunks.recordBytesMax) bytes")
    }
    chunks.advance()
    return false
  }

  private mutating func endField() throws(TextFileError) {
    guard let text = String(validating: field, as: UTF8.self) else {
      throw TextFileError("the text is not UTF-8", at: fieldPosition)
    }
    fields.append(CSVRecord.Field(text: text, position: fieldPosition))
    field.removeAll(keepingCapacity: true)
    state = .fieldStart
  }

  /// The record that has ended; `nil` for an empty line.
  private mutating func takeRecord() -> CSVRecord? {
    // A carriage return counts too, and quotes do.
    let isEmpty = fields.count == 1 && fields[0].text.isEmpty && recordByteCount <= 1
    defer {
      fields = []
      recordByteCount = 0
    }
    return isEmpty ? nil : CSVRecord(fields: fields)
  }

  private mutating func takeLastRecord() throws(TextFileError) -> CSVRecord? {
    switch state {
    case .quoted:
      throw TextFileError("the quote is not closed", at: fieldPosition)
    case .carriageReturn:
      throw error("a line feed was expected after the carriage return")
    case .fileStart: return nil
    case .fieldStart where fields.isEmpty: return nil
    case .fieldStart: fieldPosition = chunks.position
    case .plain, .quoteInQuoted: break
    }
    try endField()
    return takeRecord()
  }

  private func error(_ reason: String) -> TextFileError {
    TextFileError(reason, at: chunks.position)
  }
}
