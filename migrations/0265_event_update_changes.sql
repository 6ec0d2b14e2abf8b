-- An update may change more of an event than its state and tags (docs/contract/resources.md, "Events"): what it was before and
-- after, as {"old": …, "new": …}, where it is another. A device is null where there was, or is, none.
alter table event_update
  add column level_change jsonb,
  add column subject_change jsonb,
  add column device_change jsonb;
