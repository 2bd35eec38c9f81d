// A storage layer that forgets what was not synced, and a trace of what was synced when.
//
// Loaded into a process with LD_PRELOAD, it watches the files of one folder. Every write goes to the
// real file, so that the process sees what it would see anyway; what a sync has made durable is
// copied into a shadow folder beside it. After the process was killed, the shadow is what a power
// loss would have left: bytes count after fsync or fdatasync of their file, names (files made,
// renamed, removed, and folders made) after fsync of their folder.
//
//   FORGETFUL_FOLDER  the folder to watch; absolute, must exist
//   FORGETFUL_SHADOW  an empty folder for the shadow; absolute, must exist
//   FORGETFUL_LEAK    per cent of the writes that reach the shadow at once and out of order, as the
//                     system's own write-back would do it; 0 by default
//   FORGETFUL_SEED    seed of the choice of leaks
//   FORGETFUL_TRACE   a file for the trace; see sync_trace.py for its records. Beside the folder's writes
//                     and syncs it has what the process writes to TCP sockets
//
// Not seen: memory-mapped writes (SQLite's -shm files, which no crash needs) and duplicated
// descriptors. shadow.py puts the shadow's files back under their names.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define OBJECTS_MAX 4096
#define DESCRIPTORS_MAX 65536
#define RANGES_MAX 65536
#define PAYLOAD_MAX 65536
#define NOTHING (-1)

// A file's bytes, whatever it is called at the moment.
struct object {
    char path[PATH_MAX];   // its name now; empty once it is removed
    int real;              // reads the file
    int shadow;            // writes the shadow
    off_t least_size;      // the shortest it has been since the last sync
    off_t *ranges;         // start and end of what was written since the last sync
    int range_count;
};

static struct object objects[OBJECTS_MAX];
static int object_count;
static int object_of[DESCRIPTORS_MAX];       // object of a descriptor, or NOTHING
static char *folder_of[DESCRIPTORS_MAX];     // watched folder that a descriptor stands for
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX], shadow[PATH_MAX];
static int is_watching, trace = NOTHING, leak;
static uint64_t random_state;

#define REAL(result, name, ...) static result (*real_##name)(__VA_ARGS__)
REAL(int, open, const char *, int, ...);
REAL(int, openat, int, const char *, int, ...);
REAL(int, close, int);
REAL(ssize_t, write, int, const void *, size_t);
REAL(ssize_t, writev, int, const struct iovec *, int);
REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t);
REAL(int, ftruncate, int, off_t);
REAL(int, fsync, int);
REAL(int, fdatasync, int);
REAL(int, rename, const char *, const char *);
REAL(int, unlink, const char *);
REAL(ssize_t, send, int, const void *, size_t, int);
REAL(ssize_t, sendto, int, const void *, size_t, int, const struct sockaddr *, socklen_t);
REAL(ssize_t, sendmsg, int, const struct msghdr *, int);

static void fail(const char *what) {
    char text[512];
    int count = snprintf(text, sizeof text, "forgetful: %s: %s\n", what, strerror(errno));
    if (real_write) real_write(2, text, (size_t)count);
    _exit(99);
}

static uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// ---- the trace: one little-endian header a record, then its payload ----

struct __attribute__((packed)) header {
    uint8_t kind;      // O path, W bytes, T size, S synced, R new path, U removed, D folder synced,
                       // N bytes to a socket
    uint64_t at_ns;    // when: the end of a sync, the beginning of a write to a socket
    uint32_t subject;  // object, or the peer's port
    uint64_t offset;
    uint32_t count;    // bytes of payload
};

static void note(char kind, uint64_t at_ns, uint32_t subject, uint64_t offset, const void *payload,
                 size_t count) {
    if (trace == NOTHING) return;
    struct header header = {(uint8_t)kind, at_ns, subject, offset, (uint32_t)count};
    struct iovec parts[2] = {{&header, sizeof header}, {(void *)payload, count}};
    ssize_t all = (ssize_t)(sizeof header + count);
    if (real_writev(trace, parts, count > 0 ? 2 : 1) != all) fail("the trace");
}

