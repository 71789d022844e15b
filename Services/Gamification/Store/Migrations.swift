package import Postgres

/// The steps that make the service's schema.
package enum GamificationMigrations {
  package static var all: [Migration] {
    [
      Migration.infrastructure(version: 1, schema: "gamification"),
      Migration(
        version: 2, name: "create_metric_setting",
        sql: PackageResources.V0002_create_metric_setting_sql),
      Migration(
        version: 3, name: "create_metric_fact",
        sql: PackageResources.V0003_create_metric_fact_sql),
      Migration(
        version: 4, name: "create_ledger_entry",
        sql: PackageResources.V0004_create_ledger_entry_sql),
      Migration(
        version: 5, name: "create_person_day", sql: PackageResources.V0005_create_person_day_sql),
    ] + Migration.auditRetention(from: 6, schema: "gamification")
  }
}
