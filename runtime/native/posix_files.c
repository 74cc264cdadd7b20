/* Paths and files on POSIX systems. */
#include "platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

bool platform_same_path(const char *one, const char *other) {
  return strcmp(one, other) == 0;
}

char *platform_resolve(const char *folder, struct slice path) {
  bool absolute = path.length > 0 && path.bytes[0] == '/';
  size_t prefix = absolute ? 0 : strlen(folder) + 1;
  if (path.length > 0 && memchr(path.bytes, 0, path.length) != NULL) return NULL;
  char *joined = malloc(prefix + path.length + 1);
  if (joined == NULL) return NULL;
  if (!absolute) {
    memcpy(joined, folder, prefix - 1);
    joined[prefix - 1] = '/';
  }
  if (path.length > 0) memcpy(joined + prefix, path.bytes, path.length);
  joined[prefix + path.length] = 0;
  return joined;
}

char *platform_config_path(const char *given) {
  if (given[0] == '/') return strdup(given);
  char *folder = getcwd(NULL, 0);
  if (folder == NULL) return NULL;
  char *absolute = platform_resolve(folder, slice_text(given));
  free(folder);
  return absolute;
}

char *platform_folder_of(const char *path) {
  const char *end = strrchr(path, '/');
  return end == NULL ? NULL : strndup(path, end == path ? 1 : (size_t)(end - path));
}

/** The longest part of a path that exists, freed by the caller: what is missing will be made there. */
static char *existing_part(const char *path) {
  struct stat info;
  char *part = strdup(path);
  while (part != NULL && stat(part, &info) != 0 && strcmp(part, "/") != 0) {
    char *shorter = platform_folder_of(part);
    free(part);
    part = shorter;
  }
  return part;
}

bool platform_is_folder_path(const char *path) {
  struct stat info;
  char *part = existing_part(path);
  bool is_folder = part != NULL && stat(part, &info) == 0 && S_ISDIR(info.st_mode);
  free(part);
  return is_folder;
}

bool platform_drive_fits(const char *path) {
  struct statfs info;
  char *part = existing_part(path);
  int result = part == NULL ? -1 : statfs(part, &info);
  free(part);
  if (result != 0) return true;
  switch ((unsigned long)info.f_type) {
    case NFS_SUPER_MAGIC:
    case SMB_SUPER_MAGIC:
    case CIFS_SUPER_MAGIC:
    case SMB2_SUPER_MAGIC:
    case AFS_SUPER_MAGIC:
      return false; /* but not 9p: a virtual machine uses it for the disk of its own host */
    default:
      return true;
  }
}

static enum file_result result_of(int error) {
  switch (error) {
    case ENOENT:
      return FILE_MISSING;
    case EWOULDBLOCK:
      return FILE_BUSY;
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case ELOOP: /* a link */
      return FILE_DENIED;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return FILE_FULL;
    default:
      return FILE_FAILED;
  }
}

