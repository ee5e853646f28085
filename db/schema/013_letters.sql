-- What letters need beside their text: wording as the city changed it, the letterhead's logo, and what was sent by e-mail.

-- One row per version of a letter's wording. body null: from here on the shipped wording was in force again.
create table store.letter_wording (
    wording_id   bigint primary key,
    letter       varchar not null,
    body         varchar,
    written_at   timestamp not null,
    written_by   varchar not null
);

-- One row per logo that a letterhead ever had, as a plain PNG: a kept letter looks as it was sent.
create table store.logo (
    sha256       varchar primary key,
    png          blob not null
);

-- Which wording and logo a letter was made from; not part of what is digested.
alter table store.letter_text add column wording_sha256 varchar;
alter table store.letter_text add column logo_sha256 varchar;

-- One row per letter that was given to a mail server, and no address. 'sending' is claimed before the server is asked.
create table store.letter_sending (
    event_id     bigint primary key,
    request_id   bigint not null,
    status       varchar not null check (status in ('sending', 'sent', 'failed', 'refused')),
    tried_at     timestamp not null,
    sent_by      varchar not null,
    answer       varchar
);
