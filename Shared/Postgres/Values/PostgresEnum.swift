/// A value of a type that `CREATE TYPE … AS ENUM` made, by its labels.
///
/// A type with text behind it conforms with an empty extension. Each database numbers such types
/// itself, so parameters leave the type to the statement: `$1::quality.form_state`, and
/// `$1::quality.form_state[]` for an array of them.
package protocol PostgresEnum: PostgresValue, RawRepresentable where RawValue == String {}

extension PostgresEnum {
  /// Types that were made in a database have numbers from here on (FirstNormalObjectId).
  private static var firstOID: UInt32 { 16_384 }

  package static var type: PostgresType {
    PostgresType(oid: PostgresType.unknown, arrayOID: PostgresType.unknown)
  }

  package static func accepts(_ type: UInt32) -> Bool { type >= firstOID }

  package static func acceptsArray(_ type: UInt32) -> Bool { type >= firstOID }
}