// ---- objects ----

static const char *base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int has_end(const char *text, const char *end) {
    size_t length = strlen(text), wanted = strlen(end);
    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

// Makes a path absolute, its folder without links; false when its folder does not exist.
static int absolute(int at, const char *path, char *result) {
    char text[PATH_MAX], parent[PATH_MAX];
    if (path[0] == '/') {
        if (snprintf(text, sizeof text, "%s", path) >= (int)sizeof text) return 0;
    } else {
        char start[PATH_MAX], link[64];
        if (at == AT_FDCWD) {
            if (!getcwd(start, sizeof start)) return 0;
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", at);
            ssize_t count = readlink(link, start, sizeof start - 1);
            if (count < 0) return 0;
            start[count] = 0;
        }
        if (snprintf(text, sizeof text, "%s/%s", start, path) >= (int)sizeof text) return 0;
    }
    size_t length = strlen(text);
    while (length > 1 && text[length - 1] == '/') text[--length] = 0;
    char name[NAME_MAX + 1];
    if (snprintf(name, sizeof name, "%s", base(text)) >= (int)sizeof name) return 0;
    char *slash = strrchr(text, '/');
    if (slash == text) slash[1] = 0; else *slash = 0;
    if (!realpath(text, parent)) return 0;
    return snprintf(result, PATH_MAX, "%s/%s", strcmp(parent, "/") ? parent : "", name) < PATH_MAX;
}

static int is_watched(const char *path) {
    size_t length = strlen(folder);
    return is_watching && strncmp(path, folder, length) == 0
        && (path[length] == '/' || path[length] == 0);
}

static int is_kept(const char *path) {
    return is_watched(path) && !has_end(path, "-shm") && strcmp(base(path), "lock") != 0;
}

static int find(const char *path) {
    for (int index = object_count - 1; index >= 0; index--)
        if (strcmp(objects[index].path, path) == 0) return index;
    return NOTHING;
}

static int make(const char *path) {
    char name[PATH_MAX];
    if (object_count == OBJECTS_MAX) { errno = ENFILE; fail("too many files"); }
    int index = object_count++;
    struct object *object = &objects[index];
    snprintf(object->path, PATH_MAX, "%s", path);
    if (snprintf(name, sizeof name, "%s/object-%d", shadow, index) >= (int)sizeof name) fail(path);
    object->real = real_open(path, O_RDONLY | O_CLOEXEC);
    object->shadow = real_open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (object->real < 0 || object->shadow < 0) fail(path);
    object->least_size = 0;
    object->ranges = malloc(2 * RANGES_MAX * sizeof *object->ranges);
    if (!object->ranges) fail("memory");
    note('O', now_ns(), (uint32_t)index, 0, path, strlen(path));
    return index;
}

static void copy(struct object *object, off_t start, off_t end) {
    char bytes[65536];
    while (start < end) {
        size_t wanted = (size_t)(end - start) < sizeof bytes ? (size_t)(end - start) : sizeof bytes;
        ssize_t count = pread(object->real, bytes, wanted, start);
        if (count < 0) fail(object->path);
        if (count == 0) return;
        if (real_pwrite(object->shadow, bytes, (size_t)count, start) != count) fail(object->path);
        start += count;
    }
}

static void wrote(int index, off_t start, off_t count) {
    struct object *object = &objects[index];
    off_t end = start + count;
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    if (leak > 0 && (int)(random_state >> 33) % 100 < leak) copy(object, start, end);
    int last = object->range_count - 1;
    if (last >= 0 && object->ranges[2 * last + 1] == start) {
        object->ranges[2 * last + 1] = end;
        return;
    }
    if (object->range_count == RANGES_MAX) {
        // Too many to tell apart: one that covers all of them.
        for (int range = 0; range <= last; range++) {
            if (object->ranges[2 * range] < start) start = object->ranges[2 * range];
            if (object->ranges[2 * range + 1] > end) end = object->ranges[2 * range + 1];
        }
        object->range_count = 0;
    }
    object->ranges[2 * object->range_count] = start;
    object->ranges[2 * object->range_count + 1] = end;
    object->range_count++;
}

static off_t size_of(struct object *object) {
    struct stat status;
    if (fstat(object->real, &status) != 0) fail(object->path);
    return status.st_size;
}

// Everything written to the file so far is durable now.
static void synced(int index) {
    struct object *object = &objects[index];
    struct stat status;
    off_t size = size_of(object);
    if (fstat(object->shadow, &status) != 0) fail(object->path);
    if (object->least_size < status.st_size && real_ftruncate(object->shadow, object->least_size) != 0)
        fail(object->path);
    for (int range = 0; range < object->range_count; range++)
        copy(object, object->ranges[2 * range], object->ranges[2 * range + 1]);
    if (real_ftruncate(object->shadow, size) != 0) fail(object->path);
    object->range_count = 0;
    object->least_size = size;
}

// The folder's names as they are now are durable: one line each, of a file its object too.
static void folder_synced(const char *path) {
    char name[PATH_MAX], temporary[PATH_MAX + 8], line[PATH_MAX + 32];
    const char *inner = path + strlen(folder);
    if (snprintf(name, sizeof name, "%s/names%s", shadow, inner) >= (int)sizeof name) fail(path);
    for (char *at = name + strlen(shadow) + 1; *at; at++) if (*at == '/') *at = '-';
    snprintf(temporary, sizeof temporary, "%s.new", name);
    int file = real_open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) fail(temporary);
    DIR *directory = opendir(path);
    if (!directory) fail(path);
    struct dirent *item;
    while ((item = readdir(directory))) {
        char whole[PATH_MAX];
        struct stat status;
        if (!strcmp(item->d_name, ".") || !strcmp(item->d_name, "..")) continue;
        if (snprintf(whole, sizeof whole, "%s/%s", path, item->d_name) >= (int)sizeof whole) continue;
        if (stat(whole, &status) != 0) continue;
        int index = S_ISDIR(status.st_mode) ? NOTHING : find(whole);
        if (!S_ISDIR(status.st_mode) && index == NOTHING) continue;
        int count = snprintf(line, sizeof line, "%d %s\n", index, item->d_name);
        if (real_write(file, line, (size_t)count) != count) fail(temporary);
    }
    closedir(directory);
    real_close(file);
    if (real_rename(temporary, name) != 0) fail(name);
}

