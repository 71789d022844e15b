-- The profile whose rules made the points; NULL when nothing earned points.
ALTER TABLE gamification.person_day ADD COLUMN profile_id uuid;
