-- Workdays hold what was measured and the points now; no release has kept anything here.
-- squawk-ignore ban-drop-table: gamification.ledger_posting is the ledger.
DROP TABLE gamification.ledger_entry;
-- squawk-ignore ban-drop-table: gamification.person_day has what was measured.
DROP TABLE gamification.metric_fact;
-- squawk-ignore ban-drop-table: gamification.profile_metric_version has the objectives.
DROP TABLE gamification.metric_setting;
