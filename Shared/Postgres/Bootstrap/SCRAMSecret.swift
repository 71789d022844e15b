internal import Crypto

/// What PostgreSQL stores of a password (RFC 5802, section 3), so that the password itself never
/// reaches the server or its log.
struct SCRAMSecret {
  /// The form of `pg_authid.rolpassword`.
  let text: String

  /// PostgreSQL's own number of rounds.
  private static var iterations: Int { 4_096 }

  init(password: String, salt: [UInt8] = (0..<16).map { _ in .random(in: 0...255) }) {
    let key = SymmetricKey(data: Array(password.utf8))
    var block = Self.mac(salt + [0, 0, 0, 1], key: key)
    var salted = block
    for _ in 1..<Self.iterations {
      block = Self.mac(block, key: key)
      for index in salted.indices { salted[index] ^= block[index] }
    }
    let saltedKey = SymmetricKey(data: salted)
    let clientKey = Self.mac(Array("Client Key".utf8), key: saltedKey)
    let storedKey = Array(SHA256.hash(data: clientKey))
    let serverKey = Self.mac(Array("Server Key".utf8), key: saltedKey)
    text =
      "SCRAM-SHA-256$\(Self.iterations):\(Self.base64(salt))"
      + "$\(Self.base64(storedKey)):\(Self.base64(serverKey))"
  }

  private static func mac(_ bytes: [UInt8], key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
  }

  /// RFC 4648, section 4.
  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(0) { $0 << 8 | Int($1) }
      bits <<= 8 * (3 - group.count)
      for digit in 0..<4 {
        text.append(digit <= group.count ? alphabet[bits >> (18 - 6 * digit) & 63] : "=")
      }
    }
    return text
  }
}