// What is there at the start counts as durable.
static void adopt(const char *path) {
    DIR *directory = opendir(path);
    if (!directory) fail(path);
    struct dirent *item;
    while ((item = readdir(directory))) {
        char whole[PATH_MAX];
        struct stat status;
        if (!strcmp(item->d_name, ".") || !strcmp(item->d_name, "..")) continue;
        if (snprintf(whole, sizeof whole, "%s/%s", path, item->d_name) >= (int)sizeof whole) continue;
        if (stat(whole, &status) != 0) continue;
        if (S_ISDIR(status.st_mode)) { adopt(whole); continue; }
        if (!S_ISREG(status.st_mode) || !is_kept(whole)) continue;
        int index = make(whole);
        copy(&objects[index], 0, status.st_size);
        objects[index].least_size = status.st_size;
        if (trace != NOTHING) {
            char bytes[PAYLOAD_MAX];
            for (off_t at = 0; at < status.st_size;) {
                ssize_t count = pread(objects[index].real, bytes, sizeof bytes, at);
                if (count <= 0) break;
                note('W', now_ns(), (uint32_t)index, (uint64_t)at, bytes, (size_t)count);
                at += count;
            }
            note('S', now_ns(), (uint32_t)index, 0, NULL, 0);
        }
    }
    closedir(directory);
    folder_synced(path);
}

