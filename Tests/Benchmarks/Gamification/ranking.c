// Asks a sorted set of Redis for places: one thread and connection a client, one request at a time.
//
// ranking PORT CLIENTS SECONDS MEMBERS NEIGHBORS
//
// A call is ZREVRANK of a member and ZREVRANGE of the places around it. After a fifth of the
// seconds to warm up, prints how many calls and seconds, and the median and the 99th percentile of
// their microseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int port, clients, members, neighbors;
static double seconds;
static double start_time;

struct client {
  int number;
  int socket;
  size_t length, used;
  char bytes[65536];
  uint32_t *times;
  size_t count, room;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static void ask(struct client *client, const char *text, size_t length) {
  while (length > 0) {
    ssize_t sent = send(client->socket, text, length, MSG_NOSIGNAL);
    if (sent <= 0) fail("cannot send");
    text += sent;
    length -= sent;
  }
}

// A line of the answer, without its end; it stays until the next one is read.
static char *read_line(struct client *client) {
  for (;;) {
    char *first = client->bytes + client->used;
    char *end = memmem(first, client->length - client->used, "\r\n", 2);
    if (end) {
      *end = 0;
      client->used = end + 2 - client->bytes;
      return first;
    }
    memmove(client->bytes, first, client->length - client->used);
    client->length -= client->used;
    client->used = 0;
    if (client->length == sizeof client->bytes) fail("the answer is too long");
    ssize_t got = recv(
        client->socket, client->bytes + client->length, sizeof client->bytes - client->length, 0);
    if (got <= 0) fail("cannot receive");
    client->length += got;
  }
}

static void call(struct client *client, int member) {
  char text[256];
  int length = snprintf(
      text, sizeof text, "*3\r\n$8\r\nZREVRANK\r\n$5\r\nboard\r\n$12\r\nagent-%06d\r\n", member);
  ask(client, text, length);
  char *line = read_line(client);
  if (line[0] != ':') fail("the member has no place");
  long place = atol(line + 1);
  char first[32], last[32];
  long begin = place < neighbors ? 0 : place - neighbors;
  int first_length = snprintf(first, sizeof first, "%ld", begin);
  int last_length = snprintf(last, sizeof last, "%ld", place + neighbors);
  length = snprintf(
      text, sizeof text,
      "*5\r\n$9\r\nZREVRANGE\r\n$5\r\nboard\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n$10\r\nWITHSCORES\r\n",
      first_length, first, last_length, last);
  ask(client, text, length);
  line = read_line(client);
  long parts = line[0] == '*' ? atol(line + 1) : 0;
  if (parts < 2) fail("there are no places");
  // Each part has a line with its length and one with its text.
  for (long part = 0; part < parts; part++) {
    if (read_line(client)[0] != '$') fail("the answer is malformed");
    read_line(client);
  }
}

static void *run(void *argument) {
  struct client *client = argument;
  uint64_t random = (uint64_t)client->number * 7919;
  double begin = start_time + seconds / 5, end = begin + seconds;
  for (double time = now(); time < end;) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    call(client, (random >> 33) % members);
    double later = now();
    if (time >= begin) {
      if (client->count == client->room) {
        client->room = client->room ? client->room * 2 : 1 << 16;
        client->times = realloc(client->times, client->room * sizeof *client->times);
        if (!client->times) fail("no memory");
      }
      client->times[client->count++] = (later - time) * 1e6;
    }
    time = later;
  }
  return NULL;
}

static int compare(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

int main(int count, char **arguments) {
  if (count != 6) fail("usage: ranking PORT CLIENTS SECONDS MEMBERS NEIGHBORS");
  port = atoi(arguments[1]);
  clients = atoi(arguments[2]);
  seconds = atof(arguments[3]);
  members = atoi(arguments[4]);
  neighbors = atoi(arguments[5]);
  struct client *all = calloc(clients, sizeof *all);
  pthread_t *threads = calloc(clients, sizeof *threads);
  if (!all || !threads) fail("no memory");
  for (int number = 0; number < clients; number++) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    all[number].number = number;
    all[number].socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(all[number].socket, (struct sockaddr *)&address, sizeof address)) {
      fail("cannot connect");
    }
    int on = 1;
    setsockopt(all[number].socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  start_time = now();
  for (int number = 0; number < clients; number++) {
    if (pthread_create(&threads[number], NULL, run, &all[number])) fail("cannot start a thread");
  }
  size_t total = 0;
  for (int number = 0; number < clients; number++) {
    pthread_join(threads[number], NULL);
    total += all[number].count;
  }
  uint32_t *times = malloc((total + 1) * sizeof *times);
  if (!times || total == 0) fail("no calls");
  size_t place = 0;
  for (int number = 0; number < clients; number++) {
    memcpy(times + place, all[number].times, all[number].count * sizeof *times);
    place += all[number].count;
  }
  qsort(times, total, sizeof *times, compare);
  printf("%zu %f %u %u\n", total, seconds, times[total / 2], times[total * 99 / 100]);
  return 0;
}
