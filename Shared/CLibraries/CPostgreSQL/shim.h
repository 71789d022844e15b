#pragma once
#include <libpq-fe.h>
// Not in the Glibc module: wakes the thread that waits for libpq's socket.
#include <sys/eventfd.h>
