// Loads a database with blocking libpq: a thread for each connection, one prepared statement at a
// time. What `make bench-store` compares the store with.
//
// blocking URL select|insert CONNECTIONS SECONDS ROWS
// Prints statements, seconds, and seconds of processor time of this process.
#include <libpq-fe.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const char *url, *sql;
static int is_select;
static uint32_t rows;
static double begin, end;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static double processor(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6 + usage.ru_stime.tv_sec +
         usage.ru_stime.tv_usec / 1e6;
}

static void fail(PGconn *connection) {
  fprintf(stderr, "%s", PQerrorMessage(connection));
  exit(1);
}

static void *load(void *argument) {
  uint64_t random = (uintptr_t)argument * 7919;
  uintptr_t count = 0;
  PGconn *connection = PQconnectdb(url);
  if (PQstatus(connection) != CONNECTION_OK) fail(connection);
  Oid type = 23;
  PQclear(PQprepare(connection, "s", sql, 1, &type));
  while (now() < end) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    uint32_t account = __builtin_bswap32(1 + (uint32_t)(random >> 33) % rows);
    const char *value = (const char *)&account;
    int length = 4, format = 1;
    PGresult *result = PQexecPrepared(connection, "s", 1, &value, &length, &format, 1);
    ExecStatusType status = PQresultStatus(result);
    if (is_select ? status != PGRES_TUPLES_OK || PQntuples(result) != 1
                  : status != PGRES_COMMAND_OK)
      fail(connection);
    PQclear(result);
    if (now() >= begin) count++;
  }
  PQfinish(connection);
  return (void *)count;
}

int main(int count, char **arguments) {
  if (count != 6) return 2;
  url = arguments[1];
  is_select = strcmp(arguments[2], "select") == 0;
  sql = is_select ? "SELECT abalance FROM public.pgbench_accounts WHERE aid = $1"
                  : "INSERT INTO bench.entry (account) VALUES ($1)";
  int connections = atoi(arguments[3]);
  double seconds = atof(arguments[4]);
  rows = strtoul(arguments[5], NULL, 10);
  if (connections < 1 || connections > 1000 || seconds <= 0 || rows < 1) return 2;
  begin = now() + seconds / 5;
  end = begin + seconds;
  pthread_t threads[1000];
  for (int i = 0; i < connections; i++)
    pthread_create(&threads[i], NULL, load, (void *)(uintptr_t)(i + 1));
  while (now() < begin) nanosleep(&(struct timespec){0, 1000000}, NULL);
  double before = processor(), started = now();
  uintptr_t statements = 0;
  for (int i = 0; i < connections; i++) {
    void *done;
    pthread_join(threads[i], &done);
    statements += (uintptr_t)done;
  }
  printf("%zu %f %f\n", statements, now() - started, processor() - before);
  return 0;
}
