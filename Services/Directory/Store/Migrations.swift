package import Postgres

/// The schema `directory`, step by step.
package enum DirectoryMigrations {
  package static var all: [Migration] {
    [
      Migration.infrastructure(version: 1, schema: "directory"),
      Migration(
        version: 2, name: "create_directory",
        sql: PackageResources.V0002_create_directory_sql),
    ] + Migration.auditRetention(from: 3, schema: "directory")
  }
}
