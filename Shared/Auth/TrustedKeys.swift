internal import Foundation
internal import JWTKit
package import Kernel

/// The public keys whose signatures are believed, and what each may sign for.
///
/// The file is a JSON Web Key Set (RFC 7517) of P-256 keys. Two members beside the standard ones
/// say what a key is for: `laurel_subject` is `person` or `service:NAME`, `laurel_organization` is
/// an organisation or `*`. A key never vouches for anybody else, so that the key of one service or
/// of one organisation's identity provider cannot be used to pose as another.
package struct TrustedKeys: Sendable {
  /// One key.
  package struct Key: Hashable, Sendable, Codable {
    var kty: String
    var crv: String
    var alg: String
    var use: String
    var kid: String
    var x: String
    var y: String
    var laurel_subject: String
    var laurel_organization: String

    /// The key's id; tokens name it in their header.
    package var id: String { kid }

    /// Whether the key may sign a token of this subject for this organisation.
    func vouches(for identity: Caller.Identity, of organization: OrganizationID) -> Bool {
      let isSubjectCovered =
        switch identity {
        case .person: laurel_subject == "person"
        case .service(let name): laurel_subject == "service:\(name)"
        }
      return isSubjectCovered
        && (laurel_organization == "*" || laurel_organization == organization.rawValue)
    }
  }

  /// The keys in the order of the file.
  package let keys: [Key]

  /// The largest number of keys in a set.
  package static var keysMax: Int { 1_000 }

  private struct KeySet: Codable {
    var keys: [Key]
  }

  package init(keys: [Key]) { self.keys = keys }

  /// Reads a key set.
  ///
  /// - Throws: ``ValidationError`` naming the member that is wrong.
  package init(parsing json: [UInt8]) throws(ValidationError) {
    let set: KeySet
    do {
      set = try JSONDecoder().decode(KeySet.self, from: Data(json))
    } catch {
      throw ValidationError(field: "keys", reason: "must be a JSON Web Key Set of P-256 keys")
    }
    guard set.keys.count <= Self.keysMax else {
      throw ValidationError(field: "keys", reason: "must be at most \(Self.keysMax)")
    }
    for (index, key) in set.keys.enumerated() {
      let field = "keys[\(index)]"
      guard key.kty == "EC", key.crv == "P-256", key.alg == "ES256" else {
        throw ValidationError(field: field, reason: "must be an EC key on P-256 for ES256")
      }
      guard (try? ES256PublicKey(parameters: ECDSAParameters(x: key.x, y: key.y))) != nil else {
        throw ValidationError(field: field, reason: "must have a point of P-256 in x and y")
      }
      guard key.laurel_subject == "person" || key.laurel_subject.hasPrefix("service:") else {
        throw ValidationError(
          field: "\(field).laurel_subject", reason: "must be person or service:NAME")
      }
    }
    guard Set(set.keys.map(\.kid)).count == set.keys.count else {
      throw ValidationError(field: "keys", reason: "must have different values of kid")
    }
    keys = set.keys
  }

  /// The set as JSON.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(KeySet(keys: keys)))
  }
}
