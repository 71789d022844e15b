package import Postgres

/// The steps of the schema `coaching`, oldest first.
package enum CoachingMigrations {
  package static var all: [Migration] {
    [
      Migration.infrastructure(version: 1, schema: "coaching"),
      Migration(
        version: 2, name: "create_appointment",
        sql: PackageResources.V0002_create_appointment_sql),
    ] + Migration.auditRetention(from: 3, schema: "coaching")
  }
}
