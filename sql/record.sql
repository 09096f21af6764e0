-- The record (src/store/sqlite.c): a sequence number and the bytes of its entry, nothing else.
-- Each statement or group is found by the name above it.

-- Pages of 4096 bytes: measured against 1024 to 32768, they write the fewest bytes for entries of
-- some hundred bytes, and are within a tenth of the fastest.
-- name: create
PRAGMA page_size = 4096;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
BEGIN;
PRAGMA application_id = 0x4b6f696e;
PRAGMA user_version = 1;
CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    entry BLOB NOT NULL
);
COMMIT;

-- name: application
PRAGMA application_id;

-- name: version
PRAGMA user_version;

-- A record has one table of that name, and no index, view or trigger: these could act when it is
-- read.
-- name: shape
SELECT count(*) = 1 AND sum(type = 'table' AND name = 'record') = 1 FROM sqlite_schema;

-- name: session
PRAGMA cell_size_check = ON;

-- Checkpoints happen in store_tend, never inside a commit.
-- name: session-write
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 0;
PRAGMA secure_delete = ON;
PRAGMA cell_size_check = ON;

-- name: journal
PRAGMA journal_mode;

-- name: begin
BEGIN IMMEDIATE;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: append
INSERT INTO record (seq, entry) VALUES (?1, ?2);

-- name: size
SELECT coalesce(max(seq) + 1, 0) FROM record;

-- name: get
SELECT seq, entry FROM record WHERE seq = ?1;

-- name: scan
SELECT seq, entry FROM record WHERE seq >= ?1 AND seq < ?2 ORDER BY seq;

-- name: redact
UPDATE record SET entry = ?2 WHERE seq = ?1;
