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
    ] + Migration.auditRetention(from: 6, schema: "gamification") + [
      Migration(
        version: 8, name: "create_profile", sql: PackageResources.V0008_create_profile_sql),
      Migration(
        version: 9, name: "create_external_metric",
        sql: PackageResources.V0009_create_external_metric_sql),
      Migration(
        version: 10, name: "create_metric_definition",
        sql: PackageResources.V0010_create_metric_definition_sql),
      Migration(
        version: 11, name: "create_profile_metric",
        sql: PackageResources.V0011_create_profile_metric_sql),
      Migration(
        version: 12, name: "create_board_sources",
        sql: PackageResources.V0012_create_board_sources_sql),
      Migration(
        version: 13, name: "validate_person_day_reach",
        sql: PackageResources.V0013_validate_person_day_reach_sql),
      Migration(
        version: 14, name: "create_ledger_posting_transaction_index",
        sql: PackageResources.V0014_create_ledger_posting_transaction_index_sql),
      Migration(
        version: 15, name: "create_person_day_reach_index",
        sql: PackageResources.V0015_create_person_day_reach_index_sql),
      Migration(
        version: 16, name: "drop_person_day_workday_index",
        sql: PackageResources.V0016_drop_person_day_workday_index_sql),
    ]
  }
}
