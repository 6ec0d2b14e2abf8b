-- When the check before "verified" has last found the object at the target: a check that was cut short goes on from there.
alter table archive_object add column checked_at timestamptz;
