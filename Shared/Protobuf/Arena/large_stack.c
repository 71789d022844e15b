#include "CProtobufArena.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct call {
  void (*body)(void *);
  void *context;
};

static _Thread_local bool has_large_stack;

static void *run(void *pointer) {
  struct call *call = pointer;
  has_large_stack = true;
  call->body(call->context);
  return NULL;
}

void laurel_run_on_large_stack(void (*body)(void *), void *context) {
  if (has_large_stack) {
    fputs("protobuf: a message nests too deep to be encoded\n", stderr);
    abort();
  }
  struct call call = {body, context};
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes) != 0 ||
      pthread_attr_setstacksize(&attributes, LAUREL_ARENA_LARGE_STACK_BYTES) != 0 ||
      pthread_create(&thread, &attributes, run, &call) != 0) {
    laurel_arena_out_of_memory();
  }
  pthread_attr_destroy(&attributes);
  pthread_join(thread, NULL);
}
