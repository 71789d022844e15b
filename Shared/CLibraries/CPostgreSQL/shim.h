#pragma once
#include <libpq-fe.h>
// Not in the Glibc module: wakes the thread that waits for libpq's socket.
#include <sys/eventfd.h>
// Not in the Glibc module either, which is made without _GNU_SOURCE: names a thread.
#include <pthread.h>
extern int pthread_setname_np(pthread_t thread, const char *name);
