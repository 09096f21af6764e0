-- The vault (src/store/vault.c): persons, each row sealed with a key of her own.

-- name: create
PRAGMA page_size = 4096;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
BEGIN;
PRAGMA application_id = 0x4b6f6976;
PRAGMA user_version = 1;
CREATE TABLE vault (
    number BLOB NOT NULL,        -- 16 random bytes; vault.keys has the same
    generation INTEGER NOT NULL, -- grows when keys are added or destroyed; vault.keys counts too
    epoch INTEGER NOT NULL       -- which search key the hashes were made with
);
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    slot INTEGER NOT NULL, -- of vault.keys
    sealed BLOB NOT NULL   -- nonce, ciphertext
);
CREATE TABLE search (
    mark BLOB NOT NULL, -- keyed hash of field and value
    person INTEGER NOT NULL,
    PRIMARY KEY (mark, person)
) WITHOUT ROWID;
COMMIT;

-- name: created
INSERT INTO vault (number, generation, epoch) VALUES (?1, 1, 1);

-- name: application
PRAGMA application_id;

-- name: version
PRAGMA user_version;

-- name: shape
SELECT count(*) = 3 AND sum(type = 'table' AND name IN ('vault', 'person', 'search')) = 3
FROM sqlite_schema;

-- name: session
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cell_size_check = ON;

-- name: begin
BEGIN IMMEDIATE;

-- name: begin-read
BEGIN;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: state
SELECT number, generation, epoch FROM vault;

-- name: set-state
UPDATE vault SET generation = ?1, epoch = ?2;

-- name: get
SELECT slot, sealed FROM person WHERE id = ?1;

-- name: put
INSERT INTO person (id, slot, sealed) VALUES (?1, ?2, ?3)
ON CONFLICT (id) DO UPDATE SET slot = ?2, sealed = ?3;

-- name: delete
DELETE FROM person WHERE id = ?1;

-- name: count
SELECT count(*) FROM person;

-- name: scan
SELECT id, slot, sealed FROM person ORDER BY id;

-- name: slots
SELECT id, slot FROM person ORDER BY slot;

-- name: find
SELECT person FROM search WHERE mark = ?1 ORDER BY person;

-- name: mark
INSERT OR IGNORE INTO search (mark, person) VALUES (?1, ?2);

-- name: unmark
DELETE FROM search WHERE mark = ?1 AND person = ?2;

-- name: unmark-all
DELETE FROM search;
