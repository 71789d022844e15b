package import Kernel

/// Where a service listens.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// A host name, an IPv4 address, or an IPv6 address without brackets.
  package let host: String
  /// 1 to 65535.
  package let port: Int

  /// The longest host name (RFC 1035, section 2.3.4).
  package static var hostCharactersMax: Int { 253 }

  /// Reads `host:port`; an IPv6 address stands in brackets: `[::1]:8080`.
  ///
  /// - Parameters:
  ///   - text: The text as typed.
  ///   - field: The option it came from, named in the error.
  /// - Throws: ``ValidationError`` when there is no port, the port is not 1 to 65535, or the host
  ///   has a character that none has.
  package init(parsing text: String, field: String) throws(ValidationError) {
    guard let colon = text.lastIndex(of: ":") else {
      throw ValidationError(field: field, reason: "must have the form host:port")
    }
    let portText = Array(text[text.index(after: colon)...].utf8)
    guard portText.count <= 5, let port = Digits.value(of: portText[...]),
      (1...65_535).contains(port)
    else {
      throw ValidationError(field: field, reason: "must end with a port from 1 to 65535")
    }
    var host = text[..<colon]
    let isBracketed = host.first == "[" && host.last == "]"
    if isBracketed { host = host.dropFirst().dropLast() }
    let isHost =
      !host.isEmpty && host.utf8.count <= Self.hostCharactersMax
      && host.utf8.allSatisfy(isBracketed ? Self.isAddressByte : Self.isNameByte)
    guard isHost else {
      throw ValidationError(
        field: field, reason: "must begin with a host name, an IPv4 address or [an IPv6 address]")
    }
    self.host = String(host)
    self.port = port
  }

  /// The form that ``init(parsing:field:)`` reads.
  package var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func isAddressByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
