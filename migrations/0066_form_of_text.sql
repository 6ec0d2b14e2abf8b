-- Texts that people type are compared in one form (docs/contract/semantics.md, "Form of text"). What was stored before that
-- takes it here, or nobody who types the same text would find it.
update application set name = normalize(name) where name is not nfc normalized;
update organization set name = normalize(name), billing_email = normalize(billing_email)
  where name is not nfc normalized or billing_email is not nfc normalized;
update access_token set name = normalize(name) where name is not nfc normalized;
-- No character of JSON's own joins with one that follows it.
update device set name = normalize(name), tags = normalize(tags::text)::jsonb
  where name is not nfc normalized or tags::text is not nfc normalized;
update resource_name set name = normalize(name), tags = fold_case(normalize(tags))
  where name is not nfc normalized or tags is not nfc normalized;

update app_user set first_name = normalize(first_name), last_name = normalize(last_name)
  where first_name is not nfc normalized or last_name is not nfc normalized;
-- Two accounts may have been made for what is one address: then none of them is renamed, and an administrator decides.
update app_user set email = normalize(email)
  where email is not nfc normalized and not exists (
    select from app_user other
      where other.user_row_id <> app_user.user_row_id and fold_case(normalize(other.email)) = fold_case(normalize(app_user.email)));
update organization_invite set email = normalize(email)
  where email is not nfc normalized and not exists (
    select from organization_invite other
      where other.organization_row_id = organization_invite.organization_row_id and other.id <> organization_invite.id
        and fold_case(normalize(other.email)) = fold_case(normalize(organization_invite.email)));