__attribute__((constructor)) static void start(void) {
#define FIND(name) real_##name = dlsym(RTLD_NEXT, #name)
    FIND(open); FIND(openat); FIND(close); FIND(write); FIND(writev); FIND(pwrite); FIND(pwritev);
    FIND(ftruncate); FIND(fsync); FIND(fdatasync); FIND(rename); FIND(unlink); FIND(send);
    FIND(sendto); FIND(sendmsg);
    for (int index = 0; index < DESCRIPTORS_MAX; index++) object_of[index] = NOTHING;
    const char *watched = getenv("FORGETFUL_FOLDER"), *beside = getenv("FORGETFUL_SHADOW");
    if (!watched || !beside) return;
    if (!realpath(watched, folder)) fail(watched);
    if (!realpath(beside, shadow)) fail(beside);
    const char *text = getenv("FORGETFUL_TRACE");
    if (text && *text) {
        trace = real_open(text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (trace < 0) fail(text);
    }
    if ((text = getenv("FORGETFUL_LEAK"))) leak = atoi(text);
    if ((text = getenv("FORGETFUL_SEED"))) random_state = strtoull(text, NULL, 10);
    is_watching = 1;
    // The processes that this one starts are no part of the trial.
    unsetenv("LD_PRELOAD");
    adopt(folder);
}

// ---- what the process calls ----

static int opened(int file, int at, const char *path, int flags, int existed) {
    char whole[PATH_MAX];
    struct stat status;
    if (file < 0 || file >= DESCRIPTORS_MAX || !is_watching || !absolute(at, path, whole)) return file;
    if (!is_watched(whole) || fstat(file, &status) != 0) return file;
    int kept = errno;
    pthread_mutex_lock(&lock);
    if (S_ISDIR(status.st_mode)) {
        folder_of[file] = strdup(whole);
    } else if (S_ISREG(status.st_mode) && is_kept(whole)) {
        int index = find(whole);
        if (index == NOTHING) index = make(whole);
        if (existed && (flags & O_TRUNC)) {
            objects[index].least_size = 0;
            objects[index].range_count = 0;
            note('T', now_ns(), (uint32_t)index, 0, NULL, 0);
        }
        object_of[file] = index;
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return file;
}

static int exists(int at, const char *path) {
    struct stat status;
    int kept = errno;
    int result = is_watching && fstatat(at, path, &status, 0) == 0;
    errno = kept;
    return result;
}

#define NEEDS_MODE(flags) ((flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE)

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...) {                                                   \
        mode_t mode = 0;                                                                           \
        if (NEEDS_MODE(flags)) {                                                                   \
            va_list list;                                                                          \
            va_start(list, flags);                                                                 \
            mode = va_arg(list, mode_t);                                                           \
            va_end(list);                                                                          \
        }                                                                                          \
        if (!real_open) real_open = dlsym(RTLD_NEXT, "open");                                      \
        int existed = exists(AT_FDCWD, path);                                                      \
        return opened(real_open(path, flags, mode), AT_FDCWD, path, flags, existed);               \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                               \
    int name(int at, const char *path, int flags, ...) {                                           \
        mode_t mode = 0;                                                                           \
        if (NEEDS_MODE(flags)) {                                                                   \
            va_list list;                                                                          \
            va_start(list, flags);                                                                 \
            mode = va_arg(list, mode_t);                                                           \
            va_end(list);                                                                          \
        }                                                                                          \
        if (!real_openat) real_openat = dlsym(RTLD_NEXT, "openat");                                \
        int existed = exists(at, path);                                                            \
        return opened(real_openat(at, path, flags, mode), at, path, flags, existed);               \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
    if (!real_close) real_close = dlsym(RTLD_NEXT, "close");
    if (file >= 0 && file < DESCRIPTORS_MAX && is_watching) {
        pthread_mutex_lock(&lock);
        object_of[file] = NOTHING;
        free(folder_of[file]);
        folder_of[file] = NULL;
        pthread_mutex_unlock(&lock);
    }
    return real_close(file);
}

static int object(int file) {
    return is_watching && file >= 0 && file < DESCRIPTORS_MAX ? object_of[file] : NOTHING;
}

static void noted_write(int index, const struct iovec *parts, int part_count, off_t at, ssize_t done) {
    off_t offset = at;
    for (int part = 0; part < part_count && done > 0; part++) {
        size_t count = parts[part].iov_len < (size_t)done ? parts[part].iov_len : (size_t)done;
        for (size_t from = 0; from < count; from += PAYLOAD_MAX) {
            size_t piece = count - from < PAYLOAD_MAX ? count - from : PAYLOAD_MAX;
            note('W', now_ns(), (uint32_t)index, (uint64_t)(offset + (off_t)from),
                 (char *)parts[part].iov_base + from, piece);
        }
        wrote(index, offset, (off_t)count);
        offset += (off_t)count;
        done -= (ssize_t)count;
    }
}

static ssize_t write_at(int file, int index, const struct iovec *parts, int count, off_t at) {
    pthread_mutex_lock(&lock);
    off_t start = at;
    if (at < 0) {
        int flags = fcntl(file, F_GETFL);
        start = flags & O_APPEND ? size_of(&objects[index]) : lseek(file, 0, SEEK_CUR);
    }
    ssize_t done = at < 0 ? real_writev(file, parts, count) : real_pwritev(file, parts, count, at);
    int kept = errno;
    if (done > 0) noted_write(index, parts, count, start, done);
    pthread_mutex_unlock(&lock);
    errno = kept;
    return done;
}

// The peer's port when the descriptor is a TCP socket; 0 for anything else.
static uint32_t port_of(int file) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int kept = errno;
    uint32_t port = 0;
    if (trace != NOTHING && getpeername(file, (struct sockaddr *)&address, &length) == 0) {
        if (address.ss_family == AF_INET) port = ntohs(((struct sockaddr_in *)&address)->sin_port);
        if (address.ss_family == AF_INET6)
            port = ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    }
    errno = kept;
    return port;
}

// Notes what is about to be written to a socket, as one record.
static void sends(int file, const struct iovec *parts, int part_count) {
    uint32_t port = port_of(file);
    if (port == 0) return;
    uint64_t at_ns = now_ns();
    char bytes[PAYLOAD_MAX];
    size_t count = 0;
    for (int part = 0; part < part_count && count < sizeof bytes; part++) {
        size_t piece = parts[part].iov_len;
        if (piece > sizeof bytes - count) piece = sizeof bytes - count;
        memcpy(bytes + count, parts[part].iov_base, piece);
        count += piece;
    }
    int kept = errno;
    note('N', at_ns, port, 0, bytes, count);
    errno = kept;
}

ssize_t write(int file, const void *bytes, size_t count) {
    if (!real_write) real_write = dlsym(RTLD_NEXT, "write");
    struct iovec part = {(void *)bytes, count};
    int index = object(file);
    if (index != NOTHING) return write_at(file, index, &part, 1, -1);
    if (trace != NOTHING) sends(file, &part, 1);
    return real_write(file, bytes, count);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    if (!real_writev) real_writev = dlsym(RTLD_NEXT, "writev");
    int index = object(file);
    if (index != NOTHING) return write_at(file, index, parts, count, -1);
    if (trace != NOTHING) sends(file, parts, count);
    return real_writev(file, parts, count);
}

#define PWRITE(name)                                                                               \
    ssize_t name(int file, const void *bytes, size_t count, off_t at) {                            \
        if (!real_pwrite) real_pwrite = dlsym(RTLD_NEXT, "pwrite");                                \
        struct iovec part = {(void *)bytes, count};                                                \
        int index = object(file);                                                                  \
        return index == NOTHING ? real_pwrite(file, bytes, count, at)                              \
                                : write_at(file, index, &part, 1, at);                             \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PWRITEV(name)                                                                              \
    ssize_t name(int file, const struct iovec *parts, int count, off_t at) {                       \
        if (!real_pwritev) real_pwritev = dlsym(RTLD_NEXT, "pwritev");                             \
        int index = object(file);                                                                  \
        return index == NOTHING ? real_pwritev(file, parts, count, at)                             \
                                : write_at(file, index, parts, count, at);                         \
    }
PWRITEV(pwritev)
PWRITEV(pwritev64)

#define FTRUNCATE(name)                                                                            \
    int name(int file, off_t size) {                                                               \
        if (!real_ftruncate) real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");                       \
        int index = object(file);                                                                  \
        if (index == NOTHING) return real_ftruncate(file, size);                                   \
        pthread_mutex_lock(&lock);                                                                 \
        int result = real_ftruncate(file, size);                                                   \
        int kept = errno;                                                                          \
        if (result == 0) {                                                                         \
            if (size < objects[index].least_size) objects[index].least_size = size;                \
            note('T', now_ns(), (uint32_t)index, (uint64_t)size, NULL, 0);                         \
        }                                                                                          \
        pthread_mutex_unlock(&lock);                                                               \
        errno = kept;                                                                              \
        return result;                                                                             \
    }
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)

static int sync_file(int file, int (*real)(int)) {
    int index = object(file);
    if (index == NOTHING && (file < 0 || file >= DESCRIPTORS_MAX || !folder_of[file])) return real(file);
    pthread_mutex_lock(&lock);
    int result = real(file);
    int kept = errno;
    if (result == 0 && index != NOTHING) {
        synced(index);
        note('S', now_ns(), (uint32_t)index, 0, NULL, 0);
    } else if (result == 0) {
        folder_synced(folder_of[file]);
        note('D', now_ns(), 0, 0, folder_of[file], strlen(folder_of[file]));
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return result;
}

int fsync(int file) {
    if (!real_fsync) real_fsync = dlsym(RTLD_NEXT, "fsync");
    return sync_file(file, real_fsync);
}

int fdatasync(int file) {
    if (!real_fdatasync) real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    return sync_file(file, real_fdatasync);
}

int rename(const char *from, const char *to) {
    char old[PATH_MAX], new[PATH_MAX];
    if (!real_rename) real_rename = dlsym(RTLD_NEXT, "rename");
    if (!is_watching || !absolute(AT_FDCWD, from, old) || !absolute(AT_FDCWD, to, new)
        || !is_watched(old) || !is_watched(new))
        return real_rename(from, to);
    pthread_mutex_lock(&lock);
    int result = real_rename(from, to);
    int kept = errno;
    if (result == 0) {
        int replaced = find(new), index = find(old);
        if (replaced != NOTHING) objects[replaced].path[0] = 0;
        if (index != NOTHING) {
            snprintf(objects[index].path, PATH_MAX, "%s", new);
            note('R', now_ns(), (uint32_t)index, 0, new, strlen(new));
        }
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return result;
}

int unlink(const char *path) {
    char whole[PATH_MAX];
    if (!real_unlink) real_unlink = dlsym(RTLD_NEXT, "unlink");
    if (!is_watching || !absolute(AT_FDCWD, path, whole) || !is_watched(whole)) return real_unlink(path);
    pthread_mutex_lock(&lock);
    int result = real_unlink(path);
    int kept = errno;
    int index = result == 0 ? find(whole) : NOTHING;
    if (index != NOTHING) {
        objects[index].path[0] = 0;
        note('U', now_ns(), (uint32_t)index, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return result;
}

ssize_t send(int file, const void *bytes, size_t count, int flags) {
    if (!real_send) real_send = dlsym(RTLD_NEXT, "send");
    struct iovec part = {(void *)bytes, count};
    if (trace != NOTHING) sends(file, &part, 1);
    return real_send(file, bytes, count, flags);
}

ssize_t sendto(int file, const void *bytes, size_t count, int flags, const struct sockaddr *to,
               socklen_t length) {
    if (!real_sendto) real_sendto = dlsym(RTLD_NEXT, "sendto");
    struct iovec part = {(void *)bytes, count};
    if (trace != NOTHING) sends(file, &part, 1);
    return real_sendto(file, bytes, count, flags, to, length);
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
    if (!real_sendmsg) real_sendmsg = dlsym(RTLD_NEXT, "sendmsg");
    if (trace != NOTHING) sends(file, message->msg_iov, (int)message->msg_iovlen);
    return real_sendmsg(file, message, flags);
}
