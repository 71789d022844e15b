package import Postgres

/// The steps of the schema `learning`, oldest first.
package enum LearningMigrations {
  package static var all: [Migration] {
    [
      Migration.infrastructure(version: 1, schema: "learning"),
      Migration(
        version: 2, name: "create_module", sql: PackageResources.V0002_create_module_sql),
      Migration(
        version: 3, name: "create_assignment", sql: PackageResources.V0003_create_assignment_sql),
    ] + Migration.auditRetention(from: 4, schema: "learning")
  }
}
