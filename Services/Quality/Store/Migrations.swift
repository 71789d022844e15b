package import Postgres

/// The steps that make the schema of the service, in order.
package enum QualityMigrations {
  package static var all: [Migration] {
    [
      Migration.infrastructure(version: 1, schema: "quality"),
      Migration(version: 2, name: "create_form", sql: PackageResources.V0002_create_form_sql),
      Migration(
        version: 3, name: "create_interaction", sql: PackageResources.V0003_create_interaction_sql),
      Migration(
        version: 4, name: "create_evaluation", sql: PackageResources.V0004_create_evaluation_sql),
    ] + Migration.auditRetention(from: 5, schema: "quality")
  }
}
