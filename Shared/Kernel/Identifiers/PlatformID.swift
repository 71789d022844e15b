/// An id that the platform around Laurel has given to one of its objects.
///
/// People, teams, divisions, queues and organisations keep the platform's own id: 1 to 64
/// characters of `[A-Za-z0-9._@:-]`. The `Entity` parameter keeps ids of different things apart.
package struct PlatformID<Entity>: Hashable, Sendable, CustomStringConvertible {
  /// The id as the platform writes it.
  package let rawValue: String

  /// The largest number of characters of an id.
  package static var charactersMax: Int { 64 }

  /// Checks an id that came from outside.
  ///
  /// - Parameters:
  ///   - text: The id as received.
  ///   - field: The request field it came in, named in the error.
  /// - Throws: ``ValidationError`` when the length or a character is not allowed.
  package init(parsing text: String, field: String) throws(ValidationError) {
    guard !text.isEmpty else { throw ValidationError(field: field, reason: "is required") }
    guard text.utf8.count <= Self.charactersMax else {
      throw ValidationError(
        field: field, reason: "must have at most \(Self.charactersMax) characters")
    }
    guard text.utf8.allSatisfy(Self.isAllowed) else {
      throw ValidationError(
        field: field, reason: "may only contain letters, digits and the characters . _ @ : -")
    }
    rawValue = text
  }

  /// Reads an id that may be left out; `nil` when the text is empty.
  ///
  /// - Throws: ``ValidationError`` naming `field` when the length or a character is not allowed.
  package static func optional(
    _ text: String, field: String
  ) throws(ValidationError) -> PlatformID? {
    text.isEmpty ? nil : try PlatformID(parsing: text, field: field)
  }

  /// Adopts an id that was checked when it was stored.
  package init(stored text: String) { rawValue = text }

  package var description: String { rawValue }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "@"), UInt8(ascii: ":"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension PlatformID: Comparable {
  /// Orders by the bytes of the id, as PostgreSQL does with collation "C".
  package static func < (left: Self, right: Self) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}

/// Names what a ``PlatformID`` stands for; never instantiated.
package enum PlatformEntity {
  /// An organisation: the customer whose data is kept apart from everybody else's.
  package enum Organization {}
  /// A person: agent, supervisor, evaluator or any other employee.
  package enum Person {}
  /// A division: the unit that access grants are scoped to.
  package enum Division {}
  /// A team inside a division.
  package enum Team {}
  /// A queue that interactions arrive in.
  package enum Queue {}
  /// An interaction, such as a call.
  package enum Interaction {}
}

package typealias OrganizationID = PlatformID<PlatformEntity.Organization>
package typealias PersonID = PlatformID<PlatformEntity.Person>
package typealias DivisionID = PlatformID<PlatformEntity.Division>
package typealias TeamID = PlatformID<PlatformEntity.Team>
package typealias QueueID = PlatformID<PlatformEntity.Queue>
package typealias InteractionID = PlatformID<PlatformEntity.Interaction>
