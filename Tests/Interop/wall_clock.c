// A preloaded library that lets a test set the wall clock of one process.
//
// FARTHING_WALL_CLOCK names a file that holds `@YYYY-MM-DD hh:mm:ss` in UTC. The wall clock shows that
// time at the moment when the file was written, and goes on from there; writing it again sets the
// clock while the process runs, also back. Without the file, or with something else in it, the clock
// is the machine's. Monotonic clocks are left alone, so that time-outs and timers keep their pace.
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NANOS_PER_SECOND 1000000000LL
// How long an offset is used before the file is looked at again: a look costs a system call, and a
// test that has set the clock waits longer than this before it goes on.
#define LOOK_AGAIN_NANOS 2000000LL

static int64_t nanos_of(struct timespec time) {
    return (int64_t)time.tv_sec * NANOS_PER_SECOND + time.tv_nsec;
}

// The machine's own clock, by the system call itself: the library's function is replaced below.
static int64_t machine_nanos(clockid_t clock) {
    struct timespec now = {0};
    syscall(SYS_clock_gettime, clock, &now);
    return nanos_of(now);
}

// By how much the wanted time is ahead of the machine's; 0 where no time is wanted.
static int64_t wanted_offset_nanos(void) {
    const char *path = getenv("FARTHING_WALL_CLOCK");
    struct stat status;
    FILE *file = path ? fopen(path, "re") : NULL;
    if (!file) return 0;
    struct tm wanted = {0};
    int fields = fscanf(file, "@%d-%d-%d %d:%d:%d", &wanted.tm_year, &wanted.tm_mon, &wanted.tm_mday,
                        &wanted.tm_hour, &wanted.tm_min, &wanted.tm_sec);
    int failed = fstat(fileno(file), &status);
    fclose(file);
    if (fields != 6 || failed) return 0;
    wanted.tm_year -= 1900;
    wanted.tm_mon -= 1;
    return (int64_t)timegm(&wanted) * NANOS_PER_SECOND - nanos_of(status.st_mtim);
}

static int64_t offset_nanos(void) {
    static _Atomic int64_t offset = 0;
    static _Atomic int64_t looked_at = 0;
    static _Thread_local int is_looking = 0;
    int64_t now = machine_nanos(CLOCK_MONOTONIC);
    // What opening a file needs may ask for the time itself.
    if (!is_looking && (looked_at == 0 || now - looked_at >= LOOK_AGAIN_NANOS)) {
        is_looking = 1;
        int error = errno;
        offset = wanted_offset_nanos();
        looked_at = now;
        errno = error;
        is_looking = 0;
    }
    return offset;
}

static int64_t wall_nanos(void) {
    return machine_nanos(CLOCK_REALTIME) + offset_nanos();
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)
        return (int)syscall(SYS_clock_gettime, clock, time);
    int64_t nanos = wall_nanos();
    time->tv_sec = nanos / NANOS_PER_SECOND;
    time->tv_nsec = nanos % NANOS_PER_SECOND;
    return 0;
}

int timespec_get(struct timespec *time, int base) {
    if (base != TIME_UTC) return 0;
    clock_gettime(CLOCK_REALTIME, time);
    return base;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    if (zone) memset(zone, 0, sizeof(struct timezone));
    int64_t nanos = wall_nanos();
    time->tv_sec = nanos / NANOS_PER_SECOND;
    time->tv_usec = nanos % NANOS_PER_SECOND / 1000;
    return 0;
}

time_t time(time_t *result) {
    time_t seconds = wall_nanos() / NANOS_PER_SECOND;
    if (result) *result = seconds;
    return seconds;
}
