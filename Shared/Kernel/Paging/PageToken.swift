internal import Crypto

/// Seals the position of a list, so that a client can neither read nor forge it.
///
/// A token holds the sort key of the last row and is bound to the query: the same token with other
/// arguments, another organisation or another method is refused (AIP-158; style.md P4). The
/// encryption is AES-GCM with a 256-bit key.
package struct PageTokenSealer: Sendable {
  /// The longest token that is read, in characters.
  package static var charactersMax: Int { 2_048 }

  private let key: SymmetricKey

  /// Makes a sealer; `nil` when the key does not have 32 bytes.
  ///
  /// - Parameter keyBytes: 32 random bytes, the same in every instance of a service.
  package init?(keyBytes: [UInt8]) {
    guard keyBytes.count == 32 else { return nil }
    key = SymmetricKey(data: keyBytes)
  }

  /// Makes 32 random bytes for ``init(keyBytes:)``.
  package static func makeKeyBytes() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// Seals a position.
  ///
  /// - Parameters:
  ///   - position: The sort key of the last row of the page, one text a column.
  ///   - query: Method, organisation and all other arguments of the list, in a fixed order.
  /// - Returns: A text of URL-safe characters.
  package func seal(position: [String], query: [String]) -> String {
    let box = try? AES.GCM.seal(
      Self.encode(position), using: key, authenticating: Self.encode(query))
    guard let combined = box?.combined else {
      preconditionFailure("AES-GCM with a 256-bit key and a fresh nonce cannot fail")
    }
    return Base64URL.encode(Array(combined))
  }

  /// Opens a token.
  ///
  /// - Returns: The position, or `nil` for an empty token: the first page.
  /// - Throws: ``ValidationError`` for `page_token` when it was made by somebody else or for
  ///   another query.
  package func open(_ token: String, query: [String]) throws(ValidationError) -> [String]? {
    guard !token.isEmpty else { return nil }
    let refusal = ValidationError(
      field: "page_token", reason: "does not belong to this list and these arguments")
    guard token.utf8.count <= Self.charactersMax, let bytes = Base64URL.decode(token) else {
      throw refusal
    }
    guard let box = try? AES.GCM.SealedBox(combined: bytes),
      let plain = try? AES.GCM.open(box, using: key, authenticating: Self.encode(query)),
      let position = Self.decode(Array(plain))
    else { throw refusal }
    return position
  }

  /// Writes each text with its length before it, so that no two lists have the same bytes.
  private static func encode(_ texts: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for text in texts {
      let count = UInt32(text.utf8.count)
      for shift: UInt32 in [24, 16, 8, 0] { bytes.append(UInt8(count >> shift & 0xff)) }
      bytes.append(contentsOf: text.utf8)
    }
    return bytes
  }

  private static func decode(_ bytes: [UInt8]) -> [String]? {
    var texts: [String] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      guard rest.count >= 4 else { return nil }
      let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(4)
      guard rest.count >= count, let text = String(validating: rest.prefix(count), as: UTF8.self)
      else { return nil }
      texts.append(text)
      rest = rest.dropFirst(count)
    }
    return texts
  }
}
