-- What is listened to on each of the servers that share this database (decision 0039): the beginnings of the topic filters of the
-- clients that are connected to it, '' for all topics. A server that has the database for itself writes nothing here.
create table mqtt_interest (
  connected_node text not null references node (id) on delete cascade,
  application_row_id bigint not null references application on delete cascade,
  prefix text not null,
  primary key (connected_node, application_row_id, prefix)
);
create index mqtt_interest_application on mqtt_interest (application_row_id);