bool platform_is_link(const char *path) {
  struct stat info;
  return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

static bool is_special(mode_t mode) {
  return !S_ISREG(mode) && !S_ISDIR(mode) && !S_ISLNK(mode);
}

bool platform_is_special(const char *path) {
  struct stat info;
  return lstat(path, &info) == 0 && is_special(info.st_mode);
}

/** Opens a folder of ours, but no link in its place. Negative, with errno, when it cannot be opened. */
static int open_folder(const char *folder) {
  return open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static enum file_result open_at(platform_file *file, int folder, const char *path, enum file_mode mode) {
  static const int flags[] = {[FILE_READ] = O_RDONLY | O_NOFOLLOW,      [FILE_FOLLOW] = O_RDONLY,
                              [FILE_UPDATE] = O_RDWR | O_NOFOLLOW,      [FILE_APPEND] = O_RDWR | O_CREAT | O_NOFOLLOW,
                              [FILE_FRESH] = O_RDWR | O_CREAT | O_EXCL, [FILE_PROBE] = O_RDWR | O_CREAT | O_EXCL};
  bool anew = mode == FILE_FRESH || mode == FILE_PROBE;
  *file = PLATFORM_NO_FILE;
  if (anew && unlinkat(folder, path, 0) != 0 && errno != ENOENT) return result_of(errno);
  /* O_NONBLOCK: a pipe in the place of a file must not wait for its writer. */
  do *file = openat(folder, path, flags[mode] | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
  while (*file < 0 && errno == EINTR);
  if (*file < 0) return result_of(errno);
  if (mode == FILE_PROBE) unlinkat(folder, path, 0);
  return FILE_DONE;
}

enum file_result platform_open(platform_file *file, const char *path, enum file_mode mode) {
  return open_at(file, AT_FDCWD, path, mode);
}

enum file_result platform_open_in(platform_file *file, const char *folder, const char *name, enum file_mode mode) {
  *file = PLATFORM_NO_FILE;
  int held = open_folder(folder);
  if (held < 0) return result_of(errno);
  enum file_result result = open_at(file, held, name, mode);
  close(held);
  return result;
}

void platform_close(platform_file file) {
  if (file >= 0) close(file);
}

enum file_result platform_size(platform_file file, uint64_t *size) {
  struct stat info;
  if (fstat(file, &info) != 0) return result_of(errno);
  *size = (uint64_t)info.st_size;
  return S_ISREG(info.st_mode) ? FILE_DONE : FILE_FAILED;
}

bool platform_has_one_name(platform_file file) {
  struct stat info;
  return fstat(file, &info) == 0 && info.st_nlink <= 1;
}

enum file_result platform_read(platform_file file, uint64_t offset, void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t got = pread(file, (uint8_t *)bytes + done, count - done, (off_t)(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return FILE_FAILED;
    done += (size_t)got;
  }
  return FILE_DONE;
}

enum file_result platform_write(platform_file file, uint64_t offset, struct slice bytes) {
  for (size_t done = 0; done < bytes.length;) {
    ssize_t put = pwrite(file, bytes.bytes + done, bytes.length - done, (off_t)(offset + done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return put == 0 ? FILE_FULL : result_of(errno);
    done += (size_t)put;
  }
  return FILE_DONE;
}

enum file_result platform_truncate(platform_file file, uint64_t size) {
  if (ftruncate(file, (off_t)size) != 0) return result_of(errno);
  return platform_flush(file);
}

enum file_result platform_flush(platform_file file) {
  return fdatasync(file) == 0 ? FILE_DONE : result_of(errno);
}

enum file_result platform_flush_folder(const char *path) {
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return result_of(errno);
  enum file_result result = fsync(folder) == 0 ? FILE_DONE : result_of(errno);
  close(folder);
  return result;
}

enum file_result platform_lock_file(platform_file *file, const char *path) {
  enum file_result result = platform_open(file, path, FILE_APPEND);
  /* A folder that cannot be written may still hold a lock file that keeps others out. */
  if (result == FILE_DENIED) result = platform_open(file, path, FILE_READ);
  if (result != FILE_DONE) return result;
  if (flock(*file, LOCK_EX | LOCK_NB) == 0) return FILE_DONE;
  result = result_of(errno);
  close(*file);
  *file = PLATFORM_NO_FILE;
  return result;
}

enum file_result platform_claim_folder(platform_file *file, const char *folder) {
  *file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (*file < 0) return result_of(errno);
  if (flock(*file, LOCK_EX | LOCK_NB) == 0) return FILE_DONE;
  enum file_result result = result_of(errno);
  close(*file);
  *file = PLATFORM_NO_FILE;
  return result;
}

enum file_result platform_remove(const char *path) {
  return unlink(path) == 0 ? FILE_DONE : result_of(errno);
}

enum file_result platform_remove_in(const char *folder, const char *name) {
  int held = open_folder(folder);
  if (held < 0) return result_of(errno);
  enum file_result result = unlinkat(held, name, 0) == 0 ? FILE_DONE : result_of(errno);
  close(held);
  return result;
}

enum file_result platform_move_in(const char *folder, const char *from, const char *to, bool may_replace) {
  int held = open_folder(folder);
  if (held < 0) return result_of(errno);
  bool moved = may_replace ? renameat(held, from, held, to) == 0
                           : linkat(held, from, held, to, 0) == 0 && unlinkat(held, from, 0) == 0;
  enum file_result result = moved ? FILE_DONE : errno == EEXIST ? FILE_DENIED : result_of(errno);
  close(held);
  return result;
}

enum file_result platform_remove_folder(const char *path) {
  return rmdir(path) == 0 ? FILE_DONE : result_of(errno);
}

enum file_result platform_make_folder(const char *path) {
  struct stat info;
  if (stat(path, &info) == 0) return S_ISDIR(info.st_mode) ? FILE_DONE : FILE_DENIED;
  char *partial = strdup(path);
  if (partial == NULL) return FILE_FAILED;
  enum file_result result = FILE_DONE;
  for (char *end = strchr(partial + 1, '/'); result == FILE_DONE; end = end == NULL ? NULL : strchr(end + 1, '/')) {
    if (end != NULL) *end = 0;
    if (mkdir(partial, 0750) != 0 && errno != EEXIST) result = result_of(errno);
    if (end == NULL) break;
    *end = '/';
  }
  free(partial);
  return result;
}

enum file_result platform_make_own_folder(const char *path) {
  return platform_is_link(path) ? FILE_DENIED : platform_make_folder(path);
}

enum file_result platform_make_guarded_folder(const char *path, struct slice group) {
  (void)group; /* the system decides who is in the folder's group */
  return platform_make_folder(path);
}

static struct platform_entry entry_of(int folder, const char *name) {
  struct stat info;
  if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0) return (struct platform_entry){.name = name};
  return (struct platform_entry){.name = name,
                                 .size = (uint64_t)info.st_size,
                                 .is_folder = S_ISDIR(info.st_mode),
                                 .is_link = S_ISLNK(info.st_mode),
                                 .is_special = is_special(info.st_mode)};
}

static enum file_result list_opened(DIR *names, bool (*visit)(void *, const struct platform_entry *), void *context) {
  if (names == NULL) return result_of(errno);
  const struct dirent *name;
  bool more = true;
  while (more && (errno = 0, name = readdir(names)) != NULL) {
    struct platform_entry entry = entry_of(dirfd(names), name->d_name);
    more = visit(context, &entry);
  }
  enum file_result result = more && errno != 0 ? FILE_FAILED : FILE_DONE;
  closedir(names);
  return result;
}

enum file_result platform_list(const char *folder, bool (*visit)(void *, const struct platform_entry *),
                               void *context) {
  return list_opened(opendir(folder), visit, context);
}

enum file_result platform_list_own(const char *folder, bool (*visit)(void *, const struct platform_entry *),
                                   void *context) {
  int held = open_folder(folder);
  DIR *names = held < 0 ? NULL : fdopendir(held);
  int error = errno;
  if (names == NULL && held >= 0) close(held);
  errno = error;
  return list_opened(names, visit, context);
}

uint64_t platform_free_bytes(const char *folder) {
  struct statvfs info;
  char *part = existing_part(folder);
  int result = part == NULL ? -1 : statvfs(part, &info);
  free(part);
  if (result != 0) return UINT64_MAX;
  return (uint64_t)info.f_bavail * info.f_frsize;
}
