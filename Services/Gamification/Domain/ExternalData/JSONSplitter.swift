/// An object of a JSON file.
package struct JSONObject: Hashable, Sendable {
  /// From the opening to the closing bracket; what stands between them may be no JSON.
  package let bytes: [UInt8]
  package let position: TextPosition
}

/// Finds the objects of a JSON file that comes in chunks: one array of them, or objects one after
/// the other.
package struct JSONSplitter: Sendable {
  private enum State: Sendable {
    /// Nothing but space was read yet.
    case fileStart
    /// Objects one after the other.
    case sequence
    /// An array has begun.
    case arrayStart
    /// A comma was there.
    case afterComma
    /// An object was there.
    case afterElement
    /// The array has ended.
    case fileEnd
  }

  private var chunks = TextChunks()
  private var state = State.fileStart
  private var object: [UInt8] = []
  private var objectPosition = TextPosition.start
  /// Brackets that are open in the object; 0 outside of objects.
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  package init() {}

  /// Takes the next bytes of the file; ``next()`` reads them.
  package mutating func append(_ chunk: [UInt8]) { chunks.append(chunk) }

  /// Notes that no more bytes come.
  package mutating func finish() { chunks.finish() }

  /// Finds an object.
  ///
  /// - Returns: `nil` when its end has not come yet, and at the end of the file.
  /// - Throws: ``TextFileError``; then nothing more can be found.
  package mutating func next() throws(TextFileError) -> JSONObject? {
    while let byte = chunks.next {
      let isOutside = depth == 0
      if isOutside { try takeOutside(byte) }
      if depth > 0 {
        guard object.count < TextChunks.recordBytesMax else {
          throw error("an object may have at most \(TextChunks.recordBytesMax) bytes")
        }
        object.append(byte)
        if !isOutside { takeInside(byte) }
      }
      chunks.advance()
      if !isOutside, depth == 0 {
        defer { object = [] }
        return JSONObject(bytes: object, position: objectPosition)
      }
    }
    guard chunks.isFinished else { return nil }
    if depth > 0 { throw TextFileError("the object is not closed", at: objectPosition) }
    switch state {
    case .fileStart, .sequence, .fileEnd: return nil
    case .arrayStart, .afterComma, .afterElement: throw error("the array is not closed")
    }
  }

  private mutating func takeOutside(_ byte: UInt8) throws(TextFileError) {
    switch (state, byte) {
    case (_, 0x20), (_, 0x09), (_, 0x0a), (_, 0x0d): break
    case (.fileStart, UInt8(ascii: "[")): state = .arrayStart
    case (.fileStart, UInt8(ascii: "{")), (.sequence, UInt8(ascii: "{")):
      state = .sequence
      beginObject()
    case (.arrayStart, UInt8(ascii: "{")), (.afterComma, UInt8(ascii: "{")):
      state = .afterElement
      beginObject()
    case (.arrayStart, UInt8(ascii: "]")), (.afterElement, UInt8(ascii: "]")): state = .fileEnd
    case (.afterElement, UInt8(ascii: ",")): state = .afterComma
    case (.fileStart, _): throw error("an object or an array of objects was expected")
    case (.sequence, _), (.afterComma, _): throw error("an object was expected")
    case (.arrayStart, _): throw error("an object or a closing bracket was expected")
    case (.afterElement, _): throw error("a comma or a closing bracket was expected")
    case (.fileEnd, _): throw error("nothing more was expected")
    }
  }

  private mutating func beginObject() {
    objectPosition = chunks.position
    depth = 1
  }

  private mutating func takeInside(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if isInString {
      if byte == UInt8(ascii: "\\") { isEscaped = true }
      if byte == UInt8(ascii: "\"") { isInString = false }
    } else {
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
  }

  private func error(_ reason: String) -> TextFileError {
    TextFileError(reason, at: chunks.position)
  }
}
