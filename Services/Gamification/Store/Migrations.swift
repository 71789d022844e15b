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
        version: 3, name: "create_metric_fact", sql: PackageResources.V0003_create_metric_fact_sql),
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
        version: 12, name: "create_settings_version",
        sql: PackageResources.V0012_create_settings_version_sql),
      Migration(
        version: 13, name: "add_profile_to_person_day",
        sql: PackageResources.V0013_add_profile_to_person_day_sql),
      Migration(
        version: 14, name: "create_evaluation", sql: PackageResources.V0014_create_evaluation_sql),
      Migration(
        version: 15, name: "create_recalculation",
        sql: PackageResources.V0015_create_recalculation_sql),
      Migration(
        version: 16, name: "create_late_change",
        sql: PackageResources.V0016_create_late_change_sql),
      Migration(
        version: 17, name: "drop_metric_fact", sql: PackageResources.V0017_drop_metric_fact_sql),
      Migration(
        version: 18, name: "add_multipliers", sql: PackageResources.V0018_add_multipliers_sql),
      Migration(
        version: 19, name: "create_profile_metric_link",
        sql: PackageResources.V0019_create_profile_metric_link_sql),
      Migration(
        version: 20, name: "create_profile_rules",
        sql: PackageResources.V0020_create_profile_rules_sql),
      Migration(
        version: 21, name: "create_external_orphan",
        sql: PackageResources.V0021_create_external_orphan_sql),
      Migration(
        version: 22, name: "create_external_session",
        sql: PackageResources.V0022_create_external_session_sql),
      Migration(
        version: 23, name: "create_board_sources",
        sql: PackageResources.V0023_create_board_sources_sql),
      Migration(
        version: 24, name: "validate_person_day_reach",
        sql: PackageResources.V0024_validate_person_day_reach_sql),
      Migration(
        version: 25, name: "create_ledger_posting_transaction_index",
        sql: PackageResources.V0025_create_ledger_posting_transaction_index_sql),
      Migration(
        version: 26, name: "create_person_day_reach_index",
        sql: PackageResources.V0026_create_person_day_reach_index_sql),
      Migration(
        version: 27, name: "drop_person_day_workday_index",
        sql: PackageResources.V0027_drop_person_day_workday_index_sql),
      Migration(
        version: 28, name: "create_evaluation_change",
        sql: PackageResources.V0028_create_evaluation_change_sql),
      Migration(
        version: 29, name: "add_recalculation_retry",
        sql: PackageResources.V0029_add_recalculation_retry_sql),
      Migration(
        version: 30, name: "create_team_sum", sql: PackageResources.V0030_create_team_sum_sql),
      Migration(
        version: 31, name: "validate_person_day_team",
        sql: PackageResources.V0031_validate_person_day_team_sql),
      Migration(
        version: 32, name: "create_reporting_points",
        sql: PackageResources.V0032_create_reporting_points_sql),
      Migration(
        version: 33, name: "create_leaderboard",
        sql: PackageResources.V0033_create_leaderboard_sql),
      Migration(
        version: 34, name: "create_leaderboard_privacy",
        sql: PackageResources.V0034_create_leaderboard_privacy_sql),
      Migration(
        version: 35, name: "create_person_period",
        sql: PackageResources.V0035_create_person_period_sql),
      Migration(
        version: 36, name: "add_personal_best_start",
        sql: PackageResources.V0036_add_personal_best_start_sql),
      Migration(
        version: 37, name: "create_points_review",
        sql: PackageResources.V0037_create_points_review_sql),
      Migration(
        version: 38, name: "validate_person_day_review",
        sql: PackageResources.V0038_validate_person_day_review_sql),
      Migration(
        version: 39, name: "create_person_day_held_index",
        sql: PackageResources.V0039_create_person_day_held_index_sql),
      Migration(
        version: 40, name: "create_objective_agreement",
        sql: PackageResources.V0040_create_objective_agreement_sql),
      Migration(
        version: 41, name: "create_season", sql: PackageResources.V0041_create_season_sql),
      Migration(
        version: 42, name: "add_earn_time", sql: PackageResources.V0042_add_earn_time_sql),
      Migration(
        version: 43, name: "create_external_retention",
        sql: PackageResources.V0043_create_external_retention_sql),
    ]
  }
}
