/* Small files that are there whole or not at all, and readable by their owner only. */
#ifndef KOINON_STORE_FILE_H
#define KOINON_STORE_FILE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fail.h"

#define FILE_PATH_MAX 4096

/* FOLDER/NAME into RET, which has FILE_PATH_MAX. ERR_RANGE when it is longer. */
int file_path(const char *folder, const char *name, char *ret, struct fail *fail);

/* PATH.new: where a file is made before it gets its name. What a process that died left there is
 * removed. RET has FILE_PATH_MAX. */
int file_draft(const char *path, char *ret, struct fail *fail);
/* Gives the draft its name, for good (the folder is flushed). ERR_EXISTS: PATH is there; the draft
 * is removed then, and at any other failure. */
int file_place(const char *draft, const char *path, struct fail *fail);

/* Makes PATH with this content, mode 0600, flushed. ERR_EXISTS. */
int file_create(const char *path, struct bytes content, struct fail *fail);
/* Appends the content of PATH to RET. ERR_MISSING, ERR_NOMEM, ERR_IO. */
int file_read(const char *path, struct buf *ret, struct fail *fail);
/* ERR_MISSING: there is no such file; ERR_SYNTAX: it is no file; ERR_DENIED, with SECRET: others
 * than its owner can read it. */
int file_check(const char *path, bool secret, struct fail *fail);

/* Flushes the folder that holds PATH, so that a new name in it survives a loss of power. */
int file_flush_folder(const char *path, struct fail *fail);

#endif
