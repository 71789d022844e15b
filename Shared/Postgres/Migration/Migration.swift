internal import Crypto

/// One forward step of a schema.
package struct Migration: Hashable, Sendable {
  /// From 1, without gaps in the list of a service.
  package let version: Int
  /// What the step does, in words with underscores.
  package let name: String
  /// The script; a first line `-- no transaction` makes it run outside a transaction, and it then
  /// holds one statement.
  package let sql: String

  package init(version: Int, name: String, sql: String) {
    self.version = version
    self.name = name
    self.sql = sql
  }

  /// Makes a step from a file that is embedded in the executable.
  package init(version: Int, name: String, sql: [UInt8]) {
    self.init(version: version, name: name, sql: String(decoding: sql, as: UTF8.self))
  }

  /// The SHA-256 of the script in hexadecimal digits; tells whether a file was changed after it was
  /// applied.
  package var checksum: String {
    SHA256.hash(data: Array(sql.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0\(digits)" : digits
    }.joined()
  }

  /// Whether the script is applied as one transaction.
  package var runsInTransaction: Bool {
    sql.split(maxSplits: 1, whereSeparator: \.isNewline).first != "-- no transaction"
  }
}

/// What a database has and what it lacks.
package struct MigrationPlan: Hashable, Sendable {
  /// The newest version in the database; 0 for none.
  package var installedVersion: Int
  /// What is to be applied, in order.
  package var pending: [Migration]

  package init(installedVersion: Int, pending: [Migration]) {
    self.installedVersion = installedVersion
    self.pending = pending
  }
}

/// Why a schema was not migrated or cannot be served.
package enum MigrationError: Error, Sendable, CustomStringConvertible {
  /// A file was changed after it had been applied.
  case checksumChanged(version: Int, name: String)
  /// Another process migrates the same schema, or somebody holds a lock on one of its tables.
  case locked
  /// A script failed; what it did is rolled back if it ran in a transaction.
  case failed(version: Int, name: String, error: PostgresError)
  /// The database is behind the program.
  case schemaTooOld(installed: Int, required: Int)

  package var description: String {
    switch self {
    case .checksumChanged(let version, let name):
      "migration \(version) (\(name)) was changed after it had been applied"
    case .locked: "the schema is being migrated or one of its tables is locked; try again"
    case .failed(let version, let name, let error):
      "migration \(version) (\(name)) failed: \(error.serverError?.message ?? "\(error)")"
    case .schemaTooOld(let installed, let required):
      "the schema has version \(installed), the program needs \(required); run migrate first"
    }
  }
}
