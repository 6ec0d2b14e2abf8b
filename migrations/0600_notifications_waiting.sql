-- How many messages of an application wait is asked before each new one.
create index notification_waiting on notification (application_row_id) where state in ('pending', 'mailing', 'calling');
