package import Kernel

/// Where a database is and who connects to it, as a URL of libpq (manual, section 34.1.1.2).
///
/// It may name several servers; with `target_session_attrs=read-write` connections go to the one
/// that takes writes.
///
/// It holds a password; its description does not.
package struct DatabaseURL: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The whole URL with the password.
  package let rawValue: String

  /// The longest URL that is accepted, in bytes.
  package static var bytesMax: Int { 2_048 }

  /// Checks the form; whether there is such a server shows when connecting.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package init(parsing text: String, field: String) throws(ValidationError) {
    guard text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") else {
      throw ValidationError(field: field, reason: "must begin with postgresql://")
    }
    guard text.utf8.count <= Self.bytesMax, !text.utf8.contains(0) else {
      throw ValidationError(field: field, reason: "must have at most \(Self.bytesMax) bytes")
    }
    // libpq would repeat what it does not understand in the log, and that may be of the password.
    guard let options = ConnectionOptions.parse(text) else {
      throw ValidationError(field: field, reason: "must be a URL as libpq reads it")
    }
    for port in options["port", default: ""].split(separator: ",") {
      guard let number = UInt16(port), number > 0 else {
        throw ValidationError(field: field, reason: "must have ports of 1 to 65535")
      }
    }
    rawValue = text
  }

  /// Makes a URL from its parts.
  ///
  /// The host is a name, an address, or the absolute path of the folder of a Unix socket.
  package init(host: String, port: Int, user: String, password: String, database: String) {
    rawValue =
      "postgresql://\(Self.escape(user)):\(Self.escape(password))@\(Self.escape(host)):\(port)"
      + "/\(Self.escape(database))"
  }

  /// Adopts a URL that was checked.
  init(rawValue: String) { self.rawValue = rawValue }

  package var description: String { "postgresql://…" }

  package var customMirror: Mirror { Mirror(self, children: []) }

  static func escape(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var escaped = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
      if isPlain || scalar == "." || scalar == "_" || scalar == "-" {
        escaped.unicodeScalars.append(scalar)
      } else {
        escaped += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return escaped
  }
}
