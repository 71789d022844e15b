/// Finds where in a document a byte stands, so that no path is kept while all is well.
enum JSONPath {
  private enum Level {
    case object(name: String?)
    case array(index: Int)
  }

  /// The path to the value or name at a byte; what stands before it is well-formed JSON.
  static func path(at offset: Int, of text: [UInt8]) -> String {
    var levels: [Level] = []
    var expectsName = false
    var position = 0
    while position < min(offset, text.count) {
      switch text[position] {
      case UInt8(ascii: "{"):
        levels.append(.object(name: nil))
        expectsName = true
      case UInt8(ascii: "["): levels.append(.array(index: 0))
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = levels.popLast()
        expectsName = false
      case UInt8(ascii: ","):
        switch levels.popLast() {
        case .array(let index): levels.append(.array(index: index + 1))
        case .object:
          levels.append(.object(name: nil))
          expectsName = true
        case nil: break
        }
      case UInt8(ascii: "\""):
        let end = endOfString(text, from: position + 1)
        if expectsName, end <= offset {
          let name = String(decoding: text[position + 1..<end - 1], as: UTF8.self)
          _ = levels.popLast()
          levels.append(.object(name: name))
          expectsName = false
        }
        position = end - 1
      default: break
      }
      position += 1
    }
    return description(of: levels)
  }

  private static func endOfString(_ text: [UInt8], from start: Int) -> Int {
    var position = start
    while position < text.count, text[position] != UInt8(ascii: "\"") {
      position += text[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, text.count)
  }

  private static func description(of levels: [Level]) -> String {
    var path = ""
    for level in levels {
      switch level {
      case .object(let name?): path += path.isEmpty ? name : "." + name
      case .object(nil): break
      case .array(let index): path += "[\(index)]"
      }
    }
    return path
  }
}
